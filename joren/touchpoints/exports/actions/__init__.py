"""Writes of the exports."""

from .asking import ask, keep_template, remove_template, start
from .giving import download, hand_over
from .tidying import remove_old_files
from .writing import write

__all__ = [
    "ask",
    "download",
    "hand_over",
    "keep_template",
    "remove_old_files",
    "remove_template",
    "start",
    "write",
]
