"""Template tags of the goals."""
