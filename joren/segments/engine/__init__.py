"""Compiles a rule to one query and runs it: on the mirror for everybody, on PostgreSQL for one person."""
