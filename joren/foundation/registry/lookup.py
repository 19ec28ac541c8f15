"""Reads the apps' `provides.py` once per process and answers by entry type."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TypeVar

from django.apps import apps

from .apps import JorenAppConfig

Entry = TypeVar("Entry")


class DuplicateEntry(Exception):
    """Two entries of one type carry the same key: a programming error, found at start."""


def entries(kind: type[Entry]) -> tuple[Entry, ...]:
    """All entries of that type, in the order of the installed apps."""
    return _by_type(kind)  # type: ignore[arg-type,return-value]


def entry(kind: type[Entry], key: str) -> Entry:
    """The one entry of that type with that key. Raises KeyError when there is none."""
    for candidate in entries(kind):
        if getattr(candidate, "key", None) == key:
            return candidate
    raise KeyError(f"{kind.__name__} {key!r}")


def forget() -> None:
    """Drop what was read, for tests that install other entries."""
    _all.cache_clear()
    _by_type.cache_clear()


@cache
def _all() -> tuple[object, ...]:
    found: list[object] = []
    for config in apps.get_app_configs():
        if isinstance(config, JorenAppConfig) and find_spec(f"{config.name}.provides"):
            found.extend(import_module(f"{config.name}.provides").PROVIDES)
    return tuple(found)


@cache
def _by_type(kind: type) -> tuple[object, ...]:
    chosen = tuple(item for item in _all() if isinstance(item, kind))
    keys = [item.key for item in chosen if hasattr(item, "key")]
    for key in set(keys):
        if keys.count(key) > 1:
            raise DuplicateEntry(f"{kind.__name__} {key!r} is declared twice")
    return chosen
