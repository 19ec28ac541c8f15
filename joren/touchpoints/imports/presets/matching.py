"""Which layout a file is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from joren.touchpoints.imports.kinds_known import fields_of
from joren.touchpoints.imports.matching.headers import header_key
from joren.touchpoints.imports.matching.legends import without_legend

from .preset import Preset
from .shelf import all_presets

_KNOWN_SHARE: Final = 0.4
"""Less of a file's columns known than this: it is something else that happens to share the names."""


@dataclass(frozen=True, slots=True)
class PresetMatch:
    """A preset that fits. `confidence` 0 to 1: how many of the file's columns the layout has. `columns`: field to
    column name.
    """

    preset: Preset
    confidence: float
    columns: Mapping[str, str]


def match(header: Sequence[str], sample: Sequence[Sequence[str]], kind: str = "") -> list[PresetMatch]:
    """The presets that fit, surest first; `kind` "" looks at the main presets of all kinds."""
    names = _by_key(header)
    fitting = [
        PresetMatch(preset, _confidence(preset, names), columns_of(preset, header, sample))
        for preset in all_presets()
        if (preset.kind == kind if kind else not preset.secondary) and _fits(preset, names)
    ]
    sure = [found for found in fitting if found.confidence >= _KNOWN_SHARE]
    return sorted(sure, key=lambda found: (-found.confidence, -_signs(found.preset, names), found.preset.key))


def columns_of(preset: Preset, header: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str]:
    """Field key to column name. Of several columns for one field the first with values, else the first."""
    names = _by_key(header)
    fields = {field.key for field in fields_of(preset.kind)}
    filled = {name for position, name in enumerate(header) if any(row[position].strip() for row in sample)}
    found: dict[str, str] = {}
    for written, field in preset.columns.items():
        name = names.get(_key(written))
        if (
            name is not None
            and field in fields
            and (field not in found or (name in filled and found[field] not in filled))
        ):
            found[field] = name
    return found


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    """A column's key without its legend, which versions of a system write differently."""
    return header_key(without_legend(name))


def _by_key(header: Sequence[str]) -> dict[str, str]:
    """Key to column name; of equal names the first."""
    names: dict[str, str] = {}
    for name in header:
        names.setdefault(_key(name), name)
    return names


def _fits(preset: Preset, names: Mapping[str, str]) -> bool:
    required = all(any(_key(name) in names for name in either.split("|")) for either in preset.required)
    return required and _signs(preset, names) >= preset.at_least


def _signs(preset: Preset, names: Mapping[str, str]) -> int:
    return sum(_key(name) in names for name in preset.signs)


def _confidence(preset: Preset, names: Mapping[str, str]) -> float:
    return round(sum(name in _vocabulary(preset.key) for name in names) / len(names), 4)


@lru_cache(maxsize=256)
def _vocabulary(key: str) -> frozenset[str]:
    preset = next(preset for preset in all_presets() if preset.key == key)
    either = (name for names in preset.required for name in names.split("|"))
    return frozenset(map(_key, (*either, *preset.signs, *preset.columns, *preset.ignored)))
