"""Keeping what is compared of each customer: worked out again for whoever changed, and only for them."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Any, Final

from django.db import connection, transaction

from joren.record.customers.models import Customer
from joren.record.duplicates.building import CHUNK, build, build_over
from joren.record.duplicates.models import ONLY, CheckState, MatchProfile
from joren.record.duplicates.moments import Moment, changed_since, now_of
from joren.record.duplicates.rules.features import VERSION

PROCESSES: Final = 2
_WORTH_PROCESSES: Final = 3 * CHUNK

Progress = Callable[[int, int | None, str], None]
Stop = Callable[[], bool]


def refresh(state: CheckState, *, whole: bool, progress: Progress, should_stop: Stop) -> int:
    """Bring the profiles up to what is committed now; returns how many changed.

    Everybody's are worked out (and a killed run gone on with) the first time, when the rules changed, and when
    the database is another one or was restored; else those of the customers written since the last time.
    """
    moment = _moment(state)
    with connection.cursor() as cursor:
        now = now_of(cursor)
    if state.position is None and (whole or moment is None or not moment.precedes(now)):
        _begin(state, now)
        moment = now
    changed = 0
    if state.position is not None:
        changed += _everybody(state, progress, should_stop)
        if state.position is not None:  # stopped on the way
            return changed
    with connection.cursor() as cursor:
        ids = changed_since(cursor, moment or now)
    changed += sum(_built(ids, progress))
    _forget_gone()
    if changed:
        _settle_index()
    _keep(state, now)
    state.people = MatchProfile.objects.count()
    state.rules_version = VERSION
    state.save()
    return changed


def _moment(state: CheckState) -> Moment | None:
    if not state.database or state.snapshot_xmin is None or state.rules_version != VERSION:
        return None
    return Moment(state.database, state.snapshot, state.snapshot_xmin, state.log_position)


def _begin(state: CheckState, now: Moment) -> None:
    """What is written from here on is picked up after everybody was worked through."""
    _keep(state, now)
    state.rules_version, state.position, state.compared = VERSION, 0, None
    state.save()


def _keep(state: CheckState, moment: Moment) -> None:
    state.database, state.snapshot = moment.database, moment.snapshot
    state.snapshot_xmin, state.log_position = moment.xmin, moment.log_position


def _everybody(state: CheckState, progress: Progress, should_stop: Stop) -> int:
    """Work through all customers behind the position, in order of their numbers."""
    total = Customer.objects.count()
    done = Customer.objects.filter(pk__lte=state.position or 0).count()
    ids = list(Customer.objects.filter(pk__gt=state.position or 0).order_by("pk").values_list("pk", flat=True))
    changed = 0
    for chunk, number in zip(_chunks(ids), _built(ids, progress, done, total), strict=False):
        changed += number
        CheckState.objects.filter(pk=ONLY).update(position=chunk[-1])
        state.position = chunk[-1]
        if should_stop():
            return changed
    state.position = None
    return changed


def _built(ids: Sequence[int], progress: Progress, done: int = 0, total: int | None = None) -> Iterator[int]:
    """Build the profiles chunk by chunk, in processes where that is worth it; gives how many changed in each."""
    total = len(ids) if total is None else total
    for chunk, changed in zip(_chunks(ids), _results(ids), strict=True):
        done += len(chunk)
        progress(done, total, "profiles")
        yield changed


def _results(ids: Sequence[int]) -> Iterator[int]:
    if len(ids) < _WORTH_PROCESSES:
        for chunk in _chunks(ids):
            with transaction.atomic(), connection.cursor() as cursor:
                changed = build_over(cursor.connection, chunk)
            yield changed  # outside of the transaction: whoever stops asking must not undo it
        return
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(build, parameters(), chunk) for chunk in _chunks(ids)]
        try:
            for future in waiting:
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def parameters() -> dict[str, Any]:
    """How a process that knows no Django reaches the database."""
    known = connection.get_connection_params()
    return {key: value for key, value in known.items() if key in ("dbname", "user", "password", "host", "port")}


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _forget_gone() -> None:
    """Nothing stays of customers who were deleted; of a merge, that it was one."""
    with connection.cursor() as cursor:
        cursor.execute(_GONE_PROFILES)
        cursor.execute(_GONE_CANDIDATES)
        cursor.execute(_GONE_MERGED)
        cursor.execute(_GONE_DUE)


def _settle_index() -> None:
    """Work what was written into the index, or every look-up would read through it (100 ms instead of 2)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('duplicates_keys')")
        cursor.execute("ANALYZE duplicates_matchprofile")


_GONE_PROFILES: Final = """
DELETE FROM duplicates_matchprofile p WHERE NOT EXISTS (SELECT FROM customers_customer c WHERE c.id = p.customer_id)
"""
_GONE_DUE: Final = """
DELETE FROM duplicates_due d
WHERE NOT EXISTS (SELECT FROM duplicates_matchprofile p WHERE p.customer_id = d.customer_id)
"""
_GONE_CANDIDATES: Final = """
DELETE FROM duplicates_candidate d WHERE state <> 'merged'
AND NOT (EXISTS (SELECT FROM customers_customer c WHERE c.id = d.first_id)
         AND EXISTS (SELECT FROM customers_customer c WHERE c.id = d.second_id))
"""
_GONE_MERGED: Final = """
UPDATE duplicates_candidate d SET evidence = '[]' WHERE state = 'merged' AND evidence <> '[]'
AND NOT EXISTS (SELECT FROM customers_customer c WHERE c.id IN (d.first_id, d.second_id))
"""
