"""What a command prints: JSON for programs with ``--json``, plain lines for people without."""

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

import click
from django.utils import timezone
from django.utils.functional import Promise

Data = TypeVar("Data")
_WANTS_JSON = "joren.json"
JSON_FLAG = "--json"


def _remember(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        context.meta[_WANTS_JSON] = True


json_option = click.option(
    JSON_FLAG,
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_remember,
    help="Print JSON.",
)
"""Decorator: the ``--json`` flag. The command asks `wants_json` or leaves it to `emit`."""


def wants_json() -> bool:
    """Return whether the running command was asked for JSON."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_WANTS_JSON))


def emit(data: Data, human: Callable[[Data], str | None] | None = None) -> None:
    """Print `data` as JSON when asked for, else what `human` makes of it (or a plain rendering)."""
    if wants_json():
        click.echo(as_json(data))
        return
    said = human(data) if human else "\n".join(_lines(plain(data)))
    if said:
        click.echo(said)


def example(*lines: str) -> str:
    """Return an epilog for ``--help`` that shows `lines` as they are typed."""
    return "\n".join(["\b", *(f"  $ {line}" for line in lines)])


def as_json(data: Any) -> str:
    """Return `data` as JSON text: Japanese readable, two spaces deep, no NaN."""
    return json.dumps(plain(data), ensure_ascii=False, indent=2, allow_nan=False)


def plain(value: Any) -> Any:  # noqa: PLR0911  # one line for each kind of value
    """Return `value` with only what JSON knows: exact numbers as numbers, dates in ISO, lazy words as words.

    A whole Decimal becomes an int, another one a float of the same digits; an aware moment is told in local
    time; a number that is none (NaN, infinite) becomes null; anything unknown is told by its own ``str``.
    """
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return str(value)


def _number(value: Decimal) -> int | float | None:
    if not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() else float(str(value))


def _lines(data: Any, depth: int = 0) -> Iterable[str]:
    """Yield `data` as indented lines, ``key: value``."""
    pad = "  " * depth
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, dict | list) and value:
                yield f"{pad}{key}:"
                yield from _lines(value, depth + 1)
            else:
                yield f"{pad}{key}: {'' if value in (None, [], {}) else value}"
    elif isinstance(data, list):
        for item in data:
            first, *rest = _lines(item, depth + 1) or [""]
            yield f"{pad}- {first.lstrip()}"
            yield from rest
    else:
        yield f"{pad}{data}"
