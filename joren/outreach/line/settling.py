"""Pushes whose worker vanished while LINE had them: LINE knows, so it is asked again under the same retry key."""

from datetime import timedelta

from django.db import transaction

from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery, Dispatch

from . import queries
from .rules.retrying import KEY_LIVES, unanswered_code


@transaction.atomic
def settle_uncertain() -> int:
    """Make them due again, with the moment of their first try beside them. Returns how many.

    Only first tries: of later ones nobody kept when the key was first used. What is older than the key stays
    uncertain, for a person to decide.
    """
    now = clock.now()
    rows = Delivery.objects.select_for_update(skip_locked=True).filter(
        channel=queries.CHANNEL,
        state=Delivery.State.UNCERTAIN,
        reason="worker_lost",
        attempts__lte=1,
        begun_at__gt=now - timedelta(seconds=KEY_LIVES),
        begun_at__lte=now,
    )
    origins: set[str] = set()
    for row in rows:
        assert row.begun_at is not None
        row.error_code = unanswered_code(row.begun_at.timestamp())
        row.state, row.reason, row.claimed_by, row.due_at = Delivery.State.DUE, "", "", now
        row.save(update_fields=["state", "reason", "claimed_by", "due_at", "error_code"])
        origins.add(row.origin)
    _reopen(origins)
    return len(rows)


def _reopen(origins: set[str]) -> None:
    finished = Dispatch.objects.filter(
        origin__in=origins, channel=queries.CHANNEL, state=Dispatch.State.FINISHED, standing=False
    )
    finished.update(state=Dispatch.State.OPEN, finished_at=None)
    for origin in sorted(origins):
        schedule("delivery.send", subject=origin)
