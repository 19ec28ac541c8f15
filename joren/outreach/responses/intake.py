"""From the spool into the database: each response once, also when the machine stops in the middle.

Two steps, each in one transaction. `take_in` copies new lines of a file and moves its offset on. `settle` counts the
responses on messages that have been quiet for a moment (`QUIET`) and forgets them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from joren.foundation.time import clock

from . import counting, spool
from .models import PendingHit, SpoolFile
from .rules.hits import Hit

QUIET: Final = timedelta(seconds=15)
"""So long a message must have had no response before its responses are told apart; more than a burst and what is
beside it."""
LATEST: Final = timedelta(minutes=2)
"""After so long they are told apart anyway: somebody may load a picture again and again."""
_CHUNK: Final = 1024 * 1024
_BATCH: Final = 5_000
_TABLE: Final = PendingHit._meta.db_table
_COLUMNS: Final = "kind, delivery_id, number, at, method, address, agent"


def take_in() -> int:
    """Take in what this machine's files hold; remove the files that are done with. Returns how many responses."""
    number = 0
    for path in spool.files():
        complete = spool.is_complete(path)  # asked before reading: what it holds now is all
        while (taken := _take_chunk(path)) is not None:
            number += taken
        if complete:
            # The file goes first: a row without a file harms nothing, a file without its row would count again.
            path.unlink(missing_ok=True)
            SpoolFile.objects.filter(name=path.name).delete()
    _forget_removed()
    return number


@transaction.atomic
def _take_chunk(path: Path) -> int | None:
    """Take in a part of a file; None when there is nothing new, or another worker is at it."""
    SpoolFile.objects.bulk_create([SpoolFile(name=path.name)], ignore_conflicts=True)
    row = SpoolFile.objects.select_for_update(skip_locked=True).filter(name=path.name).first()
    if row is None:
        return None
    lines = spool.read(path, row.offset, _CHUNK)
    if lines.offset == row.offset:
        return None
    _copy(lines.hits)
    row.offset = lines.offset
    row.save(update_fields=["offset"])
    return len(lines.hits)


def _copy(hits: Sequence[Hit]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {_TABLE} ({_COLUMNS}) FROM STDIN") as copy,
    ):
        for hit in hits:
            values = (hit.method, hit.address, hit.agent)
            copy.write_row((hit.kind, hit.delivery_id, hit.number, hit.at, *(v.replace("\0", "") for v in values)))


def _forget_removed() -> None:
    """Rows of files that a stopped intake had removed already."""
    here = {path.name for path in spool.files()}
    gone = SpoolFile.objects.filter(name__startswith=f"{spool.host()}-").exclude(name__in=here)
    gone.delete()


_QUIET: Final = f"""
DELETE FROM {_TABLE} p USING (
    SELECT delivery_id FROM {_TABLE} GROUP BY delivery_id
    HAVING max(at) <= %(quiet)s OR min(at) <= %(latest)s ORDER BY min(at) LIMIT %(most)s) q
WHERE p.delivery_id = q.delivery_id
RETURNING p.kind, p.delivery_id, p.number, p.at, p.method, p.address, p.agent
"""  # noqa: S608 - names of our own table


def settle(at: datetime | None = None) -> int:
    """Tell apart and count what is on messages that are quiet at that moment (now). Returns how many responses."""
    moment = at or clock.now()
    number = 0
    while settled := _settle_batch(moment):
        number += settled
    return number


@transaction.atomic
def _settle_batch(moment: datetime) -> int:
    bounds = {"quiet": _millis(moment - QUIET), "latest": _millis(moment - LATEST), "most": _BATCH}
    with connection.cursor() as cursor:
        # One at a time over all workers: two would count into each other's rows.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('responses.settle', 0))")
        cursor.execute(_QUIET, bounds)
        hits = [Hit(*row) for row in cursor.fetchall()]
    counting.count(hits)
    return len(hits)


def _millis(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp() * 1000)


def take_in_and_settle(at: datetime | None = None) -> int:
    """Both steps. Returns how many responses were counted."""
    take_in()
    return settle(at)
