"""What a rule draws on: the mirror's files of its tables, named by a mark, and reopened later to compare with."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Any, Final

from joren.foundation.catalogue import Aggregate, CustomerColumn
from joren.segments.catalogue.binding import BoundGroup, BoundRule, bound_leaves
from joren.segments.engine.dialects import DuckDB
from joren.segments.engine.engines import Engine, MirrorEngine
from joren.segments.mirror.actions import folder_of
from joren.segments.mirror.reading import OpenMirror

_ALWAYS: Final = ("customers", "products", "purchases")
"""Who there is, what belongs to a category, and the first purchase that days may be counted from."""

_OWN: Final = "segment_memberships"


class PastEngine(MirrorEngine):
    """The mirror as it was at an earlier run, as long as its files are kept."""

    def __init__(self, mirror: OpenMirror) -> None:
        self.mirror = mirror
        self.dialect = DuckDB(mirror.relation)
        self.ready = None  # kept answers are those of now


def versions_of(key: str, version: int, rule: BoundRule, known: Mapping[str, int]) -> dict[str, int]:
    """The version of the segment and of every segment inside it, by key. `known`: the versions there are now."""
    return {key: version} | {inner: known.get(inner, 0) for inner in sorted(set(_inside(rule)))}


def files_of(rule: BoundRule, engine: Engine) -> dict[str, Any]:
    """The mirror's files of the tables the rule draws on; nothing where another engine answers."""
    if not isinstance(engine, MirrorEngine):
        return {}
    manifest = engine.mirror.manifest
    used = _tables(rule)
    names = [name for name in sorted(manifest.tables) if (name in used if used else name != _OWN)]
    return {name: asdict(manifest.tables[name]) for name in names}


def mark_of(day: date, rule: BoundRule, files: Mapping[str, Any]) -> str:
    """A name of everything the members depend on; "" where the facts have no name and must be asked."""
    if not files:
        return ""
    said = json.dumps([day.isoformat(), identity(rule), dict(files)], sort_keys=True)
    return sha256(said.encode()).hexdigest()


def identity(rule: BoundRule) -> str:
    """A name of what a bound rule asks: its comparisons, and what their parameters came to (ids, the fiscal year)."""
    return sha256(repr(_asked(rule)).encode()).hexdigest()


def _asked(rule: BoundRule) -> object:
    if isinstance(rule, BoundGroup):
        return rule.kind, [_asked(part) for part in rule.parts]
    return rule.leaf.use.attribute, rule.leaf.op.value, repr(rule.leaf.value), repr(rule.use.conditions)


def reopened(files: Mapping[str, Any], now: Engine) -> PastEngine | None:
    """The state of those files; None when one of them is gone or its table is declared differently by now."""
    if not files or not isinstance(now, MirrorEngine):
        return None
    manifest = now.mirror.manifest
    folder = folder_of(manifest.moment)
    tables = {}
    for name, found in files.items():
        known = manifest.tables.get(name)
        if known is None or known.fingerprint != found.get("fingerprint"):
            return None
        tables[name] = table = replace(known, **found)
        if not all((folder / file).is_file() for file in table.files):
            return None
    return PastEngine(OpenMirror(folder, replace(manifest, tables=manifest.tables | tables)))


def _tables(rule: BoundRule) -> set[str]:
    """The tables the rule draws on; none for "all of them", where it cannot be told."""
    used = set(_ALWAYS)
    for leaf in bound_leaves(rule):
        source = leaf.use.attribute.source
        if isinstance(source, Aggregate):
            used.add(source.table)
        elif not isinstance(source, CustomerColumn):
            return set()
    return used


def _inside(rule: BoundRule) -> Iterator[str]:
    if isinstance(rule, BoundGroup):
        if rule.segment:
            yield rule.segment
        for part in rule.parts:
            yield from _inside(part)
