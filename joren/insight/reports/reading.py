"""One report's questions to the facts: portable SQL over the fact tables, all from the same state."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import wraps
from typing import Any

from joren.foundation.business.queries import the_business
from joren.foundation.money import currency_exponent
from joren.segments.engine.engines import Engine, engine_for

Run = Callable[..., Any]
_TABLE = re.compile(r"\{(\w+)\}")
_VALUE = re.compile(r"\[([a-z_]+)\]")
_FOUR = Decimal("0.0001")


class Facts:
    """The mirror, or PostgreSQL inside a transaction that has written; SQL both understand.

    ``{purchases}`` stands for a fact table, ``[start]`` for a value.
    """

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine or engine_for(None)

    def rows(self, sql: str, columns: Sequence[str], values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows by column name."""
        given = dict(values or {})
        dialect = self._engine.dialect
        used = {name: given[name] for name in _VALUE.findall(sql)}
        text = _VALUE.sub(lambda found: dialect.value(found[1]), dialect.text(sql))
        text = _TABLE.sub(lambda found: f"{dialect.table(found[1])} AS {found[1]}", text)
        return [dict(zip(columns, row, strict=True)) for row in self._engine.rows(text, used)]


def over_days(run: Run) -> Run:
    """Give a report's function, or its people's, ``from`` and ``to``, words of Python's own, as `start` and `end`."""

    @wraps(run)
    def called(staff: Any, *row: str, **given: Any) -> Any:
        return run(staff, *row, start=given.pop("from"), end=given.pop("to"), **given)

    return called


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """A share of 1 to four places, half up; None of nothing."""
    return (Decimal(part) / Decimal(whole)).quantize(_FOUR, ROUND_HALF_UP) if whole else None


def average(total: Decimal | int, number: int, unit: Decimal) -> Decimal | None:
    """A mean to the smallest amount of the currency, half up; None of nobody."""
    return (Decimal(total) / number).quantize(unit, ROUND_HALF_UP) if number else None


def money_unit() -> Decimal:
    """The smallest amount of the business's currency: 1 yen, 0.01 dollar."""
    return Decimal(1).scaleb(-currency_exponent(the_business().currency))
