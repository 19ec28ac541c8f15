"""The protocols LINE speaks."""
