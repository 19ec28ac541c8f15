"""The measures as metrics, so that a goal can be set on each: per cent of 0 to 100, or minutes."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from .catalogue import kpi
from .rules.periods import MONTH, Period, newest
from .scope import Scope

Spans = Sequence[tuple[date, date]]
People = tuple[int, ...] | None
_DAY: Final = timedelta(days=1)


def _series(key: str) -> Callable[..., list[Decimal | None]]:
    def series(spans: Spans, *, shop: int | None = None, people: People = None) -> list[Decimal | None]:
        read, scope = kpi(key).read, Scope(shop=shop, people=people)
        assert read
        if not spans:
            return []
        readings = read(scope, [Period(*span) for span in spans], MONTH)
        return [_told(key, reading.value) for reading in readings]

    return series


def _measure(key: str) -> Callable[[date, date], Decimal | None]:
    def measure(start: date, end: date) -> Decimal | None:
        return _series(key)([(start, end)])[0]

    return measure


def lapsed_series(spans: Spans, *, shop: int | None = None, people: People = None) -> list[Decimal | None]:
    """The lapse rate of the newest whole month at the end of each span."""
    months = [newest(MONTH, last + _DAY, number=1)[0] for _first, last in spans]
    different = sorted(set(months), key=lambda month: month.first)
    read = kpi("lapsed").read
    assert read
    if not different:
        return []
    found = dict(zip(different, read(Scope(shop=shop, people=people), different, MONTH), strict=True))
    return [_told("lapsed", found[month].value) for month in months]


def lapsed(start: date, end: date) -> Decimal | None:
    """The lapse rate of the newest whole month by the last day."""
    return lapsed_series([(start, end)])[0]


def _told(key: str, value: Decimal | None) -> Decimal | None:
    return value * 100 if value is not None and kpi(key).unit == "percent" else value


repeat, repeat_series = _measure("repeat"), _series("repeat")
cross, cross_series = _measure("cross"), _series("cross")
up, up_series = _measure("up"), _series("up")
opened, opened_series = _measure("opened"), _series("opened")
clicked, clicked_series = _measure("clicked"), _series("clicked")
answered, answered_series = _measure("answered"), _series("answered")
