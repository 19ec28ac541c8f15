"""Writes of merging: one person out of two records, and back."""

from .merging import CHOOSABLE, Outcome, merge, merge_many, suggested
from .parting import blocking, unmerge

__all__ = ["CHOOSABLE", "Outcome", "blocking", "merge", "merge_many", "suggested", "unmerge"]
