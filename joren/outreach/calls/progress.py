"""How calls go: reached share by staff and by hour of the week, cost, and the file of every try."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from joren.foundation.time.clock import TOKYO

from .models import Attempt, Call

_TALKED: Final = (Attempt.Outcome.REACHED, Attempt.Outcome.REFUSED, Attempt.Outcome.AGAIN)
_REACHED: Final = Q(outcome__in=_TALKED)
_SHADES: Final = 5


@dataclass(frozen=True)
class Cell:
    """One hour of the week. `shade`: 0 where nobody called, else 1 (nobody reached) to 5 (everybody)."""

    calls: int = 0
    reached: int = 0

    @property
    def share(self) -> float | None:
        """The share reached; None without calls."""
        return self.reached / self.calls if self.calls else None

    @property
    def shade(self) -> int:
        """How dark the cell is drawn."""
        return 0 if self.share is None else 1 + min(int(self.share * (_SHADES - 1) + 0.5), _SHADES - 1)


@dataclass
class Progress:
    """Everything the page shows."""

    calls: int = 0
    reached: int = 0
    refused: int = 0
    minutes: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    counter: int = 0
    open: int = 0
    late: int = 0
    staff: list[dict[str, Any]] = field(default_factory=list)
    hours: list[int] = field(default_factory=list)
    days: list[tuple[int, list[Cell]]] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        """The share of calls in which somebody answered."""
        return self.reached / self.calls if self.calls else None


def attempts(since: date, until: date, shop_id: int | None = None) -> QuerySet[Attempt]:
    """The tries of these days, both included, Japan."""
    begins = datetime.combine(since, time(0), TOKYO)
    ends = datetime.combine(until + timedelta(days=1), time(0), TOKYO)
    rows = Attempt.objects.filter(ended_at__gte=begins, ended_at__lt=ends)
    return rows if shop_id is None else rows.filter(shop=shop_id)


def progress(since: date, until: date, today: date, shop_id: int | None = None) -> Progress:
    """How calls went in these days."""
    rows = attempts(since, until, shop_id)
    phone = rows.filter(place=Call.Place.PHONE)
    whole: Any = phone.aggregate(
        calls=Count("pk"),
        reached=Count("pk", filter=_REACHED),
        refused=Count("pk", filter=Q(outcome=Attempt.Outcome.REFUSED)),
        minutes=Sum("minutes"),
        cost=Sum("cost"),
    )
    waiting = Call.objects.filter(state=Call.State.OPEN, place=Call.Place.PHONE)
    waiting = waiting if shop_id is None else waiting.filter(shop=shop_id)
    hours, days = heat(phone)
    return Progress(
        **_whole(whole),
        counter=rows.filter(place=Call.Place.COUNTER).count(),
        open=waiting.count(),
        late=waiting.filter(due_on__lte=today).count(),
        staff=by_staff(phone),
        hours=hours,
        days=days,
    )


def by_staff(rows: QuerySet[Attempt]) -> list[dict[str, Any]]:
    """Calls, reached, minutes and yen of each member of staff, the busiest first."""
    grouped = rows.values("staff_id", "staff__name").annotate(
        calls=Count("pk"), reached=Count("pk", filter=_REACHED), minutes=Sum("minutes"), cost=Sum("cost")
    )
    return [one | {"share": one["reached"] / one["calls"]} for one in grouped.order_by("-calls", "staff_id")]


def heat(rows: QuerySet[Attempt]) -> tuple[list[int], list[tuple[int, list[Cell]]]]:
    """The hours in which somebody called (at least 10 to 19), and for each day of the week (1 Monday) its cells."""
    grouped = rows.annotate(
        day=ExtractIsoWeekDay("begun_at", tzinfo=TOKYO), hour=ExtractHour("begun_at", tzinfo=TOKYO)
    ).values_list("day", "hour")
    found = {
        (day, hour): Cell(calls, reached)
        for day, hour, calls, reached in grouped.annotate(calls=Count("pk"), reached=Count("pk", filter=_REACHED))
    }
    hours = sorted({*range(10, 20), *(hour for _day, hour in found)})
    return hours, [(day, [found.get((day, hour), Cell()) for hour in hours]) for day in range(1, 8)]


def lines(rows: QuerySet[Attempt]) -> Iterator[list[Any]]:
    """Every try for a file, oldest first."""
    for one in rows.select_related("call__customer", "staff", "shop").order_by("ended_at", "pk").iterator(2000):
        answers = " / ".join(f"{given['question']}: {given['answer']}" for given in one.answers)
        yield [
            f"{one.begun_at.astimezone(TOKYO):%Y-%m-%d %H:%M}",
            one.call.customer.full_name,
            one.call.customer.member_number or "",
            one.get_place_display(),
            one.get_outcome_display(),
            one.minutes,
            one.cost,
            one.staff or "",
            one.shop.name if one.shop else "",
            one.call.title,
            one.call.origin,
            answers,
            one.note,
        ]


def _whole(figures: dict[str, Any]) -> dict[str, Any]:
    """Sums of nothing are 0."""
    return {key: value or 0 for key, value in figures.items()}
