"""Writes of consent: a customer says yes or no, and the rows stay true in whatever order it is learned.

The rows of one customer, channel and purpose are half-open spans [granted, withdrawn) that never overlap; a refusal
that ended no grant is a row with only its end. What is learned late is put where it belongs in time, so that an old
form typed in today never outlives a later refusal.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time.clock import TOKYO, now
from joren.record.customers.models import Customer
from joren.record.timeline import actions as timeline

from .errors import CustomerGone, EvidenceMissing, NotYet, TooLongAgo, UnknownChannel, WithdrawalUnexplained
from .models import Consent

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

EARLIEST: Final = datetime(1900, 1, 1, tzinfo=TOKYO)
"""No consent is older; a year with a digit missing is no moment the timeline can hold."""


@transaction.atomic
def grant(
    *,
    customer_id: int,
    channel: str,
    how: str,
    text: str,
    by: "Staff | None",
    purpose: str = Consent.Purpose.MARKETING,
    at: datetime | None = None,
    source: str = "",
    import_id: int | None = None,
    origin: str = "",
) -> Consent:
    """Record that the customer agreed, with the evidence: `how` (where, on what) and `text` (the words agreed to).

    While consent is given already nothing changes and the row that stands is returned. A grant learned late never
    undoes a later withdrawal, nor one of the very same moment; one that is older than the grant that stands takes
    its place as the evidence.
    """
    if not how.strip() or not text.strip():
        raise EvidenceMissing
    moment = _moment(at)
    rows = _locked(customer_id, channel, purpose)
    settled = _covering(rows, moment) or _ended_at(rows, moment)
    if settled is not None:
        return settled
    consent = _next_after(rows, moment) or Consent(customer_id=customer_id, channel=channel, purpose=purpose)
    consent.granted_at, consent.granted_how, consent.granted_text = moment, how.strip()[:300], text.strip()
    _keep(consent, source, import_id)
    _tell("consents.granted", consent, at=moment, by=by, origin=origin, how=how, import_id=import_id)
    return consent


@transaction.atomic
def withdraw(
    *,
    customer_id: int,
    channel: str,
    how: str,
    by: "Staff | None",
    purpose: str = Consent.Purpose.MARKETING,
    at: datetime | None = None,
    source: str = "",
    import_id: int | None = None,
    origin: str = "",
) -> Consent:
    """Record that the customer no longer agrees; needs no earlier grant. The same withdrawal again changes nothing."""
    if not how.strip():
        raise WithdrawalUnexplained
    moment = _moment(at)
    rows = _locked(customer_id, channel, purpose)
    again = _ended_at(rows, moment)
    if again is not None:
        return again
    consent = _covering(rows, moment)
    if consent is None:
        consent = Consent(customer_id=customer_id, channel=channel, purpose=purpose)
    elif consent.withdrawn_at is not None:
        _refusal_like(consent).save()
    consent.withdrawn_at, consent.withdrawn_how = moment, how.strip()[:300]
    _keep(consent, source, import_id)
    _tell("consents.withdrawn", consent, at=moment, by=by, origin=origin, how=how, import_id=import_id)
    return consent


def _moment(at: datetime | None) -> datetime:
    present = now()
    if at is not None and at > present:
        raise NotYet
    if at is not None and at < EARLIEST:
        raise TooLongAgo(field="on", year=EARLIEST.year)
    return at or present


def _locked(customer_id: int, channel: str, purpose: str) -> list[Consent]:
    """The rows so far, while nobody else writes consents of this customer."""
    if channel not in Consent.Channel or purpose not in Consent.Purpose:
        raise UnknownChannel(
            channel=channel,
            purpose=purpose,
            channels=", ".join(Consent.Channel.values),
            purposes=", ".join(Consent.Purpose.values),
        )
    if not Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).exists():
        raise CustomerGone(reference=customer_id)
    return list(Consent.objects.filter(customer_id=customer_id, channel=channel, purpose=purpose))


def _covering(rows: list[Consent], at: datetime) -> Consent | None:
    """The span that holds the moment."""
    return next((row for row in rows if row.covers(at)), None)


def _ended_at(rows: list[Consent], at: datetime) -> Consent | None:
    """What was withdrawn or refused at exactly that moment."""
    return next((row for row in rows if row.withdrawn_at == at), None)


def _next_after(rows: list[Consent], at: datetime) -> Consent | None:
    """What the customer said next after the moment: a grant that began later, or a refusal that ended none."""
    later = [row for row in rows if row.first_said_at > at]
    return min(later, key=lambda row: row.first_said_at, default=None)


def _refusal_like(consent: Consent) -> Consent:
    """The withdrawal that ended a span, as a refusal of its own: an earlier one is about to end that span."""
    return Consent(
        customer_id=consent.customer_id,
        channel=consent.channel,
        purpose=consent.purpose,
        withdrawn_at=consent.withdrawn_at,
        withdrawn_how=consent.withdrawn_how,
        source=consent.source,
        import_id=consent.import_id,
    )


def _keep(consent: Consent, source: str, import_id: int | None) -> None:
    if consent.pk is None:
        consent.source, consent.import_id = source, import_id
    consent.save()


def _tell(
    key: str, consent: Consent, *, at: datetime, by: "Staff | None", origin: str, how: str, import_id: int | None
) -> None:
    """On the timeline and in the audit trail. `import_id`: of what is said now, not of the row it may end."""
    said = {"channel": consent.channel, "purpose": consent.purpose, "how": how.strip()[:300]}
    timeline.append(
        customer_id=consent.customer_id,
        key=key,
        occurred_at=at,
        by=by,
        channel=consent.channel,
        origin=origin,
        data=said,
        import_id=import_id,
    )
    audit.record(
        "changed",
        by=by,
        subject_type=key,
        subject_id=consent.pk,
        customer_id=consent.customer_id,
        detail=said,
    )
