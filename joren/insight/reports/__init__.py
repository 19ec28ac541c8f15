"""Exact tables over the record, each with its formula."""
