"""Measuring everybody: some customers at a time, each lot in a transaction of its own, so that it may die at any line.

What was measured of a customer is true by itself, whatever happened to the rest; the figures of the day are written
last, from what was measured of each. A second measurement of the same facts writes nothing.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from joren.foundation.jobs import actions as jobs
from joren.foundation.time import clock
from joren.insight.health.figures import figures
from joren.insight.health.models import Finding, HealthSnapshot, Standing
from joren.insight.health.queries import the_settings
from joren.insight.health.reading import Seen, people_of, readings
from joren.insight.health.rules import CHECKS, Fault, Readings, faults_of, reachable_over, works_over
from joren.record.customers.models import Customer

from .keeping import forget, keep
from .picking import pick

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

JOB: Final = "health.measure"
AT_ONCE: Final = 2_000
Progress = Callable[[int, int | None, str], None]
Stop = Callable[[], bool]

_KEEP: Final = """
INSERT INTO health_standing AS s (customer_id, stake, bought, working, reach, faults)
SELECT customer_id, stake, bought, string_to_array(working, ','), string_to_array(reach, ','), faults
FROM unnest(%s::bigint[], %s::numeric[], %s::boolean[], %s::text[], %s::text[], %s::smallint[])
    AS n (customer_id, stake, bought, working, reach, faults)
ON CONFLICT (customer_id) DO UPDATE SET stake = excluded.stake, bought = excluded.bought, working = excluded.working,
    reach = excluded.reach, faults = excluded.faults
WHERE (s.stake, s.bought, s.working, s.reach, s.faults)
    IS DISTINCT FROM (excluded.stake, excluded.bought, excluded.working, excluded.reach, excluded.faults)
"""


def schedule_measuring(*, by: "Staff | None" = None) -> None:
    """Leave a measurement to the worker; one that waits already will do."""
    jobs.schedule(JOB, by=by)


def measure(
    *, progress: Progress = lambda _done, _total, _message: None, should_stop: Stop = lambda: False
) -> HealthSnapshot | None:
    """Look at every customer, keep what is wrong and the figures of the day. Stopped: None, the old figures stay."""
    total, done, last = Customer.objects.count(), 0, 0
    progress(0, total, "")
    known = readings()
    while ids := list(Customer.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        measure_some(ids, known)
        last, done = ids[-1], done + len(ids)
        progress(min(done, total), total, "")
        if should_stop():
            return None
    return _finish()


@transaction.atomic
def measure_some(ids: Sequence[int], known: Readings | None = None) -> None:
    """Look at these customers. Without `known` readings the suggestions of readings stay as they are."""
    # Findings are locked before the facts are read: whoever repairs at this moment is either seen or waits.
    kept = list(Finding.objects.select_for_update().filter(customer__in=list(ids)).order_by("pk"))
    today, years = clock.today(), the_settings().stale_years
    seen = list(people_of(ids, today))
    found = {
        one.person.id: faults_of(one.person, today=today, stale_years=years, readings=known or Readings())
        for one in seen
    }
    keep(kept, found, {one.person.id: one.stake for one in seen}, readings_known=known is not None)
    _write(seen, found, {(row.customer_id, row.check_key, row.mark) for row in kept if row.state == "not_fault"})


def _write(seen: list[Seen], found: dict[int, list[Fault]], excused: set[tuple[int, str, str]]) -> None:
    people = [one.person for one in seen]
    columns: list[Any] = [
        [person.id for person in people],
        [one.stake for one in seen],
        [one.bought for one in seen],
        [",".join(sorted(works_over(person))) for person in people],
        [",".join(sorted(reachable_over(person))) for person in people],
        [
            sum(not CHECKS[f.check].hint and (person.id, f.check, f.mark) not in excused for f in found[person.id])
            for person in people
        ],
    ]
    if people:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, columns)


@transaction.atomic
def _finish() -> HealthSnapshot:
    forget()
    Standing.objects.exclude(customer__in=Customer.objects.values("pk")).delete()
    day = clock.today()
    snapshot, _new = HealthSnapshot.objects.update_or_create(
        day=day, defaults={"figures": figures(None, day), "measured_at": clock.now()}
    )
    pick()
    return snapshot
