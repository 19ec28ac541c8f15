"""Journeys: what an event costs with more and more people inside, and with more and more journeys.

    python benchmarks/journeys.py [--inside 1000 10000 100000] [--events 2000] [--journeys 20]

Needs an empty PostgreSQL database in DATABASE_URL (or uses one of its own embedded server) and nothing else. So many
people wait inside one journey for a purchase; then so many events come in, of which one in ten is a purchase by
somebody inside, which wakes them and ends their way, one in ten begins a journey anew for somebody else, and the others
are nobody's business. Measured is the worker's round: reading in transaction order, waking, letting in and on, with
everything written. Printed for each number of people inside: milliseconds an event, the ratio to the smallest (1 is
flat), events a second, and how many times one million a day (11.6 a second) that is. Then the same with more journeys
that begin with other events beside it.
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from harness import throwaway

A_MILLION_A_DAY = 1_000_000 / 86_400
_PEOPLE = """
INSERT INTO customers_customer (family_name, given_name, family_kana, given_kana, company, honorific, gender,
    member_number, note, source, created_at, changed_at, search_text, search_grams)
SELECT '田中', n || '号', '', '', '', '様', '', 'J' || n, '', 'bench', now(), now(), '', '{}'
FROM generate_series(1, %s) AS n
"""
_EVENTS = """
INSERT INTO timeline_event (customer_id, key, kind, occurred_at, occurred_on, channel, origin, data)
SELECT c, key, 'note', now() + interval '1 second', current_date, '', '', '{}'
FROM unnest(%s::bigint[], %s::text[]) AS r(c, key)
"""


def main() -> None:
    """Measure each number of people inside, then more journeys."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--inside", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options.add_argument("--events", type=int, default=2_000)
    options.add_argument("--journeys", type=int, default=20)
    given = options.parse_args()
    with throwaway():
        base = None
        for inside in sorted(given.inside):
            cost = _measure(inside, given.events)
            base = base or cost
            _print(f"{inside:>8,} inside", cost, base)
        _more_journeys(given.journeys)
        cost = _measure(min(given.inside), given.events)
        _print(f"{given.journeys} journeys more", cost, base or cost)


def _print(what: str, cost: float, base: float) -> None:
    speed = 1 / cost
    print(
        f"{what}: {cost * 1000:.2f} ms an event, {cost / base:.2f} times the smallest, {speed:,.0f} events/s, "
        f"{speed / A_MILLION_A_DAY:.0f} times a million a day",
        flush=True,
    )


def _flow(key: str) -> dict[str, object]:
    waiting: dict[str, object] = {
        "id": "s1",
        "type": "wait_event",
        "settings": {"keys": ["purchases.recorded"], "days": 30},
    }
    waiting["paths"] = [{"key": "yes", "steps": []}, {"key": "no", "steps": []}]
    begins: dict[str, object] = {"type": "event", "settings": {"keys": [key]}}
    return {"trigger": begins, "again": {"rule": "always"}, "held_back": "0", "max_age_hours": 48, "steps": [waiting]}


def _more_journeys(number: int) -> None:
    from joren.outreach.journeys import actions

    for place in range(number):
        made = actions.create(name=f"{place}", by=None, definition=_flow("consents.withdrawn"))
        actions.publish(made, by=None)


def _measure(inside: int, events: int) -> float:
    """Seconds an event, with so many inside."""
    from django.db import connection

    from joren.outreach.journeys import actions
    from joren.outreach.journeys.models import Entry, Journey, Position
    from joren.outreach.journeys.tasks import turn
    from joren.record.customers.models import Customer

    extra = events // 10
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE journeys_position, journeys_passage, journeys_call, journeys_entry, timeline_event")
        cursor.execute("DELETE FROM customers_customer WHERE source = 'bench'")
        cursor.execute(_PEOPLE, [inside + extra])
    Journey.objects.filter(name="bench").update(status="stopped")
    journey = actions.create(name="bench", by=None, definition=_flow("customers.note"))
    version = actions.publish(journey, by=None)
    people = list(Customer.objects.filter(source="bench").order_by("pk").values_list("pk", flat=True))
    now = version.published_at
    day = now.date()
    for start in range(0, inside, 10_000):
        some = people[start : min(start + 10_000, inside)]
        entries = Entry.objects.bulk_create(
            [
                Entry(
                    journey=journey,
                    version=version,
                    customer_id=one,
                    number=1,
                    cause="bench",
                    decision="send",
                    entered_at=now,
                    entered_on=day,
                )
                for one in some
            ]
        )
        Position.objects.bulk_create(
            [
                Position(
                    entry=entry,
                    journey=journey,
                    version=version,
                    customer_id=entry.customer_id,
                    step="s1",
                    arrived_at=now,
                    due_at=now.replace(year=now.year + 1),
                    awaits=["purchases.recorded"],
                )
                for entry in entries
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    turn()
    step = max(1, inside // extra)
    chosen = [
        (people[(n // 10) * step % inside], "purchases.recorded")
        if n % 10 == 0
        else (people[inside + n // 10], "customers.note")
        if n % 10 == 1
        else (people[n % inside], "customers.changed")
        for n in range(events)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [[one for one, _key in chosen], [key for _one, key in chosen]])
    time.sleep(1.1)  # the events happen a second after the journey began
    began = time.perf_counter()
    turn()
    spent = time.perf_counter() - began
    ended = Entry.objects.filter(journey=journey, ending="finished").count()
    entered = Entry.objects.filter(journey=journey).count() - inside
    assert (ended, entered) == (min(extra, inside), extra), (ended, entered)
    return spent / events


if __name__ == "__main__":
    os.environ.setdefault("JOREN_DATABASE_POOL", "0")
    main()
