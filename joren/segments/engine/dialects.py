"""What differs between the engines, and nothing else: how values are marked, how tables are reached, few functions."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from joren.foundation.catalogue import spelled

Spellings = Mapping[str, Callable[..., str]]
"""How an engine says the marks of `joren.foundation.catalogue.portable`."""


class Dialect(Protocol):
    """One engine's way of saying it. Adding an engine (Spark) is adding one of these."""

    def value(self, name: str) -> str:
        """The mark of a bound value."""

    def table(self, name: str) -> str:
        """A bracketed query over a fact table."""

    def text(self, sql: str) -> str:
        """SQL text of an attribute as this engine says it, whatever its driver would take for a mark made harmless."""

    def weekday(self, expression: str) -> str:
        """Day of the week of a date, 1 (Monday) to 7."""

    def months_before(self, expression: str, months: str) -> str:
        """The date so many months earlier, the month's last day where there is no such day."""

    def first_of(self, unit: str, expression: str) -> str:
        """First day of the month or year a date lies in."""

    def among(self, expression: str, mark: str) -> str:
        """Whether an id is in a bound list of ids, however long."""

    def among_texts(self, expression: str, mark: str) -> str:
        """Whether a text is in a bound list of texts."""

    def among_dates(self, expression: str, mark: str) -> str:
        """Whether a date is in a bound list of dates."""


class _Shared(Dialect):
    """What DuckDB and PostgreSQL say alike."""

    def __init__(self, table: Callable[[str], str]) -> None:
        self._table = table

    def table(self, name: str) -> str:
        return self._table(name)

    def weekday(self, expression: str) -> str:
        return f"EXTRACT(ISODOW FROM {expression})"

    def months_before(self, expression: str, months: str) -> str:
        return f"CAST({expression} - INTERVAL '1 month' * {months} AS DATE)"

    def first_of(self, unit: str, expression: str) -> str:
        return f"CAST(DATE_TRUNC('{unit}', {expression}) AS DATE)"


class DuckDB(_Shared):
    """DuckDB: values are marked ``$name``."""

    _spellings: Final[Spellings] = {
        # A heap of `nth` values for each customer: a quarter of the time of a sorted list.
        "nth_smallest": lambda value, nth, where: f"(min({value}, {nth}) FILTER (WHERE {where}))[{nth}]",
        "median": lambda value, where: f"CAST(median({value}) FILTER (WHERE {where}) AS DOUBLE PRECISION)",
    }

    def value(self, name: str) -> str:
        """See `Dialect`."""
        return f"${name}"

    def text(self, sql: str) -> str:
        """See `Dialect`."""
        return spelled(sql, self._spellings)

    def among(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"{expression} IN (SELECT UNNEST(CAST({mark} AS BIGINT[])))"

    def among_dates(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"{expression} IN (SELECT UNNEST(CAST({mark} AS DATE[])))"

    def among_texts(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"{expression} IN (SELECT UNNEST(CAST({mark} AS VARCHAR[])))"


class PostgreSQL(_Shared):
    """PostgreSQL through psycopg: values are marked ``%(name)s``, so a per cent sign of the SQL is doubled."""

    _spellings: Final[Spellings] = {
        "nth_smallest": lambda value, nth, where: (
            f"(array_agg({value} ORDER BY {value}) FILTER (WHERE {where}))[{nth}]"
        ),
        "median": lambda value, where: f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {value}) FILTER (WHERE {where})",
    }

    def value(self, name: str) -> str:
        """See `Dialect`."""
        return f"%({name})s"

    def text(self, sql: str) -> str:
        """See `Dialect`."""
        return spelled(sql, self._spellings).replace("%", "%%")

    def among(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"{expression} = ANY(CAST({mark} AS bigint[]))"

    def among_dates(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"{expression} = ANY(CAST({mark} AS date[]))"

    def among_texts(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"{expression} = ANY(CAST({mark} AS text[]))"


class Values:
    """The bound values of one query: equal values share a mark, so that equal conditions are equal texts."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._names: dict[tuple[type, Any], str] = {}
        self.by_name: dict[str, Any] = {}

    def mark(self, value: Any) -> str:
        """The mark that stands for this value in the SQL."""
        key = (type(value), id(value) if isinstance(value, list) and len(value) > _LONG else _hashable(value))
        name = self._names.setdefault(key, f"v{len(self._names)}")
        self.by_name[name] = value
        return self._dialect.value(name)


_LONG: Final = 1_000
"""Longer lists are told apart by who they are: comparing a million values costs more than saying them twice."""


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
