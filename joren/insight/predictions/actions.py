"""Every write of predictions: fitting and telling everybody's, following those who bought since."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from joren.foundation.jobs import actions as jobs
from joren.foundation.jobs.models import Job
from joren.foundation.time import clock

from .models import Fit
from .telling import trial_told

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

    from .reading import Histories

REFRESH: Final = "predictions.refresh"
FITS_LAST: Final = timedelta(days=7)
AT_ONCE: Final = 50_000
"""Customers told in one transaction."""

Progress = Callable[[int, int | None, str], None]
Stop = Callable[[], bool]

_STAGE: Final = """
CREATE TEMP TABLE IF NOT EXISTS predictions_told (customer_id bigint, days integer, last_on date, alive smallint,
    purchases numeric(10,2), value numeric(16,2), next_on date) ON COMMIT DROP;
TRUNCATE predictions_told
"""
_KEEP: Final = """
INSERT INTO predictions_prediction AS p (customer_id, scored_on, days, last_on, alive, purchases, value, next_on)
SELECT t.customer_id, %s, t.days, t.last_on, t.alive, t.purchases, t.value, t.next_on FROM predictions_told AS t
WHERE EXISTS (SELECT FROM customers_customer AS c WHERE c.id = t.customer_id)
ON CONFLICT (customer_id) DO UPDATE SET scored_on = excluded.scored_on, days = excluded.days,
    last_on = excluded.last_on, alive = excluded.alive, purchases = excluded.purchases, value = excluded.value,
    next_on = excluded.next_on
WHERE (p.days, p.last_on, p.alive, p.purchases, p.value, p.next_on) IS DISTINCT FROM
    (excluded.days, excluded.last_on, excluded.alive, excluded.purchases, excluded.value, excluded.next_on)
"""


def schedule_refresh(*, by: "Staff | None" = None) -> Job:
    """Leave a refresh to the worker; one that waits already will do."""
    return jobs.schedule(REFRESH, by=by)


def refresh(
    *,
    as_of: date | None = None,
    refit: bool = False,
    progress: Progress = lambda _done, _total, _message: None,
    should_stop: Stop = lambda: False,
) -> Fit:
    """Tell everybody's anew. The models are fitted and tried first when the last fit is a week old, or `refit`.

    Where the trial says that nothing can be told, what was told before is taken away. A refresh that dies in the
    middle leaves what it told; each row is true of its own day.
    """
    from .reading import histories

    day = as_of or clock.today()
    everybody = histories(day)
    fit = Fit.objects.first()
    if refit or fit is None or not timedelta() <= day - fit.as_of < FITS_LAST:
        fit = fit_now(everybody=everybody, as_of=day)
    if fit.speaks:
        tell(fit=fit, people=everybody, as_of=day, progress=progress, should_stop=should_stop)
    _forget(everybody if fit.speaks else None)
    return fit


def fit_now(*, everybody: "Histories", as_of: date) -> Fit:
    """Fit, try, and write down how it went."""
    from .fitting import fitted

    found = fitted(everybody, as_of)
    return Fit.objects.create(
        as_of=as_of,
        standing=found.standing.value,
        people=found.people,
        repeaters=found.repeaters,
        parameters=found.parameters,
        correlation=found.correlation,
        trial=trial_told(found.trial),
        fitted_at=clock.now(),
    )


def follow(*, as_of: date | None = None) -> int:
    """Tell those anew whose purchases are not the ones they were told by; how many that were."""
    from .reading import histories, not_as_told

    fit = Fit.objects.first()
    if fit is None or not fit.speaks:
        return 0
    day = as_of or clock.today()
    everybody = histories(day)
    changed = everybody.some(not_as_told(everybody, day))
    tell(fit=fit, people=changed, as_of=day)
    _forget(everybody)
    return len(changed)


def tell(
    *,
    fit: Fit,
    people: "Histories",
    as_of: date,
    progress: Progress = lambda _done, _total, _message: None,
    should_stop: Stop = lambda: False,
) -> None:
    """Write what the fit says of these customers; rows that say the same stay untouched."""
    for start in range(0, len(people), AT_ONCE):
        _tell_some(fit, people.some(slice(start, start + AT_ONCE)), as_of)
        progress(min(start + AT_ONCE, len(people)), len(people), "")
        if should_stop():
            return


@transaction.atomic
def _tell_some(fit: Fit, people: "Histories", as_of: date) -> None:
    from .rows import rows

    told = rows(fit, people, as_of)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy("COPY predictions_told FROM STDIN") as copy:
            for row in told:
                copy.write_row(row)
        cursor.execute(_KEEP, [as_of])


@transaction.atomic
def forget_everything() -> None:
    """Take away every fit and what it told, as if nobody had ever bought."""
    Fit.objects.all().delete()
    _forget(None)


def _forget(people: "Histories | None") -> None:
    """Take away what was told of customers who are gone or have no purchase any more, or of all."""
    with connection.cursor() as cursor:
        if people is None:
            cursor.execute("DELETE FROM predictions_prediction")
            return
        from .reading import without_purchase

        gone = "DELETE FROM predictions_prediction AS p WHERE NOT EXISTS (SELECT FROM customers_customer AS c"
        cursor.execute(f"{gone} WHERE c.id = p.customer_id) OR customer_id = ANY(%s)", [without_purchase(people)])
