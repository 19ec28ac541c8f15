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
    OnHoliday,
    OnWeekday,
)
from joren.segments.catalogue.holidays import DAY_OFF, HOLIDAY, WEEKEND, holidays_until

from .dialects import Dialect, Values
from .first_purchase import FIRST_ON


class ConditionWriter:
    """Writes conditions for one moment: `day` is its date, or None where each customer has an own one in `as_of`.

    No such day is after `last_day`.

    Of `date_column` the pass itself says that it is not after the as-of day.
    """

    def __init__(
        self, dialect: Dialect, values: Values, as_of: str, day: date | None, last_day: date, date_column: str
    ) -> None:
        self._dialect = dialect
        self._mark = values.mark
        self._as_of = as_of
        self._day = day
        self._last_day = last_day
        self._date_column = date_column

    def sql(self, condition: Condition) -> list[str]:
        """The condition as SQL texts that must all hold; none where it does not narrow."""
        if isinstance(condition, InPeriod):
            return self._period(condition)
        if isinstance(condition, OnHoliday):
            return [self._holiday(condition)]
        return [self._band(condition) if isinstance(condition, InBand) else self._of_list(condition)]

    def since(self, conditions: Iterable[Condition], column: str) -> date | None:
        """The first day in `column` that the conditions let through, if they say one."""
        if self._day is None:
            return None
        for condition in conditions:
            if isinstance(condition, InPeriod) and condition.column == column and not _is_open(condition):
                return condition.period.resolve(self._day, condition.fiscal_start)[0]
        return None

    def _of_list(self, condition: HasId | InCategory | HasText | OnWeekday) -> str:
        if isinstance(condition, HasId):
            return self._listed(f"f.{condition.column}", condition.ids)
        if isinstance(condition, InCategory):
            return self._listed("d.category_id", condition.categories)
        if isinstance(condition, HasText):
            column = condition.column if "." in condition.column else f"f.{condition.column}"
            return self._listed(column, condition.texts)
        return self._listed(self._dialect.weekday(f"f.{condition.column}"), condition.days)

    def _listed(self, expression: str, items: Iterable[int] | Iterable[str]) -> str:
        return f"{expression} IN ({', '.join(self._mark(item) for item in items)})"

    def _holiday(self, condition: OnHoliday) -> str:
        column = f"f.{condition.column}"
        listed = self._dialect.among_dates(column, self._mark(holidays_until(self._last_day)))
        if condition.kind == HOLIDAY:
            return listed
        weekend = self._listed(self._dialect.weekday(column), WEEKEND)
        off = f"({listed} OR {weekend})"
        return off if condition.kind == DAY_OFF else f"(NOT {off})"

    def _band(self, band: InBand) -> str:
        column = f"f.{band.column}"
        joint = "AND" if band.first <= band.last else "OR"
        return f"({column} >= {self._mark(band.first)} {joint} {column} <= {self._mark(band.last)})"

    def _period(self, condition: InPeriod) -> list[str]:
        period = condition.period
        if period.is_own:
            return self._since_first(condition)
        if self._day is None:
            first, last = self._own_bounds(period, condition.fiscal_start)
        else:
            since, until = period.resolve(self._day, condition.fiscal_start)
            is_said = until == self._day and condition.column == self._date_column
            first, last = self._mark(since) if since else None, None if is_said else self._mark(until)
        return self._between(condition, first, last)

    def _between(self, condition: InPeriod, first: str | None, last: str | None) -> list[str]:
        """From the first to the last day (None: open); a stretch of days has to touch them."""
        column, ended = f"f.{condition.column}", f"f.{condition.until}"
        found = [f"{column} <= {last}"] if last else []
        if first and condition.until:
            return [f"({ended} IS NULL OR {ended} > {first})", *found]
        return [f"{column} >= {first}", *found] if first else found

    def _since_first(self, condition: InPeriod) -> list[str]:
        """Counted from the customer's first purchase, which the pass joins; false for somebody without one."""
        after = f"({FIRST_ON} + {self._mark(int(condition.period.value or 0))})"
        if condition.period.kind == "after_first_days":
            return self._between(condition, after, None)
        return self._between(condition, FIRST_ON, f"({after} - 1)")

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


def _is_open(condition: InPeriod) -> bool:
    """Whether rows before the period's first day may still count, or that day is each customer's own."""
    return condition.period.is_own or bool(condition.until)
