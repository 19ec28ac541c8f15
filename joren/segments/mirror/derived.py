"""The table that is made of the others: one row a customer, with answers ready-made at each sync.

What stands in it is said by a later app (the engine, from the catalogue of attributes) by one `ReadyMade` entry; the
mirror makes it, keeps it up for the customers something changed of, and says for which days its answers hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference

from .files import TableFiles

NAME: Final = "ready"
"""What its files begin with."""

Relation = Callable[[str], str]
"""A bracketed query over a fact table, by its name."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What to make. `fingerprint` changes whenever the same facts would give another table."""

    fingerprint: str
    columns: Mapping[str, str]
    """The name of the column that answers a question, by a text that tells questions apart."""
    tables: tuple[str, ...]
    """The fact tables it is made of, ``customers`` among them."""
    query: Callable[[Relation, date, str], tuple[str, Mapping[str, Any]]]
    """SQL and values over the facts until a day, for the customers of a condition with ``{id}`` ("" for all):
    every column of ``customers``, then the answers."""


@dataclass(frozen=True, kw_only=True)
class ReadyMade:
    """Answers to keep ready: `definition` names ``() -> Definition | None``."""

    key: str
    definition: Reference


@dataclass(frozen=True, slots=True)
class Window:
    """The days a table's facts are complete for: from the newest fact that was counted to the day before the
    earliest one that was not, since it lay in the future. Open ends are None."""

    newest: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether an answer as of that day is the ready-made one."""
        return (self.newest is None or self.newest <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Ready:
    """The table as published. `day`: the last day whose facts were counted."""

    files: TableFiles
    day: date
    columns: dict[str, str]
    windows: dict[str, Window] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the manifest."""
        windows = {name: [_said(w.newest), _said(w.until)] for name, w in self.windows.items()}
        files = {name: getattr(self.files, name) for name in TableFiles.__dataclass_fields__}
        return {"files": files, "day": self.day.isoformat(), "columns": self.columns, "windows": windows}


def from_json(data: dict[str, Any]) -> Ready:
    """What `as_json` wrote; raises ValueError, KeyError or TypeError for anything else."""
    windows = {name: Window(_day(newest), _day(until)) for name, (newest, until) in data["windows"].items()}
    return Ready(TableFiles(**data["files"]), date.fromisoformat(data["day"]), dict(data["columns"]), windows)


def definition() -> Definition | None:
    """What the apps want ready-made; None for nothing."""
    for entry in entries(ReadyMade):
        found: Definition | None = resolve(entry.definition)()
        return found
    return None


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
