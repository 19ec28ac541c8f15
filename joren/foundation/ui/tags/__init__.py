"""The families of the kit's template tags."""
