"""Writes of the demo: load it, remove it."""

from .loading import load
from .removing import remove

load_demo = load
remove_demo = remove

__all__ = ["load_demo", "remove_demo"]
