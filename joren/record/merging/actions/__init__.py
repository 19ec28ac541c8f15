"""Writes of merging: one person out of two records, and back."""

from .batches import MERGE_JOB, UNDO_JOB, run_batch, start_batch, start_undo, undo_batch
from .merging import CHOOSABLE, Outcome, merge, merge_many, suggested
from .parting import blocking, unmerge

__all__ = [
    "CHOOSABLE",
    "MERGE_JOB",
    "UNDO_JOB",
    "Outcome",
    "blocking",
    "merge",
    "merge_many",
    "run_batch",
    "start_batch",
    "start_undo",
    "suggested",
    "undo_batch",
    "unmerge",
]
