"""Layouts of files known for certain, one module of `systems` each: what a till or shop writes, recognised by headers.

A preset is data. A new one is a new module in `systems/` and touches no other file: see
docs/how-to/add-an-import-layout.md.
"""

from .matching import PresetMatch, columns_of, match
from .preset import Preset
from .shelf import NONE, all_presets, defaults_of, find, options_of

__all__ = ["NONE", "Preset", "PresetMatch", "all_presets", "columns_of", "defaults_of", "find", "match", "options_of"]
