"""Periods as rules and reports name them: {"last_days": 90}, {"fiscal_year": "this"}, {"all": true}.

A period is read once from JSON, refused if anything about it is unknown, and resolved against the day a
question is asked for. Days are business days; both ends are inside. Nothing after that day is ever inside,
not even where the period itself ends later: what was not known yet cannot be counted.

Two kinds count from each customer's own first purchase, whose day is day 1: {"first_days": 30} is the first thirty
days, {"after_first_days": 30} everything after them. Only who asks about customers one by one can read those.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from joren.foundation.time.fiscal import APRIL, fiscal_year_bounds, fiscal_year_of

PeriodKind = Literal[
    "last_days", "last_months", "between", "fiscal_year", "month", "all", "first_days", "after_first_days"
]
PeriodCode = Literal["not_an_object", "empty", "unknown_key", "two_kinds", "bad_value", "bad_date", "reversed", "own"]
OWN_KINDS: Final = ("first_days", "after_first_days")
"""Counted from each customer's own first purchase."""

MOST_DAYS: Final = 36_525
MOST_MONTHS: Final = 1_200
_DAY = timedelta(days=1)
_DAY_FORM = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class PeriodProblem(ValueError):
    """A period that cannot be read.

    code: one of PeriodCode, to choose a translated sentence by; the message is English and names the value.
    """

    def __init__(self, code: PeriodCode, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Period:
    """One period: `value` is the number or word of its kind; `first` and `last` are for "between" only."""

    kind: PeriodKind
    value: int | str | None = None
    first: date | None = None
    last: date | None = None

    @classmethod
    def from_json(cls, data: object, *, own: bool = False) -> "Period":
        """Read the JSON form; raises PeriodProblem on anything that is not exactly one known kind.

        `own`: whether the asker knows each customer's own first purchase (`OWN_KINDS`).
        """
        if not isinstance(data, Mapping):
            raise PeriodProblem("not_an_object", f'a period is an object, {{"last_days": 90}}, not {data!r}')
        keys = set(data)
        unknown = keys - set(_READERS) - {"from", "to"}
        if unknown:
            raise PeriodProblem("unknown_key", f"a period knows no {sorted(map(str, unknown))[0]!r}")
        if not keys:
            raise PeriodProblem("empty", 'a period must say what it spans, such as {"last_days": 90}')
        if keys <= {"from", "to"}:
            return _read_between(data)
        if len(keys) > 1:
            raise PeriodProblem("two_kinds", f"a period has one kind, not {' and '.join(sorted(keys))}")
        (key,) = keys
        if key in OWN_KINDS and not own:
            raise PeriodProblem("own", f"{key} counts from each customer's first purchase, which is not asked for here")
        return _READERS[key](data[key])

    @property
    def is_own(self) -> bool:
        """Whether it is counted from each customer's own first purchase."""
        return self.kind in OWN_KINDS

    def to_json(self) -> dict[str, Any]:
        """The JSON form; `Period.from_json` of it is the same period."""
        if self.kind == "between":
            ends = {"from": self.first, "to": self.last}
            return {name: day.isoformat() for name, day in ends.items() if day}
        return {self.kind: True if self.kind == "all" else self.value}

    def since_first(self, first_purchase: date, as_of: date) -> tuple[date, date]:
        """First and last day, both inside, of a period counted from a customer's first purchase, never after as_of."""
        days = timedelta(days=int(self.value or 0))
        if self.kind == "first_days":
            return first_purchase, min(first_purchase + days - _DAY, as_of)
        return first_purchase + days, as_of

    def resolve(self, as_of: date, fiscal_start_month: int = APRIL) -> tuple[date | None, date]:
        """First day (None: since ever) and last day, both inside, never after as_of.

        A period that begins after as_of has its first day after its last: it holds no day. Raises ValueError for one
        that counts from a customer's own first purchase: see `since_first`.
        """
        first, last = self.calendar_bounds(as_of, fiscal_start_month)
        return first, as_of if last is None else min(last, as_of)

    def calendar_bounds(self, as_of: date, fiscal_start_month: int = APRIL) -> tuple[date | None, date | None]:
        """First and last day by the calendar, even after as_of; None is an open end."""
        if self.kind == "between":
            return self.first, self.last
        if self.kind == "all":
            return None, None
        if self.is_own:
            raise ValueError("this period has no bounds by the calendar, each customer has their own")
        return _BOUNDS[self.kind](self.value, as_of, fiscal_start_month)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day: 31 May less 3 is 28
    February.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month0 + 1, 1)
    return first.replace(day=min(day.day, _month_end(first).day))


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def _read_count(kind: PeriodKind, most: int) -> Callable[[object], Period]:
    def read(value: object) -> Period:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise PeriodProblem("bad_value", f"{kind} is a whole number from 1 to {most}, not {value!r}")
        return Period(kind, value)

    return read


def _read_month(value: object) -> Period:
    if value not in ("this", "last"):
        raise PeriodProblem("bad_value", f'month is "this" or "last", not {value!r}')
    return Period("month", str(value))


def _read_fiscal_year(value: object) -> Period:
    if isinstance(value, int) and not isinstance(value, bool) and date.min.year < value < date.max.year:
        return Period("fiscal_year", value)
    if value in ("this", "last"):
        return Period("fiscal_year", str(value))
    raise PeriodProblem("bad_value", f'fiscal_year is "this", "last" or a year such as 2025, not {value!r}')


def _read_all(value: object) -> Period:
    if value is not True:
        raise PeriodProblem("bad_value", f"all is true, not {value!r}")
    return Period("all")


def _read_between(data: Mapping[Any, Any]) -> Period:
    first, last = (_read_day(name, data[name]) if name in data else None for name in ("from", "to"))
    if first and last and first > last:
        raise PeriodProblem("reversed", f"a period cannot end ({last}) before it begins ({first})")
    return Period("between", first=first, last=last)


def _read_day(name: str, value: object) -> date:
    try:
        if isinstance(value, str) and _DAY_FORM.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PeriodProblem("bad_date", f"{name} is a day such as 2026-01-31, not {value!r}")


_READERS: Final[dict[str, Callable[[object], Period]]] = {
    "last_days": _read_count("last_days", MOST_DAYS),
    "last_months": _read_count("last_months", MOST_MONTHS),
    "fiscal_year": _read_fiscal_year,
    "month": _read_month,
    "all": _read_all,
    "first_days": _read_count("first_days", MOST_DAYS),
    "after_first_days": _read_count("after_first_days", MOST_DAYS),
}


def _last_days(value: Any, as_of: date, _start_month: int) -> tuple[date, date]:
    return as_of - timedelta(days=value - 1), as_of


def _last_months(value: Any, as_of: date, _start_month: int) -> tuple[date, date]:
    return months_before(as_of, value) + _DAY, as_of


def _fiscal_year(value: Any, as_of: date, start_month: int) -> tuple[date, date]:
    this = fiscal_year_of(as_of, start_month)
    year = {"this": this, "last": this - 1}.get(value, value)
    return fiscal_year_bounds(year, start_month)


def _month(value: Any, as_of: date, _start_month: int) -> tuple[date, date]:
    first = as_of.replace(day=1)
    if value == "last":
        first = months_before(first, 1)
    return first, _month_end(first)


_BOUNDS: Final[dict[str, Callable[[Any, date, int], tuple[date, date]]]] = {
    "last_days": _last_days,
    "last_months": _last_months,
    "fiscal_year": _fiscal_year,
    "month": _month,
}
