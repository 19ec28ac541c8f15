"""What came back takes effect, once: on the message, the address, the person's record and the timeline.

Only what proves to be about a message of ours acts by itself: a signed mark in our Message-ID or in the address it
came back to, or a provider's signed report. Everybody can write "user unknown" to an address for returns; such a mail
is kept for a person to decide, and nothing happens to the address it names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery, Suppression
from joren.record.customers import actions as customers
from joren.record.customers.queries import current_id
from joren.record.timeline.actions import append

from .accounts import delivery_of_address, delivery_of_id
from .models import ReturnedMail
from .rules.bounces.reading import read
from .rules.bounces.report import Kind, Reason, Report, Returned
from .rules.bounces.soft import WITHIN, is_deserted
from .rules.incoming import header, parse

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

CHANNEL = "mail"
Effect = ReturnedMail.Effect
_ARRIVED = (Delivery.State.SENT, Delivery.State.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing told about one message. `delivery_id` None: nobody can tell which. `key` makes it unique."""

    key: str
    source: str
    kind: Kind
    address: str = ""
    reason: Reason | str = ""
    status: str = ""
    words: str = ""
    is_hard: bool = False
    delivery_id: int | None = None


def take_in(raw: bytes, *, source: str) -> list[ReturnedMail]:
    """Read a mail and let it take effect; the same mail again does nothing. Returns what is new."""
    key = _key_of(raw)
    if ReturnedMail.objects.filter(key__startswith=key).exists():
        return []
    report = read(raw)
    return [kept for told in _told(report, key, source) if (kept := take(told)) is not None]


def _key_of(raw: bytes) -> str:
    """What tells a mail again, wherever it comes from: its own Message-ID, or all of it where it has none."""
    written = header(parse(raw).message, "message-id").strip()
    return sha256(written.encode() if written else raw.replace(b"\r\n", b"\n").strip()).hexdigest()


def _told(report: Report, key: str, source: str) -> Iterable[Told]:
    """What a mail tells, one for each address it speaks of."""
    delivery_id = _delivery_of(report)
    if report.kind in (Kind.BOUNCE, Kind.DELAY):
        for number, one in enumerate(report.returned):
            yield _told_of(one, report, f"{key}:{number}", source, delivery_id)
        return
    about = report.sent_to[0] if report.sent_to and report.kind in (Kind.COMPLAINT, Kind.FEEDBACK) else ""
    yield Told(
        key=f"{key}:0",
        source=source,
        kind=report.kind,
        address=about,
        reason=report.feedback_type,
        delivery_id=delivery_id if report.kind != Kind.OTHER else None,
    )


def _told_of(one: Returned, report: Report, key: str, source: str, delivery_id: int | None) -> Told:
    return Told(
        key=key,
        source=source,
        kind=report.kind,
        address=one.address,
        reason=one.reason,
        status=one.status or one.code,
        words=one.words,
        is_hard=one.is_hard,
        delivery_id=delivery_id,
    )


def _delivery_of(report: Report) -> int | None:
    """The delivery a mail is about, by a mark of ours that nobody else can make."""
    for address in report.came_to:
        found = delivery_of_address(address)
        if found is not None:
            return found
    return next((found for one in report.message_ids if (found := delivery_of_id(one)) is not None), None)


@transaction.atomic
def take(told: Told) -> ReturnedMail | None:
    """Keep what was told and let it take effect; None when it was told before."""
    delivery = _locked(told.delivery_id)
    ours = told.kind not in (Kind.OTHER, Kind.AUTO_REPLY)
    kept, created = ReturnedMail.objects.get_or_create(
        key=told.key[:80],
        defaults={
            "source": told.source,
            "kind": str(told.kind),
            "reason": str(told.reason)[:20],
            "status": told.status[:20],
            "is_hard": told.is_hard,
            "address": (normalise_email(told.address) or "")[:254] if ours else "",
            "words": "".join(sign for sign in told.words if sign.isprintable())[:500] if ours else "",
            "delivery": delivery,
            "customer_id": current_id(delivery.customer_id) if delivery else None,
            "at": clock.now(),
        },
    )
    if not created:
        return None
    kept.effect = _effect(kept, delivery, told)
    kept.save(update_fields=["effect"])
    return kept


