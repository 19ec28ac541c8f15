"""Letters that came back: kept once, with what follows from the reason, and taken back when it was a mistake."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery, Suppression
from joren.record.timeline.actions import append

from . import queries
from .errors import AlreadyReturned, NotPosted
from .models import Piece, PrintRun, Return
from .rules.codes import code_of

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_BLOCKS: Final = {
    Return.Reason.UNKNOWN: Suppression.Reason.BOUNCED,
    Return.Reason.MOVED: Suppression.Reason.BOUNCED,
    Return.Reason.REFUSED: Suppression.Reason.UNSUBSCRIBED,
}
"""What blocks the address for letters. Somebody who did not fetch a letter in time lives there all the same."""


@transaction.atomic
def take_back(*, code: str, reason: str, by: "Staff | None") -> Return:
    """A piece came back: its message did not arrive, and nothing more is posted to that address where the reason says
    so. `code` is the printed number or what its QR code says.

    Raises `PieceUnknown`, `NotPosted`, and `AlreadyReturned` the second time: nothing is counted twice.
    """
    piece = (
        Piece.objects.select_for_update(of=("self",))
        .select_related("run", "delivery", "customer")
        .get(pk=queries.piece_by(code).pk)
    )
    shown = code_of(piece.pk)
    if piece.run.state != PrintRun.State.POSTED or piece.is_left_out:
        raise NotPosted(piece=shown, state=piece.run.get_state_display())
    if piece.returns.filter(undone_at=None).exists():
        raise AlreadyReturned(piece=shown)
    returned = Return.objects.create(
        piece=piece, reason=reason, suppression=_blocked(piece, reason), at=clock.now(), by=by
    )
    Delivery.objects.filter(pk=piece.delivery_id, state=Delivery.State.SENT).update(
        state=Delivery.State.BOUNCED, reason="bounced", error_code=reason
    )
    _tell(returned, "post.bounced", by)
    return returned


@transaction.atomic
def take_all_back(*, codes: Iterable[str], reason: str, by: "Staff | None") -> list[Return]:
    """All of these came back for one reason; where one is refused, none is kept. Raises as `take_back` does."""
    return [take_back(code=code, reason=reason, by=by) for code in codes]


@transaction.atomic
def undo(returned: Return, *, by: "Staff | None") -> None:
    """It was a mistake: the letter counts as arrived again, and what this return blocked is free again."""
    held = Return.objects.select_for_update(of=("self",)).select_related("piece", "piece__delivery").get(pk=returned.pk)
    if held.undone_at is not None:
        return
    blocked, held.undone_at, held.suppression = held.suppression, clock.now(), None
    held.save(update_fields=["undone_at", "suppression"])
    if blocked is not None:
        blocked.delete()
    Delivery.objects.filter(pk=held.piece.delivery_id, state=Delivery.State.BOUNCED).update(
        state=Delivery.State.SENT, reason="", error_code=""
    )
    _tell(held, "post.return_undone", by)


def _blocked(piece: Piece, reason: str) -> Suppression | None:
    """The block this return makes, None where it makes none or there was one."""
    why = _BLOCKS.get(Return.Reason(reason))
    if why is None or not piece.delivery.address:
        return None
    made, created = Suppression.objects.get_or_create(
        channel=queries.CHANNEL,
        address=piece.delivery.address,
        defaults={"reason": why, "note": code_of(piece.pk), "at": clock.now()},
    )
    return made if created else None


def _tell(returned: Return, key: str, by: "Staff | None") -> None:
    piece = returned.piece
    append(
        customer_id=piece.customer_id,
        key=key,
        occurred_at=clock.now(),
        subject=returned.pk,
        by=by,
        channel=queries.CHANNEL,
        origin=piece.delivery.origin,
        data={"address": piece.delivery.address, "reason": returned.reason, "piece": code_of(piece.pk)},
    )
    audit.record(
        "changed", by=by, subject_type="post.piece", subject_id=piece.pk, customer_id=piece.customer_id, label=key
    )
