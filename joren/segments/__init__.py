"""Segments: the rule tree over the catalogue of attributes, and the engines that run it."""
