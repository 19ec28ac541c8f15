"""Writes of the imports: bring a file, match its columns, try it, run it, undo it."""

from .preparing import bring, change_columns, change_kind, change_reading, discard, remember_columns
from .running import run, start, try_out
from .undoing import keep_undo_refusal, start_undo, undo

__all__ = [
    "bring",
    "change_columns",
    "change_kind",
    "change_reading",
    "discard",
    "keep_undo_refusal",
    "remember_columns",
    "run",
    "start",
    "start_undo",
    "try_out",
    "undo",
]
