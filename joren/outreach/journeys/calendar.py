"""Journeys in the calendar of everything that goes out: what went each day, and what those inside will probably get."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.db.models.functions import TruncDate, TruncHour
from django.urls import reverse
from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.delivery.calendar import CalendarItem
from joren.outreach.delivery.models import Delivery

from .flows import flow_of
from .models import Journey, Position, Version
from .queries import step_numbers
from .rules.definition import BadDefinition
from .rules.flow import message_steps
from .rules.forecast import expected

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_LEAST = 0.5
"""Less than half a message expected on a day is none."""


def journeys_between(first: date, last: date, staff: "Staff") -> Iterator[CalendarItem]:
    """One item for each journey and day: sent up to today, expected from today on."""
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    shown = (Journey.Status.LIVE, Journey.Status.PAUSED, Journey.Status.STOPPED)
    for journey in Journey.objects.filter(status__in=shown, version__isnull=False).order_by("pk"):
        yield from _of(journey, begin, end)


def _of(journey: Journey, begin: datetime, end: datetime) -> Iterator[CalendarItem]:
    versions = _readable(Version.objects.filter(journey=journey))
    channels = _channels(versions)
    today, sent, coming = clock.today(), _sent(list(channels), begin, end), _coming(journey, versions, begin, end)
    for day in sorted({*sent, *coming}):
        number = sent.get(day, (0, None))[0] + round(sum(coming.get(day, (Counter(), None))[0].values()))
        at = sent.get(day, (0, None))[1] or coming.get(day, (Counter(), None))[1]
        if not number or at is None:
            continue
        yield CalendarItem(
            key=f"journey:{journey.pk}:{day}",
            at=at,
            title=journey.name,
            url=reverse("journeys:detail", args=[journey.pk]),
            channels=tuple(sorted({key for keys in channels.values() for key in keys})),
            state="sent" if day < today else "fixed" if day == today else "planned",
            people=number,
            note="" if day < today else _("expected of those who are inside now"),
        )


def _readable(versions: Iterable[Version]) -> list[Version]:
    """Without those of which an app with one of their steps is gone: nobody goes on by them."""
    found = []
    for version in versions:
        with suppress(BadDefinition):
            flow_of(version)
            found.append(version)
    return found


def _channels(versions: list[Version]) -> dict[str, tuple[str, ...]]:
    """The channels of each step that sends, by its origin."""
    return {
        version.origin(key): tuple(step.settings.get("channels") or ())
        for version in versions
        for key, step in message_steps(flow_of(version)).items()
    }


def _sent(origins: list[str], begin: datetime, end: datetime) -> dict[date, tuple[int, datetime | None]]:
    """How many messages went on each day, and when the first."""
    # `due_at` has the index that knows time; quiet hours and retries put less than a week between the two.
    rows = Delivery.objects.filter(
        origin__in=origins, sent_at__gte=begin, sent_at__lt=end, due_at__gte=begin - timedelta(days=7), due_at__lt=end
    )
    days = rows.order_by().values_list(TruncDate("sent_at", tzinfo=TOKYO)).annotate(n=Count("pk"), at=Min("sent_at"))
    return {day: (number, at) for day, number, at in days}


def _coming(
    journey: Journey, versions: list[Version], begin: datetime, end: datetime
) -> dict[date, tuple[Counter[str], datetime | None]]:
    """How many messages those inside will probably get on each day by step, and when the first."""
    found: dict[date, tuple[Counter[str], datetime | None]] = defaultdict(lambda: (Counter(), None))
    if journey.status != Journey.Status.LIVE:
        return found
    now, counts = clock.now(), _outcomes(journey)
    flows = {version.pk: flow_of(version) for version in versions}
    stands = Position.objects.filter(version__in=versions, is_held=False).order_by()
    hours = stands.values_list("version", "step", TruncHour("due_at", tzinfo=TOKYO)).annotate(
        n=Count("pk"), at=Min("due_at")
    )
    for version, step, _hour, number, at in hours:
        for one in expected(flows[version], step, max(at, now), end, counts):
            if one.at >= max(begin, now):
                steps, first = found[one.at.astimezone(TOKYO).date()]
                steps[one.step] += one.weight * number
                found[one.at.astimezone(TOKYO).date()] = steps, min(first or one.at, one.at)
    return found


def _outcomes(journey: Journey) -> dict[str, dict[str, int]]:
    return {
        step: {name[1:]: n for name, n in counted.items() if name.startswith("=")}
        for step, counted in step_numbers(journey).items()
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)