def _locked(delivery_id: int | None) -> Delivery | None:
    if delivery_id is None:
        return None
    return Delivery.objects.select_for_update().filter(pk=delivery_id, channel=CHANNEL).first()


def _effect(kept: ReturnedMail, delivery: Delivery | None, told: Told) -> str:
    if told.kind not in (Kind.BOUNCE, Kind.COMPLAINT):
        return Effect.NONE
    if delivery is None:
        return Effect.UNMATCHED
    if told.kind == Kind.COMPLAINT:
        return _complained(delivery)
    if told.is_hard and _is_its_own(kept.address, delivery):
        return _bounced(delivery, kept.words)
    return _counted(delivery, kept)


def _is_its_own(address: str, delivery: Delivery) -> bool:
    """Whether the address that is gone is the one we wrote to, and not one it forwards to."""
    return not address or address == delivery.address


def _bounced(delivery: Delivery, words: str, effect: str = Effect.BLOCKED) -> str:
    """The message did not arrive, and none will: exactly once, however often it is told."""
    if delivery.state == Delivery.State.BOUNCED:
        return Effect.NONE
    if delivery.state in _ARRIVED:
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.BOUNCED, reason="bounced", error_text=words[:500]
        )
    _tell("mail.bounced", delivery, address=delivery.address, error=words[:300])
    _block(delivery, Suppression.Reason.BOUNCED, words)
    return effect


def _complained(delivery: Delivery) -> str:
    """The person reported the mail: nothing goes to that address again. A second report changes nothing."""
    before = ReturnedMail.objects.filter(delivery=delivery, effect=Effect.COMPLAINED)
    if before.exists():
        return Effect.NONE
    _tell("mail.complained", delivery)
    _block(delivery, Suppression.Reason.COMPLAINED, "")
    return Effect.COMPLAINED


def _counted(delivery: Delivery, kept: ReturnedMail) -> str:
    """A return that is no end: after several of them the address is given up."""
    now = clock.now()
    rows = ReturnedMail.objects.filter(
        delivery__address=delivery.address, kind=Kind.BOUNCE, at__gt=now - WITHIN
    ).values_list("delivery_id", "at")
    heard = _last_heard_of(delivery.address)
    days = {pk: at.astimezone(clock.TOKYO).date() for pk, at in rows if heard is None or at > heard}
    if not is_deserted(days.values(), clock.today()):
        return Effect.COUNTED
    return _bounced(delivery, kept.words, Effect.TOO_MANY) or Effect.COUNTED


def _last_heard_of(address: str) -> datetime | None:
    """When somebody at the address last opened or followed anything."""
    rows = Delivery.objects.filter(channel=CHANNEL, address=address).order_by("-pk")[:20]
    times = [at for row in rows for at in (row.first_opened_at, row.first_clicked_at, row.replied_at) if at]
    return max(times, default=None)


def _block(delivery: Delivery, reason: str, words: str) -> None:
    if reason == Suppression.Reason.BOUNCED:
        customers.mark_undeliverable(
            customer_id=current_id(delivery.customer_id),
            kind="email",
            value=delivery.address,
            reason=words[:300] or "bounced",
            by=None,
        )
    suppressed, created = Suppression.objects.get_or_create(
        channel=CHANNEL,
        address=delivery.address,
        defaults={"reason": reason, "note": words[:300], "at": clock.now()},
    )
    if created:
        audit.record(
            "created", by=None, subject_type="delivery.suppression", subject_id=suppressed.pk, label=delivery.address
        )


def _tell(key: str, delivery: Delivery, **data: str) -> None:
    append(
        customer_id=current_id(delivery.customer_id),
        key=key,
        occurred_at=clock.now(),
        subject=delivery.pk,
        channel=CHANNEL,
        origin=delivery.origin,
        data=data,
    )


@transaction.atomic
def block_by_hand(returned: ReturnedMail, *, by: "Staff") -> None:
    """A person decides that an address nobody could match is gone. Raises what `suppress` raises."""
    from joren.outreach.delivery.suppressing import suppress

    suppress(channel=CHANNEL, address=returned.address, reason=Suppression.Reason.BOUNCED, by=by, note=returned.words)
    ReturnedMail.objects.filter(pk=returned.pk).update(effect=Effect.BLOCKED)
