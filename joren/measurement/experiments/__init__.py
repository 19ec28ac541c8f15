"""Experiments: what a campaign changed, proven with the people who were held back."""
