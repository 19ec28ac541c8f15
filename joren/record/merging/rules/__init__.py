"""Which record is the base of a merge, and how pairs hang together. Pure."""
