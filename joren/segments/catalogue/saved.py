"""Where the rules of saved segments come from: the library is a later app, so it says so by an entry."""

from dataclasses import dataclass

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference

from .tree import Rule


@dataclass(frozen=True, slots=True)
class SavedRule:
    """A saved segment as a rule may name it."""

    name: str
    rule: Rule


@dataclass(frozen=True, kw_only=True)
class SegmentSource:
    """A place with saved segments. `find` names ``(key: str) -> SavedRule | None``; it may raise `InvalidRule`."""

    key: str
    find: Reference


def saved_rule(key: str) -> SavedRule:
    """The saved segment of that key. Raises LookupError when no source has it."""
    for source in entries(SegmentSource):
        found: SavedRule | None = resolve(source.find)(key)
        if found:
            return found
    raise LookupError(key)
