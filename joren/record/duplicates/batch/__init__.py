"""Everybody against everybody: pairs by blocks in DuckDB, scored by two processes, in bounded memory."""
