"""Journeys as experiments: each person's window begins on the day after their first entry.

The day itself does not count: where a purchase begins the journey, that purchase is no effect of it.
"""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Min
from django.urls import NoReverseMatch, reverse

from joren.foundation.time.business_day import business_date
from joren.measurement.experiments.errors import NoSuchExperiment
from joren.measurement.experiments.windows import Window
from joren.outreach.journeys.models import Entry, Journey, Version
from joren.outreach.journeys.rules.flow import WINDOW_DAYS

from .subjects import Assigned, Kind, Subject

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_LARGEST: Final = 2**63 - 1
_ENTERED = """
SELECT DISTINCT ON (e.customer_id) e.decision, e.customer_id, e.entered_on + 1 AS start, '' AS variant, '' AS channel,
       e.stratum, true AS compared
FROM {entries} e
WHERE e.journey_id = %(journey)s AND e.decision IN ('send', 'held_back') AND e.entered_at >= %(since)s
  AND NOT EXISTS (
    SELECT FROM {entries} other
    WHERE other.journey_id = e.journey_id AND other.customer_id = e.customer_id
      AND other.number < e.number AND other.entered_at < %(since)s)
ORDER BY e.customer_id, e.number
"""


def subject(reference: str, staff: "Staff | None") -> Subject:
    """The journey of that number. Raises `NoSuchExperiment`."""
    known = reference.isascii() and reference.isdigit() and int(reference) <= _LARGEST
    may_see = staff is None or staff.may("journeys.view")
    found = Journey.objects.filter(pk=int(reference)).first() if known and may_see else None
    if found is None:
        raise NoSuchExperiment(key=f"journey:{reference}")
    return of_journey(found)


def of_journey(journey: Journey) -> Subject:
    """A journey as an experiment: those who entered since the share held back is what it is now."""
    share, since = _share(journey)
    days = _days(journey)
    entries = Entry.objects.filter(journey=journey, entered_at__gte=since) if since else Entry.objects.none()
    first = entries.aggregate(first=Min("entered_on"))["first"]
    return Subject(
        key=f"journey:{journey.pk}",
        kind=Kind.JOURNEY,
        name=journey.name,
        share=share,
        window=Window(first + timedelta(days=1), days) if first else None,
        assigned=Assigned(
            sql=_ENTERED.format(entries=Entry._meta.db_table), parameters={"journey": journey.pk, "since": since}
        ),
        origin=f"journey:{journey.pk}",
        is_rolling=True,
        closes=business_date(journey.changed_at) if journey.status == Journey.Status.STOPPED else None,
        days=days,
        link=_link(journey),
    )


def running() -> list[Subject]:
    """Journeys that somebody has entered."""
    live = Journey.objects.filter(status__in=(Journey.Status.LIVE, Journey.Status.PAUSED)).select_related("version")
    return [found for one in live.order_by("pk") if (found := of_journey(one)).window]


def _share(journey: Journey) -> tuple[Decimal, Any]:
    """The share held back now, and since when: with another one before, old and new entries are not alike."""
    share, since = Decimal(0), None
    for version in Version.objects.filter(journey=journey).order_by("number"):
        planned = Decimal(str(version.definition.get("held_back", "0.1")))
        if since is None or planned != share:
            share, since = planned, version.published_at
    return share, since


def _days(journey: Journey) -> int:
    """For how many days purchases count, as the version says that is live or was the last to be."""
    return int((journey.version.definition if journey.version else {}).get("window_days", WINDOW_DAYS))


def _link(journey: Journey) -> str:
    try:
        return reverse("journeys:detail", args=[journey.pk])
    except NoReverseMatch:
        return ""
