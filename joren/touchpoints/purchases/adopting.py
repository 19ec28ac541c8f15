"""Purchases that came before their customer: once the number is somebody's, they are theirs.

So the order in which files arrive makes no difference. A purchase that staff gave to nobody waits no longer.
"""

from typing import Final

from django.db import connection, transaction

from joren.foundation.importing import Counts, Plan
from joren.foundation.importing.rows import Remember
from joren.foundation.jobs.running import RunningJob

from . import bulk_sql

STEP: Final = 5_000


def follow_up(plan: Plan, position: str) -> tuple[Counts, str | None]:
    """One step after an import of customers, undone with it."""
    return _step(int(position or 0), plan.import_id, plan.remember)


def adopt_all(job: RunningJob) -> None:
    """All steps, for customers who got their number otherwise than by a file."""
    position: int | None = 0
    while position is not None and not job.should_stop():
        with transaction.atomic():
            _counts, then = _step(position, None, _nothing_to_undo)
        position = None if then is None else int(then)
        job.progress(position or 0)


def _nothing_to_undo(table: str, ids: object, *, deleted: bool = False) -> None:
    return None


def _step(after: int, import_id: int | None, remember: Remember) -> tuple[Counts, str | None]:
    """The next purchases after that id; in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(bulk_sql.WAITING, [after, STEP])
        cursor.execute(bulk_sql.LAST_WAITING)
        (last,) = cursor.fetchone()
        cursor.execute(bulk_sql.FOUND)
        found = [purchase for (purchase,) in cursor.fetchall()]
        if found:
            cursor.execute("SELECT id FROM purchases_purchaseline WHERE purchase_id = ANY(%s)", [found])
            lines = [line for (line,) in cursor.fetchall()]
            remember("purchases_purchase", found)
            remember("purchases_purchaseline", lines)
            cursor.execute(bulk_sql.ADOPT, [found])
            cursor.execute(bulk_sql.ADOPT_LINES, [found])
            cursor.execute(bulk_sql.ADOPT_EVENTS, [import_id])
        cursor.execute(bulk_sql.DROP_WAITING)
    counts = Counts({"purchases_adopted": len(found)} if found else {})
    return counts, None if last is None else str(last)
