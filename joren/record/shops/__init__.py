"""Shops, and the hour at which their business day ends."""
