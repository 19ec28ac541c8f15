"""Writes of the imports: bring a file, match its columns, try it, run it, undo it."""

from .keeping import discard_old_files, hand_out
from .preparing import (
    bring,
    change_columns,
    change_kind,
    change_preset,
    change_reading,
    discard,
    read,
    remember_columns,
)
from .running import TRY_ROWS, pause, run, start, try_out
from .trying import look, look_at_all, settings_name
from .undoing import keep_undo_refusal, start_undo, undo

__all__ = [
    "TRY_ROWS",
    "bring",
    "change_columns",
    "change_kind",
    "change_preset",
    "change_reading",
    "discard",
    "discard_old_files",
    "hand_out",
    "keep_undo_refusal",
    "look",
    "look_at_all",
    "pause",
    "read",
    "remember_columns",
    "run",
    "settings_name",
    "start",
    "start_undo",
    "try_out",
    "undo",
]
