"""Comparing whoever is due: a few by looking each up, many in blocks by two processes."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from joren.record.duplicates.batch.scoring import Scored, score
from joren.record.duplicates.lookup import found
from joren.record.duplicates.models import ONLY, CheckState, Due, MatchProfile
from joren.record.duplicates.rules.features import unpacked

from .candidates import Decisions, write
from .refreshing import PROCESSES, Progress, Stop

PIECE: Final = 20_000
"""Pairs given to a process at once."""

FEW: Final = 50
SMALL_SHARE: Final = 200
"""One in so many of the base may be looked up one by one; of more, all blocks are made."""

_GROWN: Final = 1.1
"""How much a base may grow before the carriers of names and phones are counted again."""

_WORTH_PROCESSES: Final = 2 * PIECE
_CARRIED_BY_MORE_THAN: Final = 2
_STALE: Final = """
DELETE FROM duplicates_candidate d USING duplicates_due w
WHERE d.state = 'open' AND d.checked_at < %s AND w.customer_id IN (d.first_id, d.second_id)
"""


def compare_due(state: CheckState, at: datetime, *, progress: Progress, should_stop: Stop) -> int:
    """Compare all who are due with everybody; returns how many pairs were compared. Stopped: they stay due."""
    due = Due.objects.count()
    if not due:
        return 0
    well_counted = state.people <= state.counted * _GROWN
    if well_counted and due <= max(FEW, state.people // SMALL_SHARE) and state.compared is None:
        return _one_by_one(state, at, progress, should_stop)
    return _in_blocks(state, at, progress, should_stop)


def _one_by_one(state: CheckState, at: datetime, progress: Progress, should_stop: Stop) -> int:
    decisions = Decisions()
    ids = list(Due.objects.order_by("pk").values_list("pk", flat=True))
    for done, customer in enumerate(ids):
        if should_stop():
            return done
        with transaction.atomic():
            write(list(_matches(customer, state.people)), decisions, at)
            _done_with([customer], at)
        progress(done + 1, len(ids), "comparing")
    return len(ids)


def _matches(customer: int, people: int) -> Iterator[Scored]:
    profile = MatchProfile.objects.filter(pk=customer).first()
    if profile is None:
        return
    with connection.cursor() as cursor:
        for other, match in found(cursor, unpacked(profile.features), people, but=customer):
            first, second = sorted((customer, other))
            yield first, second, match.probability, match.band, match.suggests, list(match.evidence)


def _done_with(customers: list[int], at: datetime) -> None:
    """What was found of them before and not again is no longer so."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE + " AND w.customer_id = ANY(%s)", [at, customers])
    Due.objects.filter(pk__in=customers).delete()


def _in_blocks(state: CheckState, at: datetime, progress: Progress, should_stop: Stop) -> int:
    from joren.record.duplicates.batch.blocks import Blocks
    from joren.record.duplicates.batch.people import write_frequencies, write_people

    # Beside the data of the business: what is laid down here is as personal, and the disk as big.
    with tempfile.TemporaryDirectory(prefix="duplicates-", dir=settings.HOME) as name:
        folder = Path(name)
        blocks = Blocks(folder)
        try:
            with connection.cursor() as cursor:
                progress(0, None, "blocks")
                blocks.load(cursor.connection)
                people = write_people(folder, cursor.connection)
            write_frequencies(folder, _kept(blocks.frequencies(_CARRIED_BY_MORE_THAN)))
            state.counted = people
            CheckState.objects.filter(pk=ONLY).update(counted=people)
            everybody = Due.objects.count() >= people
            total = blocks.pair_up(everybody=everybody)
            compared = _scored(state, blocks, folder, total, at, progress, should_stop)
        finally:
            blocks.close()
    return compared


def _kept(pieces: Iterator[list[tuple[int, int]]]) -> Iterator[list[tuple[int, int]]]:
    """Keep the frequencies for looking up single people too, and hand them on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM duplicates_frequency")
        for piece in pieces:
            with cursor.copy("COPY duplicates_frequency (key, people) FROM STDIN") as copy:
                for row in piece:
                    copy.write_row(row)
            yield piece


def _scored(
    state: CheckState, blocks: Any, folder: Path, total: int, at: datetime, progress: Progress, should_stop: Stop
) -> int:
    decisions, done = Decisions(), 0
    for pairs, scored in _results(str(folder), blocks.pairs(state.compared or 0, PIECE), total):
        with transaction.atomic():
            write(scored, decisions, at)
            # Behind the last whole customer: the next piece may begin with the same one.
            CheckState.objects.filter(pk=ONLY).update(compared=pairs[-1][0] - 1)
        done += len(pairs)
        progress(done, total, "comparing")
        if should_stop():
            return done
    with transaction.atomic():
        _done_with(list(Due.objects.values_list("pk", flat=True)), at)
        CheckState.objects.filter(pk=ONLY).update(compared=None)
        state.compared = None
    return done


def _results(folder: str, pieces: Any, total: int) -> Iterator[tuple[list[tuple[int, int]], list[Scored]]]:
    """Each piece with those of its pairs that may be one person, in order."""
    if total < _WORTH_PROCESSES:
        for piece in pieces:
            yield piece, score(folder, piece)
        return
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        waiting: list[tuple[list[tuple[int, int]], Future[list[Scored]]]] = []
        try:
            for piece in pieces:
                waiting.append((piece, pool.submit(score, folder, piece)))
                if len(waiting) > PROCESSES + 2:
                    first, future = waiting.pop(0)
                    yield first, future.result()
            for first, future in waiting:
                yield first, future.result()
        finally:
            pool.shutdown(cancel_futures=True)
