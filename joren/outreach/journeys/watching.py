"""What begins journeys without an event of its own: the day has come, or a rule has become true."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from django.db import connection, transaction

from joren.foundation.registry import resolve
from joren.foundation.time import clock
from joren.segments.engine import run

from .admitting import Candidate, admit, telling
from .models import Journey, Watched
from .rules.flow import Flow
from .rules.times import moment_of
from .running import Running, running

DEFAULT_HOUR: Final = "10:00"
_BECAME: Final = """
INSERT INTO journeys_watched (journey_id, customer_id, since)
SELECT %s, r.id, %s FROM unnest(%s::bigint[]) AS r(id) JOIN customers_customer c ON c.id = r.id
ON CONFLICT DO NOTHING RETURNING customer_id
"""


def hour_of(flow: Flow) -> str:
    """The hour of the day at which those enter who have no moment of their own."""
    return str(flow.settings.get("hour") or DEFAULT_HOUR)


def watch_days() -> int:
    """Catch up with the days that have come since each journey was last looked at. Returns how many entered."""
    today = clock.today()
    entered = 0
    for one in running():
        if one.kind and (one.kind.on_day or one.kind.becomes):
            with telling(one.journey):
                entered += _watch(one, today)
    return entered


def _watch(one: Running, today: date) -> int:
    """One journey, day by day; each day with its effects in one transaction, so that a crash repeats or skips none."""
    entered, first = 0, max(one.journey.watched_on or today, today - timedelta(days=one.flow.max_age_hours // 24 + 1))
    days = [today] if one.kind and one.kind.becomes else _days(first, today)
    for day in days:
        with transaction.atomic():
            held = Journey.objects.select_for_update().get(pk=one.journey.pk)
            if held.watched_on is not None and held.watched_on >= day and held.has_baseline:
                continue
            entered += _watch_one(one, held, day)
            held.watched_on, held.has_baseline = day, True
            held.save(update_fields=["watched_on", "has_baseline"])
    return entered


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _watch_one(one: Running, held: Journey, day: date) -> int:
    if one.kind and one.kind.on_day:
        return admit(held, starting_on(one, day))
    return admit(held, _became(one, held, day))


def starting_on(one: Running, day: date) -> Iterable[Candidate]:
    """Everybody whose day it is."""
    if one.kind is None:
        return
    at = moment_of(day, hour_of(one.flow))
    for customer in resolve(one.kind.on_day)(one.flow.settings, day):
        yield Candidate(customer, at, f"day:{day.isoformat()}")


def _became(one: Running, held: Journey, day: date) -> list[Candidate]:
    """Of whom the rule has become true since the last look. The first look only takes note."""
    now = set(run.members(rule_of(one), as_of=day))
    before = set(Watched.objects.filter(journey=held).values_list("customer", flat=True))
    Watched.objects.filter(journey=held, customer__in=list(before - now)).delete()
    new = _note(held, day, sorted(now - before))
    return _candidates(one, day, new) if held.has_baseline else []


def look_again(live: Sequence[Running], customers: Sequence[int]) -> int:
    """Ask of these customers, to whom something has happened, whether a rule has become true of them."""
    day, entered = clock.today(), 0
    for one in live:
        if one.kind is None or not one.kind.becomes or not one.journey.has_baseline:
            continue
        with telling(one.journey), transaction.atomic():
            inside = set(run.members(rule_of(one), as_of=day, among=customers))
            Watched.objects.filter(journey=one.journey, customer__in=list(set(customers) - inside)).delete()
            entered += admit(one.journey, _candidates(one, day, _note(one.journey, day, sorted(inside))))
    return entered


def rule_of(one: Running) -> dict[str, object]:
    """The rule whose becoming true begins the journey."""
    found: dict[str, object] = resolve(one.kind.becomes)(one.flow.settings) if one.kind else {}
    return found


def _note(journey: Journey, day: date, customers: list[int]) -> list[int]:
    """Keep that the rule is true of them; returns those of whom that was not known."""
    if not customers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BECAME, [journey.pk, day, customers])
        return [row[0] for row in cursor.fetchall()]


def _candidates(one: Running, day: date, customers: Iterable[int]) -> list[Candidate]:
    at = max(moment_of(day, hour_of(one.flow)), clock.now())
    return [Candidate(customer, at, f"became:{day.isoformat()}") for customer in customers]
