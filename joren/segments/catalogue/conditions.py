"""What parameters come to: plain conditions on the columns of a fact table, with ids instead of names."""

from dataclasses import dataclass

from joren.foundation.time.periods import Period


@dataclass(frozen=True, slots=True)
class InPeriod:
    """The date in `column` lies in `period`, counted back from the as-of date or on from the first purchase.

    With `until` the row is a stretch of days, from the date in `column` to the day before that in `until` (NULL: it has
    not ended), and some day of it lies in the period.
    """

    column: str
    period: Period
    fiscal_start: int
    until: str = ""


@dataclass(frozen=True, slots=True)
class HasId:
    """The id in `column` is one of `ids`."""

    column: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InCategory:
    """The product id in `column` belongs to one of the categories (those below are listed too)."""

    column: str
    categories: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """The date in `column` is one of these days of the week, 1 (Monday) to 7."""

    column: str
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OnHoliday:
    """The date in `column` is a day of that kind: see `joren.segments.catalogue.holidays`."""

    column: str
    kind: str


@dataclass(frozen=True, slots=True)
class InBand:
    """The minute of the day in `column` lies from `first` to `last`, both inside; over midnight if last < first."""

    column: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class HasText:
    """The text in `column` is one of `texts`."""

    column: str
    texts: tuple[str, ...]


Condition = InPeriod | HasId | InCategory | OnWeekday | OnHoliday | InBand | HasText
