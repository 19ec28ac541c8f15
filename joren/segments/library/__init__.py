"""Saved segments and the screen that builds them."""
