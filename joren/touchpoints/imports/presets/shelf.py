"""All presets there are: what the modules of `systems` call PRESETS."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

from . import systems
from .preset import Preset

NONE: Final = "none"
"""What ``Import.options["preset"]`` says when somebody switched the presets off for a file."""


@cache
def all_presets() -> tuple[Preset, ...]:
    """Every preset, by its key."""
    modules = (import_module(f"{systems.__name__}.{found.name}") for found in pkgutil.iter_modules(systems.__path__))
    return tuple(sorted((preset for module in modules for preset in module.PRESETS), key=lambda preset: preset.key))


def find(key: str) -> Preset | None:
    """The preset of that key, if there is one."""
    return next((preset for preset in all_presets() if preset.key == key), None)


def options_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """An import's options with what its preset says; the user's own word counts more."""
    preset = find(str(options.get("preset", "")))
    if preset is None:
        return dict(options)
    values = {**preset.values, **(options.get("values") or {})}
    return {**preset.options, **options, **({"values": values} if values else {})}


def defaults_of(options: Mapping[str, Any], defaults: Mapping[str, str]) -> dict[str, str]:
    """An import's defaults with those of its preset."""
    preset = find(str(options.get("preset", "")))
    return {**(preset.defaults if preset else {}), **defaults}
