"""Saved segments: rules with a name and versions, the builder, the members, and why somebody is in or out."""
