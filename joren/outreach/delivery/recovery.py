"""Takes over from workers that are gone: what each of their messages is now is worked out and written."""

import os

import psutil
from django.db import transaction
from django.db.models import F

from joren.foundation.time import clock

from . import journal, ledger
from .channels import Handover, Outcome
from .claiming import ACTIVE, HOST
from .models import Delivery
from .recording import keep

State = Delivery.State


def take_over() -> tuple[int, int]:
    """Settle everything held by workers that are gone; return how many messages are due again, how many uncertain.

    Gone: the process is of this host and no longer runs, or the lease ran out. Its journal says which were never
    handed over (due) and how others ended (recorded); without a
    journal to believe, and for those at the other server at that moment, nobody knows: uncertain, for a person to
    decide.
    """
    ledger.after_restore()
    again = lost = 0
    held = Delivery.objects.filter(state=State.CLAIMED).exclude(claimed_by="")
    for worker in set(held.order_by().values_list("claimed_by", flat=True)):
        dead = _is_dead(worker)
        if dead or held.filter(claimed_by=worker, leased_until__lt=clock.now()).exists():
            counts = _settle(worker, journal.read(worker) if dead else None, only_expired=not dead)
            again, lost = again + counts[0], lost + counts[1]
            if dead:
                journal.forget(worker)
    return again, lost


@transaction.atomic
def _settle(worker: str, known: dict[int, Outcome | None] | None, *, only_expired: bool) -> tuple[int, int]:
    rows = Delivery.objects.select_for_update(skip_locked=True).filter(state=State.CLAIMED, claimed_by=worker)
    if only_expired:
        rows = rows.filter(leased_until__lt=clock.now())
    held = list(rows.order_by("pk"))
    ended = [(_as_handed_over(row), outcome) for row in held if (outcome := (known or {}).get(row.pk)) is not None]
    keep(ended, worker=worker)
    unknown = [row.pk for row in held if known is None or (row.pk in known and known[row.pk] is None)]
    # `claimed_by` stays on these: a worker that was only slow may still tell what it knows.
    lost = Delivery.objects.filter(pk__in=unknown).update(
        state=State.UNCERTAIN, reason="worker_lost", leased_until=None
    )
    free = {row.pk for row in held} - {row.id for row, _ in ended} - set(unknown)
    over = {row.pk for row in held if row.pk in free and row.duplicate_of_id is not None}
    Delivery.objects.filter(pk__in=over).update(
        state=State.CANCELLED, reason="merged", claimed_by="", leased_until=None, begun_at=None
    )
    free -= over
    ledger.take_back(_as_handed_over(row) for row in held if row.pk in free | over)
    ledger.take_back(row for row, outcome in ended if outcome.kind in ledger.NOT_TAKEN)
    again = Delivery.objects.filter(pk__in=free).update(
        state=State.DUE, claimed_by="", leased_until=None, begun_at=None, attempts=F("attempts") - 1
    )
    return again, lost


def _as_handed_over(row: Delivery) -> Handover:
    """The row as its worker held it: the try it was in is not among the tries before."""
    return Handover(
        row.pk, row.customer_id, row.origin, row.channel, row.address, row.content, max(0, row.attempts - 1)
    )


def _is_dead(worker: str) -> bool:
    if worker in ACTIVE:
        return False
    host, _, process = worker.rpartition(":")[0].rpartition(":")
    if host != HOST or not process.isdigit():
        return False
    return int(process) == os.getpid() or not psutil.pid_exists(int(process))  # type: ignore[no-untyped-call]
