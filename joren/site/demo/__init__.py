"""The made-up business that a new installation shows."""
