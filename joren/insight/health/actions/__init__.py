"""Writes of data health."""

from .deciding import delete_value, not_a_fault, repair, skip, undo_last
from .measuring import JOB, measure, measure_some, schedule_measuring
from .picking import pick
from .settings import change_settings

__all__ = [
    "JOB",
    "change_settings",
    "delete_value",
    "measure",
    "measure_some",
    "not_a_fault",
    "pick",
    "repair",
    "schedule_measuring",
    "skip",
    "undo_last",
]
