"""Products and the tree of categories they hang in."""
