"""Looking for duplicates: what changed is worked out again, compared, and kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg
from django.db.models import Count

from joren.foundation.jobs import actions as jobs
from joren.foundation.time import clock
from joren.record.duplicates.errors import CheckRunning
from joren.record.duplicates.models import ONLY, Candidate, CheckState, Due, MatchProfile

from .comparing import compare_due
from .deciding import count_taken_back_as_different
from .refreshing import Progress, Stop, parameters, refresh

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

JOB: Final = "duplicates.check"
_LOCK: Final = 0x6A6F72656E  # any number that is ours


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check did: how many people changed, how many pairs were compared, what stands now."""

    people: int
    changed: int
    compared: int
    sure: int
    review: int
    household: int


def schedule_check(*, by: "Staff | None" = None) -> None:
    """Leave a check of what changed to the worker; one that waits already will do."""
    jobs.schedule(JOB, by=by)


def check(
    *,
    by: "Staff | None" = None,
    whole: bool = False,
    progress: Progress = lambda _done, _total, _message: None,
    should_stop: Stop = lambda: False,
) -> CheckReport:
    """Find the duplicates among all customers. Only what changed since the last time is compared again.

    `whole` works everything out anew. Killed or stopped, it goes on where it was the next time. Raises CheckRunning.
    """
    with _alone():
        state, _new = CheckState.objects.get_or_create(pk=ONLY)
        changed = refresh(state, whole=whole, progress=progress, should_stop=should_stop)
        if changed:
            CheckState.objects.filter(pk=ONLY).update(compared=None)
            state.compared = None
        compared = 0
        if state.position is None:
            at = clock.now()
            compared = compare_due(state, at, progress=progress, should_stop=should_stop)
            count_taken_back_as_different()
            if not Due.objects.exists():
                CheckState.objects.filter(pk=ONLY).update(checked_at=at)
    return _report(changed, compared)


def _report(changed: int, compared: int) -> CheckReport:
    same = Candidate.objects.filter(state=Candidate.State.OPEN)
    found = dict(
        same.filter(suggests=Candidate.Suggestion.SAME)
        .values_list("band")
        .annotate(number=Count("pk"))
        .order_by("band")
    )
    household = same.filter(suggests=Candidate.Suggestion.HOUSEHOLD).count()
    return CheckReport(
        MatchProfile.objects.count(), changed, compared, found.get("sure", 0), found.get("review", 0), household
    )


@contextmanager
def _alone() -> Iterator[None]:
    """One check of a base at a time; the server frees the lock of a process that died."""
    with psycopg.connect(**parameters(), autocommit=True) as lock:
        if lock.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone() != (True,):
            raise CheckRunning
        yield
