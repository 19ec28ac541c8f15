"""Merging many pairs in one go as background work, and taking the whole back with one click."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.jobs import actions as jobs
from joren.foundation.time.clock import now
from joren.record.merging.errors import UndoAnotherFirst
from joren.record.merging.models import Batch, Merge

from .merging import merge_many
from .parting import unmerge

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

MERGE_JOB: Final = "merging.merge_many"
UNDO_JOB: Final = "merging.undo_batch"
AT_ONCE: Final = 200
"""Pairs in one transaction: what is done stays done when the work is interrupted."""


@transaction.atomic
def start_batch(*, pairs: Sequence[tuple[int, int]], by: "Staff | None", reason: str) -> Batch:
    """Leave the merging of these pairs to the worker: one batch, one undo."""
    batch = Batch.objects.create(reason=reason[:300], wanted=len(pairs), pairs=list(pairs), staff=by, at=now())
    audit.record("created", by=by, subject_type="merging.batch", subject_id=batch.pk, detail={"pairs": len(pairs)})
    jobs.schedule(MERGE_JOB, subject=str(batch.pk), by=by)
    return batch


def run_batch(batch: Batch, progress: Callable[[int, int], None], should_stop: Callable[[], bool]) -> None:
    """Merge what is left of a batch. Safe to run again: pairs that are one already are left out."""
    pairs = [(int(one), int(other)) for one, other in batch.pairs]
    for start in range(0, len(pairs), AT_ONCE):
        if should_stop() or Batch.objects.filter(pk=batch.pk).exclude(undoing_at=None).exists():
            return
        merge_many(pairs=pairs[start : start + AT_ONCE], by=batch.staff, reason=batch.reason, batch=batch)
        progress(min(start + AT_ONCE, len(pairs)), len(pairs))


@transaction.atomic
def start_undo(*, batch: Batch, by: "Staff | None") -> None:
    """Leave the taking back of a batch to the worker."""
    Batch.objects.filter(pk=batch.pk, undoing_at=None).update(undoing_at=now())
    audit.record("deleted", by=by, subject_type="merging.batch", subject_id=batch.pk)
    jobs.schedule(UNDO_JOB, subject=str(batch.pk), by=by)


def undo_batch(
    batch: Batch, progress: Callable[[int, int], None], should_stop: Callable[[], bool], by: "Staff | None"
) -> int:
    """Take back every merge of the batch, the last first; returns how many could not be, because of later merges."""
    standing = Merge.objects.filter(batch=batch, undone_at=None)
    ids = list(standing.order_by("-pk").values_list("pk", flat=True))
    stuck = 0
    for nth, key in enumerate(ids, 1):
        if should_stop():
            return stuck
        try:
            unmerge(merge=key, by=by)
        except UndoAnotherFirst:
            stuck += 1
        if nth % 20 == 0 or nth == len(ids):
            progress(nth, len(ids))
    if not standing.exists():
        Batch.objects.filter(pk=batch.pk).update(undone_at=now(), pairs=[])
    return stuck
