"""Conditions of parameters as SQL over a fact table."""

from collections.abc import Iterable
from datetime import date

from joren.foundation.time.periods import Period
from joren.segments.catalogue.conditions import (
    Condition,
    HasId,
    HasText,
    InBand,
    InCategory,
    InPeriod,
    OnWeekday,
)

from .dialects import Dialect, Values


class ConditionWriter:
    """Writes conditions for one moment: `day` is its date, or None where each customer has an own one in `as_of`.

    Of `date_column` the pass itself says that it is not after the as-of day.
    """

    def __init__(self, dialect: Dialect, values: Values, as_of: str, day: date | None, date_column: str) -> None:
        self._dialect = dialect
        self._mark = values.mark
        self._as_of = as_of
        self._day = day
        self._date_column = date_column

    def sql(self, condition: Condition) -> list[str]:
        """The condition as SQL texts that must all hold; none where it does not narrow."""
        if isinstance(condition, InPeriod):
            return self._period(condition)
        if isinstance(condition, HasId):
            return [self._listed(f"f.{condition.column}", condition.ids)]
        if isinstance(condition, InCategory):
            return [self._listed("d.category_id", condition.categories)]
        if isinstance(condition, HasText):
            return [self._listed(f"f.{condition.column}", condition.texts)]
        if isinstance(condition, OnWeekday):
            return [self._listed(self._dialect.weekday(f"f.{condition.column}"), condition.days)]
        return [self._band(condition)]

    def since(self, conditions: Iterable[Condition], column: str) -> date | None:
        """The first day in `column` that the conditions let through, if they say one."""
        if self._day is None:
            return None
        for condition in conditions:
            if isinstance(condition, InPeriod) and condition.column == column:
                return condition.period.resolve(self._day, condition.fiscal_start)[0]
        return None

    def _listed(self, expression: str, items: Iterable[int] | Iterable[str]) -> str:
        return f"{expression} IN ({', '.join(self._mark(item) for item in items)})"

    def _band(self, band: InBand) -> str:
        column = f"f.{band.column}"
        joint = "AND" if band.first <= band.last else "OR"
        return f"({column} >= {self._mark(band.first)} {joint} {column} <= {self._mark(band.last)})"

    def _period(self, condition: InPeriod) -> list[str]:
        column, period = f"f.{condition.column}", condition.period
        if self._day is None:
            first, last = self._own_bounds(period, condition.fiscal_start)
        else:
            since, until = period.resolve(self._day, condition.fiscal_start)
            is_said = until == self._day and condition.column == self._date_column
            first, last = self._mark(since) if since else None, None if is_said else self._mark(until)
        found = [f"{column} >= {first}"] if first else []
        return [*found, f"{column} <= {last}"] if last else found

    def _own_bounds(self, period: Period, fiscal_start: int) -> tuple[str | None, str | None]:
        """First and last day (None: open) counted from each customer's own as-of day, as `Period.resolve` counts.

        The last day is never after it: the pass itself sees to that.
        """
        if period.kind == "last_days":
            return f"({self._as_of} - {self._mark(int(period.value or 1) - 1)})", None
        if period.kind == "last_months":
            before = self._dialect.months_before(self._as_of, self._mark(int(period.value or 1)))
            return f"({before} + 1)", None
        if period.kind == "month":
            return self._month(period)
        if period.kind == "fiscal_year" and isinstance(period.value, str):
            return self._fiscal_year(period, fiscal_start)
        bounds = period.calendar_bounds(date.max, fiscal_start)
        first, last = (self._mark(day) if day else None for day in bounds)
        return first, last

    def _month(self, period: Period) -> tuple[str, str | None]:
        this = self._dialect.first_of("month", self._as_of)
        if period.value == "this":
            return this, None
        return self._dialect.months_before(this, self._mark(1)), f"({this} - 1)"

    def _fiscal_year(self, period: Period, start: int) -> tuple[str, str | None]:
        shift = self._mark(start - 1)
        moved = self._dialect.months_before(self._as_of, shift)
        # Moving the last day of a long month may clamp it, never across the first of its month.
        this = self._dialect.months_before(self._dialect.first_of("year", moved), f"(-{shift})")
        if period.value == "this":
            return this, None
        return self._dialect.months_before(this, self._mark(12)), f"({this} - 1)"
