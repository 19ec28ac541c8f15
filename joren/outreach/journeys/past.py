"""What would have begun a journey in the past, by whichever way it begins."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joren.foundation.jobs.running import RunningJob
from joren.foundation.registry import EventType, entries, resolve
from joren.foundation.time.clock import TOKYO
from joren.record.timeline.models import Event
from joren.segments.engine import run
from joren.segments.library.models import Following, Membership
from joren.segments.mirror.limits import patiently

from .admitting import Candidate
from .kinds import Happening, Trigger, trigger
from .reading import keys_of, matches
from .rules.flow import Flow
from .rules.times import moment_of
from .rules.walking import Holds, Person
from .watching import hour_of

_FIELDS: Final = ("id", "customer_id", "key", "occurred_at", "shop_id", "channel", "origin", "data")
_UNSURE: Final = """
SELECT q.n FROM jsonb_to_recordset(%s::jsonb) AS q(n int, customer_id bigint, at timestamptz, ends timestamptz)
WHERE EXISTS (SELECT FROM timeline_event e WHERE e.customer_id = q.customer_id AND e.occurred_at > q.at
    AND e.occurred_at < q.ends)
"""


def candidates(flow: Flow, since: datetime, until: datetime, job: RunningJob | None = None) -> Iterator[Candidate]:
    """Everybody whom something between the two moments would have let in."""
    kind = trigger(flow.trigger)
    if kind is None:
        return
    if kind.keys:
        yield from _events(kind, flow, since, until)
        return
    if kind.spell:
        found = _spells(kind, flow, since, until)
    elif kind.on_day:
        found = _days(kind, flow, since, until, job)
    else:
        found = _became(kind, flow, since, until, job)
    yield from (one for one in found if since <= one.at <= until)


def _events(kind: Trigger, flow: Flow, since: datetime, until: datetime) -> Iterator[Candidate]:
    wanted = keys_of(kind, flow)
    known = {one.key for one in entries(EventType)}
    keys = {key for key in known if key in wanted or f"*.{key.rpartition('.')[2]}" in wanted}
    rows = Event.objects.filter(key__in=keys, occurred_at__gte=since, occurred_at__lte=until).order_by("pk")
    for row in rows.values_list(*_FIELDS).iterator(chunk_size=5000):
        event = Happening(*row)
        if matches(kind, flow, event):
            yield Candidate(event.customer_id, event.occurred_at, f"event:{event.id}")


def _spells(kind: Trigger, flow: Flow, since: datetime, until: datetime) -> Iterator[Candidate]:
    segment, entering = resolve(kind.spell)(flow.settings)
    column, because = ("entered_on", "entered_because") if entering else ("left_on", "left_because")
    days = {f"{column}__gte": since.astimezone(TOKYO).date(), f"{column}__lte": until.astimezone(TOKYO).date()}
    rows = Membership.objects.filter(segment__key=segment, **days)
    for pk, customer, day, why in rows.values_list("pk", "customer_id", column, because):
        if (why or {}).get("kind") not in ("first", "archived"):
            cause = f"spell:{pk}:{'in' if entering else 'out'}"
            yield Candidate(customer, moment_of(day, hour_of(flow)), cause)


def _days(kind: Trigger, flow: Flow, since: datetime, until: datetime, job: RunningJob | None) -> Iterator[Candidate]:
    for day in days_between(since, until, job):
        at = moment_of(day, hour_of(flow))
        with patiently():
            for one in resolve(kind.on_day)(flow.settings, day):
                yield Candidate(one, at, f"day:{day.isoformat()}")


def _became(kind: Trigger, flow: Flow, since: datetime, until: datetime, job: RunningJob | None) -> Iterator[Candidate]:
    rule = resolve(kind.becomes)(flow.settings)
    before: set[int] | None = None
    for day in days_between(since - timedelta(days=1), until, job):
        with patiently():
            now = set(run.members(rule, as_of=day))
        for customer in sorted(now - before) if before is not None else ():
            yield Candidate(customer, moment_of(day, hour_of(flow)), f"became:{day.isoformat()}")
        before = now


def days_between(since: datetime, until: datetime, job: RunningJob | None) -> Iterator[date]:
    """Each day in Japan, telling the job how far it is."""
    first, last = since.astimezone(TOKYO).date(), until.astimezone(TOKYO).date()
    number = (last - first).days + 1
    for place in range(number):
        if job is not None:
            if job.should_stop():
                return
            job.progress(place, number, _("Looking who would have entered"))
        yield first + timedelta(days=place)


def unsure_of(asked: Sequence[tuple[int, Person, Holds]]) -> dict[int, datetime]:
    """The entries whose person did something later on a day on which a rule was asked, with that moment.

    Rules are answered as of the end of a day: for them the answer may have been another one at that hour.
    """
    rows = []
    for place, (_n, person, question) in enumerate(asked):
        ends = moment_of(question.at.astimezone(TOKYO).date() + timedelta(days=1), "00:00")
        told: dict[str, Any] = {"n": place, "customer_id": person.customer_id}
        rows.append(told | {"at": question.at.isoformat(), "ends": ends.isoformat()})
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_UNSURE, [json.dumps(rows)])
        found = [asked[place] for (place,) in cursor.fetchall()]
    return {person.entry_id: question.at for _n, person, question in found}


def note_of(flow: Flow, since: datetime) -> str:
    """What a reader of the figures must know of how far back the facts reach; "" where they reach far enough."""
    kind = trigger(flow.trigger)
    if kind is None or not kind.spell:
        return ""
    segment, _entering = resolve(kind.spell)(flow.settings)
    began = Following.objects.filter(segment__key=segment).values_list("began_on", flat=True).first()
    if began is None:
        return _("Nobody has followed the members of this segment yet, so that nobody is seen entering or leaving it.")
    if began > since.astimezone(TOKYO).date():
        return _("The members of this segment are followed since %(day)s: nothing is known of the days before.") % {
            "day": date_format(began, "Y-m-d")
        }
    return ""
