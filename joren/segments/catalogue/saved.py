"""Where the rules of saved segments come from: the library is a later app, so it says so by an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference

from .tree import Rule

Names = Mapping[str, Mapping[str, str]]
"""The words for what a rule names, as they were when it was saved: by kind ("shop", "attribute"), then as written."""


@dataclass(frozen=True, slots=True)
class SavedRule:
    """A saved segment as a rule may name it. One that was put away can be named no more."""

    name: str
    rule: Rule
    names: Names = field(default_factory=dict, hash=False)
    put_away: bool = False


@dataclass(frozen=True, kw_only=True)
class SegmentSource:
    """A place with saved segments. `find` names ``(key: str) -> SavedRule | None``; it may raise `InvalidRule`.

    `ids` names ``(keys: Sequence[str]) -> Mapping[str, tuple[int, str]]``: the id and name of those whose history of
    members is kept, for attributes about it; "" where none is.
    """

    key: str
    find: Reference
    ids: Reference = ""


def saved_rule(key: str) -> SavedRule:
    """The saved segment of that key. Raises LookupError when no source has it."""
    for source in entries(SegmentSource):
        found: SavedRule | None = resolve(source.find)(key)
        if found:
            return found
    raise LookupError(key)


def saved_ids(keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Id and name, by key, of the segments among `keys` whose history of members is kept."""
    found: dict[str, tuple[int, str]] = {}
    for source in entries(SegmentSource):
        if source.ids:
            found |= resolve(source.ids)(keys)
    return found
