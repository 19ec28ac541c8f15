"""Figures of a month to JSON and back, exactly."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from typing import Any

from joren.insight.reports.rules.monthly import Figures, People, Sums


def to_json(value: Any) -> Any:
    """Plain JSON; amounts as ``{"~": "1234.50"}``."""
    if is_dataclass(value) and not isinstance(value, type):
        return to_json(asdict(value))
    if isinstance(value, Decimal):
        return {"~": str(value)}
    if isinstance(value, Mapping):
        return {key: to_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(each) for each in value]
    return value if value is None or isinstance(value, int | float | str | bool) else str(value)


def from_json(kept: Mapping[str, Any]) -> Figures:
    """What `to_json` was given."""
    told = _read(kept)
    sums = {name: Sums(**told[name]) if told[name] else None for name in ("before", "year_ago")}
    people = told["people_before"]
    lists = {name: tuple(told[name]) for name in ("products", "shops", "campaigns")}
    parts: dict[str, Any] = {
        **told,
        **sums,
        **lists,
        "sums": Sums(**told["sums"]),
        "people": People(**told["people"]),
        "people_before": People(**people) if people else None,
    }
    return Figures(**parts)


def _read(value: Any) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"~"}:
            return Decimal(value["~"])
        return {key: _read(each) for key, each in value.items()}
    return [_read(each) for each in value] if isinstance(value, list) else value
