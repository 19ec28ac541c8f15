"""Writes of single purchases: recording, returning, cancelling, giving to a customer. Files go through `bulk`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time.business_day import business_date
from joren.foundation.time.clock import TOKYO, now
from joren.record.customers.actions import held
from joren.record.shops.models import Shop
from joren.record.timeline import actions as timeline
from joren.record.timeline.models import Event

from .errors import (
    AlreadyCancelled,
    AlreadyRecorded,
    NotASale,
    NothingBought,
    NotPurchased,
    ReturnTooLarge,
    TooLongAgo,
)
from .models import Purchase, PurchaseLine

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

MANUAL: Final = "manual"
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=TOKYO)


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """A line to record: `amount` is that of all its pieces, tax included."""

    amount: Decimal
    quantity: Decimal = Decimal(1)
    product_id: int | None = None
    description: str = ""


@transaction.atomic
def record(
    *,
    by: "Staff | None",
    purchased_at: datetime | None = None,
    customer_id: int | None = None,
    shop_id: int | None = None,
    amount: Decimal | None = None,
    lines: Sequence[NewLine] = (),
    discount: Decimal = Decimal(0),
    source: str = MANUAL,
    external_id: str = "",
    channel: str = "",
    note: str = "",
    origin: str = "",
    kind: str = Purchase.Kind.SALE,
    customer_reference: str = "",
) -> Purchase:
    """Record one purchase; `amount` is the sum of the lines unless given. Without a customer it is anonymous.

    `customer_reference` is how the till named the buyer (``pos:10001``, ``member:M0001``), if it did.

    Raises NothingBought, NotPurchased (a moment to come), TooLongAgo, AlreadyRecorded, CustomerNotFound.
    """
    if amount is None and not lines:
        raise NothingBought
    at = purchased_at or now()
    if at > now():
        raise NotPurchased
    if at < EARLIEST:
        raise TooLongAgo(year=EARLIEST.year)
    customer_id = None if customer_id is None else held(customer_id).pk
    paid = sum((line.amount for line in lines), Decimal(0)) if amount is None else amount
    local = at.astimezone(TOKYO)
    purchase = Purchase(
        customer_id=customer_id,
        shop_id=shop_id,
        kind=kind,
        source=source,
        external_id=external_id or uuid.uuid4().hex,
        purchased_at=at,
        business_date=business_date(at, _day_end(shop_id)),
        minute_of_day=local.hour * 60 + local.minute,
        amount=paid,
        discount=discount,
        channel=channel[:30],
        note=note.strip()[:500],
        customer_reference=customer_reference[:255],
    )
    _insert(purchase)
    _add_lines(purchase, lines or [NewLine(amount=paid)])
    _tell(purchase, by, origin)
    _audit("created", purchase, by)
    return purchase


@transaction.atomic
def record_return(
    *,
    purchase: Purchase,
    by: "Staff | None",
    amount: Decimal | None = None,
    returned_at: datetime | None = None,
    note: str = "",
) -> Purchase:
    """Record that goods of a purchase came back: all that is left, or a part by `amount` (positive).

    Raises NotASale, ReturnTooLarge.
    """
    purchase = Purchase.objects.select_for_update(of=("self",)).get(pk=purchase.pk)
    if purchase.kind != Purchase.Kind.SALE or purchase.cancelled_at is not None:
        raise NotASale
    prefix = f"{purchase.external_id}/return-"[:190]
    earlier = Purchase.objects.filter(source=purchase.source, external_id__startswith=prefix, cancelled_at=None)
    left = purchase.amount + sum((row.amount for row in earlier), Decimal(0))
    back = left if amount is None else amount
    if not 0 < back <= left:
        raise ReturnTooLarge(left=f"{left:f}")
    return record(
        by=by,
        purchased_at=returned_at,
        customer_id=purchase.customer_id,
        shop_id=purchase.shop_id,
        lines=_returned_lines(purchase, back),
        source=purchase.source,
        external_id=f"{prefix}{earlier.count() + 1}",
        channel=purchase.channel,
        note=note,
        kind=Purchase.Kind.RETURN,
    )


@transaction.atomic
def cancel(*, purchase: Purchase, by: "Staff | None", reason: str = "", at: datetime | None = None) -> Purchase:
    """Cancel a purchase: it keeps its row and counts for nothing. Raises AlreadyCancelled."""
    purchase = Purchase.objects.select_for_update(of=("self",)).get(pk=purchase.pk)
    if purchase.cancelled_at is not None:
        raise AlreadyCancelled
    purchase.cancelled_at = at or now()
    if reason.strip():
        purchase.note = reason.strip()[:500]
    purchase.save(update_fields=["cancelled_at", "note"])
    PurchaseLine.objects.filter(purchase=purchase).update(counts=False)
    if purchase.customer_id is not None:
        timeline.append(
            customer_id=purchase.customer_id,
            key="purchases.cancelled",
            occurred_at=purchase.cancelled_at,
            subject=purchase.pk,
            shop_id=purchase.shop_id,
            by=by,
            data=_said(purchase),
        )
    _audit("changed", purchase, by, cancelled=True, reason=reason.strip()[:200])
    return purchase


@transaction.atomic
def reassign(*, purchase: Purchase, customer_id: int | None, by: "Staff | None") -> Purchase:
    """Give a purchase to a customer (or make it anonymous); its events go along. Raises CustomerNotFound."""
    # Before the purchase itself: the order in which merging locks.
    customer_id = None if customer_id is None else held(customer_id).pk
    purchase = Purchase.objects.select_for_update(of=("self",)).get(pk=purchase.pk)
    was = purchase.customer_id
    if was == customer_id:
        return purchase
    purchase.customer_id = customer_id
    if customer_id is None:
        purchase.customer_reference = ""  # staff said that it is nobody's: it waits for nobody
    purchase.save(update_fields=["customer", "customer_reference"])
    PurchaseLine.objects.filter(purchase=purchase).update(customer_id=customer_id)
    events = Event.objects.filter(key__startswith="purchases.", subject=purchase.pk)
    if customer_id is None:
        events.delete()
    elif events.exists():
        events.update(customer_id=customer_id)
    else:
        _tell(purchase, by, "")
    _audit("changed", purchase, by, customer=[was, customer_id])
    return purchase


def _insert(purchase: Purchase) -> None:
    try:
        with transaction.atomic():
            purchase.save(force_insert=True)
    except IntegrityError as problem:
        if Purchase.objects.filter(source=purchase.source, external_id=purchase.external_id).exists():
            raise AlreadyRecorded(reference=purchase.external_id) from problem
        raise


def _add_lines(purchase: Purchase, lines: Sequence[NewLine]) -> None:
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            purchase=purchase,
            number=number,
            product_id=line.product_id,
            description=line.description.strip()[:300],
            quantity=line.quantity,
            amount=line.amount,
            customer_id=purchase.customer_id,
            shop_id=purchase.shop_id,
            business_date=purchase.business_date,
            minute_of_day=purchase.minute_of_day,
        )
        for number, line in enumerate(lines, start=1)
    )


def _returned_lines(purchase: Purchase, back: Decimal) -> list[NewLine]:
    """The lines with their signs turned when everything comes back; else one line of the amount."""
    lines = list(purchase.lines.order_by("number"))
    if sum((line.amount for line in lines), Decimal(0)) != back:
        return [NewLine(amount=-back, quantity=Decimal(0))]
    return [
        NewLine(amount=-line.amount, quantity=-line.quantity, product_id=line.product_id, description=line.description)
        for line in lines
    ]


def _day_end(shop_id: int | None) -> time:
    ends = Shop.objects.filter(pk=shop_id).values_list("day_ends_at", flat=True).first() if shop_id else None
    return ends or time(0)


def _tell(purchase: Purchase, by: "Staff | None", origin: str) -> None:
    if purchase.customer_id is None:
        return
    returned = purchase.kind == Purchase.Kind.RETURN
    timeline.append(
        customer_id=purchase.customer_id,
        key="purchases.returned" if returned else "purchases.recorded",
        occurred_at=purchase.purchased_at,
        occurred_on=purchase.business_date,
        subject=purchase.pk,
        shop_id=purchase.shop_id,
        by=by,
        origin=origin,
        data=_said(purchase),
    )


def _said(purchase: Purchase) -> dict[str, Any]:
    amount = purchase.amount.normalize()
    return {"amount": f"{amount:f}", "lines": purchase.lines.count(), "transactions": purchase.transactions}


def _audit(action: str, purchase: Purchase, by: "Staff | None", **detail: Any) -> None:
    audit.record(
        action,
        by=by,
        subject_type="purchase",
        subject_id=purchase.pk,
        label=str(purchase),
        customer_id=purchase.customer_id,
        detail=detail,
    )
