"""Writes of the imports: bring a file, match its columns, try it, run it, undo it."""

from .agreeing import change_columns, change_kind, change_preset, change_reading, leave_out_undecodable
from .keeping import discard_old_files, hand_out
from .matching import remember_columns
from .preparing import bring, discard, read
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
    "leave_out_undecodable",
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
