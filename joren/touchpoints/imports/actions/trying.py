"""The try of a whole file before anything of it is taken in: the first rows at once, all of them by the worker."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.utils import translation

from joren.foundation.errors import JorenError
from joren.foundation.jobs import actions as jobs
from joren.touchpoints.imports.models import Import

from .alike import alike
from .preparing import open_stored
from .running import Progress, try_out

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

JOB: Final = "imports.preview"
_SETTINGS: Final = ("kind", "source", "wishes", "columns", "defaults", "options")


def settings_name(record: Import) -> str:
    """A short name of everything that decides what a run would do: a try is one of these settings."""
    said = json.dumps([getattr(record, name) for name in _SETTINGS], sort_keys=True, default=str)
    return sha256(said.encode()).hexdigest()[:16]


def look(*, record: Import, by: "Staff | None") -> Import:
    """Try the first rows now and leave the whole file to the worker; what was found is kept with the import."""
    found: dict[str, Any] = {"of": settings_name(record)}
    try:
        found |= try_out(record=record)
        found["alike"] = alike(record)
    except JorenError as problem:
        found |= {"problem": problem.as_dict(), "whole": True}
    with transaction.atomic():
        record.preview = found
        Import.objects.filter(pk=record.pk).update(preview=found)
        if not found["whole"]:
            jobs.schedule(JOB, subject=f"{record.pk}:{found['of']}", by=by)
    return record


def look_at_all(*, record: Import, progress: Progress, should_stop: Callable[[], bool]) -> bool:
    """Try every row and keep what was found, unless the settings changed meanwhile.

    Returns false when it gave way: a try is one long transaction with the locks of a real run, so it stops as soon
    as somebody waits for it.
    """
    name = settings_name(record)
    gave_way = False

    def stop() -> bool:
        nonlocal gave_way
        gave_way = _somebody_waits()
        return gave_way or should_stop() or not _is_current(record, name)

    with translation.override(record.staff.language if record.staff else translation.get_language()):
        if record.rows_total is None:
            record.rows_total = sum(1 for _row in open_stored(record).rows())
        try:
            found: dict[str, Any] = try_out(record=record, rows=None, progress=progress, should_stop=stop)
        except JorenError as problem:
            found = {"problem": problem.as_dict(), "whole": True}
    if not found["whole"]:
        return not gave_way
    with transaction.atomic():
        current = Import.objects.select_for_update(of=("self",)).filter(pk=record.pk).first()
        if current is not None and current.state == Import.State.UPLOADED and settings_name(current) == name:
            kept = {"of": name, "alike": current.preview.get("alike", {})}
            current.preview, current.rows_total = found | kept, record.rows_total
            current.save(update_fields=["preview", "rows_total"])
    return True


def _is_current(record: Import, name: str) -> bool:
    now = Import.objects.filter(pk=record.pk, state=Import.State.UPLOADED).first()
    return now is not None and settings_name(now) == name


def _somebody_waits() -> bool:
    """Whether another transaction waits for a lock this one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])
