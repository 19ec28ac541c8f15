"""Pages of LINE."""
