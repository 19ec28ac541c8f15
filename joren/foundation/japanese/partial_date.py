"""A date of which parts may be unknown, and the problem every reader of dates raises."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

DateCode = Literal[
    "empty",
    "not_a_date",
    "no_such_day",
    "no_such_month",
    "no_such_time",
    "year_missing",
    "day_missing",
    "order_unknown",
    "two_digit_year",
    "before_era",
    "has_time",
]

_MESSAGES: Final[dict[str, str]] = {
    "empty": "there is no date",
    "not_a_date": "this is not a date; write 2026-04-01",
    "no_such_day": "there is no such day in the calendar",
    "no_such_month": "a month is 1 to 12",
    "no_such_time": "there is no such time of day; hours run to 29 for the night after",
    "year_missing": "the year is missing",
    "day_missing": "the day is missing",
    "order_unknown": "day and month cannot be told apart; write 2026-04-01 or say which order the file uses",
    "two_digit_year": "two digits do not say which century or era; write 2026-04-01",
    "before_era": "the era had not begun on that day",
    "has_time": "a date without a time is expected here",
}
_MONTHS: Final = 12
_SOME_LEAP_YEAR: Final = 2000  # 29 February of an unknown year exists
_LONGEST_MONTH: Final = 31
_SHORTEST_MONTH: Final = 28


class DateProblem(ValueError):
    """A text that is no date, or not the kind of date asked for.

    code: one of DateCode, to choose a translated sentence by. text: what was read.
    """

    def __init__(self, code: DateCode, text: str) -> None:
        self.code: DateCode = code
        self.text = text
        super().__init__(f"{text!r}: {_MESSAGES[code]}")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which parts may be unknown: a birthday without its year, a purchase of some month.

    A day never stands without its month. Raises DateProblem for parts no calendar has.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse parts that cannot be together."""
        if self.year is not None and not date.min.year <= self.year <= date.max.year:
            raise DateProblem("not_a_date", str(self.year))
        if self.month is not None and not 1 <= self.month <= _MONTHS:
            raise DateProblem("no_such_month", self.isoformat())
        if self.day is not None and not self._day_exists(self.day):
            raise DateProblem("no_such_day" if self.month else "not_a_date", self.isoformat())

    def _day_exists(self, day: int) -> bool:
        if self.month is None or not 1 <= day <= _LONGEST_MONTH:
            return False
        return day <= _SHORTEST_MONTH or day <= monthrange(self.year or _SOME_LEAP_YEAR, self.month)[1]

    @property
    def is_complete(self) -> bool:
        """True when year, month and day are all known."""
        return self.year is not None and self.day is not None

    def to_date(self) -> date | None:
        """The date when it is complete, else None."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def isoformat(self) -> str:
        """1952-04-01, 1952-04, 1952, --04-01, --04 (ISO 8601 and vCard); `parse_partial_date` reads it
        back.
        """
        year = "-" if self.year is None else f"{self.year:04}"
        month = "" if self.month is None else f"-{self.month:02}"
        day = "" if self.day is None else f"-{self.day:02}"
        return year + month + day
