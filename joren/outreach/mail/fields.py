"""Merge fields stand in `joren.outreach.content.fields`."""

from joren.outreach.content.fields import MergeField, merge_fields, values_of

__all__ = ["MergeField", "merge_fields", "values_of"]
