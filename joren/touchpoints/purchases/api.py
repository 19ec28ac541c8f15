"""Purchases for programs: read, record, return, cancel, give to a customer."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.time.clock import TOKYO
from joren.record.customers.api import Problem
from joren.record.customers.models import Customer
from joren.record.customers.queries import find
from joren.record.products.models import Product
from joren.record.shops.queries import shop_by_code

from . import actions, queries
from .actions import NewLine
from .errors import BadAmount

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
_LARGEST = Decimal("999999999999.99")


class LineOut(Schema):
    """A line. `counts` is false once it is cancelled."""

    number: int
    product: str | None = Field(None, examples=["P040101001"], description="product code")
    description: str
    quantity: float
    amount: float
    counts: bool


class PurchaseOut(Schema):
    """A purchase or a return (negative). `cancelled_at` set: it counts for nothing."""

    id: int
    kind: str = Field(examples=["sale"], description="sale or return")
    source: str
    external_id: str
    customer_id: int | None = None
    shop: str | None = Field(None, description="shop code")
    purchased_at: dt.datetime
    business_date: dt.date
    amount: float
    discount: float
    transactions: int
    channel: str
    cancelled_at: dt.datetime | None = None
    note: str
    lines: list[LineOut]


class LineIn(Schema):
    """A line to record: `amount` is that of all its pieces, tax included."""

    amount: Decimal = Field(examples=[480])
    quantity: Decimal = Decimal(1)
    product: str = Field("", description="product code")
    description: str = Field("", max_length=300)


class PurchaseIn(Schema):
    """A purchase to record. `amount` is the sum of the lines if left out. The same source and external_id: 409."""

    customer: str = Field("", description="id, member number or source:number; empty: anonymous")
    purchased_at: dt.datetime | None = Field(None, description="now if left out; Japanese time without a zone")
    shop: str = Field("", description="shop code")
    amount: Decimal | None = None
    discount: Decimal = Decimal(0)
    lines: list[LineIn] = Field(default_factory=list, max_length=1000)
    source: str = Field("api", max_length=50)
    external_id: str = Field("", max_length=200)
    channel: str = Field("", max_length=30)
    note: str = Field("", max_length=500)


class ReturnIn(Schema):
    """Goods that came back: `amount` (positive) or, left out, all that is left."""

    amount: Decimal | None = None
    note: str = ""


class CancelIn(Schema):
    """Why."""

    reason: str = ""


class ReassignIn(Schema):
    """Whose it is: id, member number or source:number; null: nobody's."""

    customer: str | None = None


@router.get(
    "/customers/{ref}/purchases", response={200: list[PurchaseOut], **_ANSWERS}, summary="Purchases of a customer"
)
def list_purchases(request: HttpRequest, ref: str, limit: int = 100) -> list[dict[str, Any]]:
    """The newest purchases of a customer, at most 1,000."""
    staff = demand(request.user, "purchases.view")
    found = queries.of_customer(find(ref, staff).pk, max(1, min(limit, 1000)))
    return [queries.told(purchase) for purchase in found]


@router.get("/purchases/{int:pk}", response={200: PurchaseOut, **_ANSWERS}, summary="One purchase")
def read_purchase(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One purchase with its lines."""
    return queries.told(queries.get(pk, demand(request.user, "purchases.view")))


@router.post("/purchases", response={201: PurchaseOut, **_ANSWERS}, summary="Record a purchase")
def record_purchase(request: HttpRequest, body: PurchaseIn) -> tuple[int, dict[str, Any]]:
    """Record one purchase."""
    staff = demand(request.user, "purchases.record")
    at = body.purchased_at
    for amount in (body.amount, body.discount, *(line.amount for line in body.lines)):
        _check(amount)
    customer = find(body.customer, staff) if body.customer else None
    purchase = actions.record(
        by=staff,
        customer_id=customer.pk if customer else None,
        customer_reference=_reference(body.customer, customer),
        purchased_at=at.replace(tzinfo=TOKYO) if at and at.tzinfo is None else at,
        shop_id=shop_by_code(body.shop, staff).pk if body.shop else None,
        amount=body.amount,
        discount=body.discount,
        lines=_lines(body.lines),
        source=body.source,
        external_id=body.external_id,
        channel=body.channel,
        note=body.note,
    )
    return 201, queries.told(queries.get(purchase.pk))


@router.post("/purchases/{int:pk}/return", response={201: PurchaseOut, **_ANSWERS}, summary="Record a return")
def return_purchase(request: HttpRequest, pk: int, body: ReturnIn) -> tuple[int, dict[str, Any]]:
    """Record that goods came back; answers the return."""
    staff = demand(request.user, "purchases.record")
    _check(body.amount)
    back = actions.record_return(purchase=queries.get(pk, staff), by=staff, amount=body.amount, note=body.note)
    return 201, queries.told(queries.get(back.pk))


@router.post("/purchases/{int:pk}/cancel", response={200: PurchaseOut, **_ANSWERS}, summary="Cancel a purchase")
def cancel_purchase(request: HttpRequest, pk: int, body: CancelIn) -> dict[str, Any]:
    """Cancel a purchase: it counts for nothing."""
    staff = demand(request.user, "purchases.change")
    actions.cancel(purchase=queries.get(pk, staff), by=staff, reason=body.reason)
    return queries.told(queries.get(pk))


@router.post("/purchases/{int:pk}/reassign", response={200: PurchaseOut, **_ANSWERS}, summary="Give it to a customer")
def reassign_purchase(request: HttpRequest, pk: int, body: ReassignIn) -> dict[str, Any]:
    """Say whose purchase it is."""
    staff = demand(request.user, "purchases.change")
    customer = find(body.customer, staff) if body.customer else None
    actions.reassign(purchase=queries.get(pk, staff), customer_id=customer.pk if customer else None, by=staff)
    return queries.told(queries.get(pk))


def _reference(written: str, customer: Customer | None) -> str:
    """The number the program used, if it is one of another system or of a card; an id of ours is no number."""
    if customer is not None and written == customer.member_number:
        return f"member:{written}"
    return written if ":" in written and not written.startswith("id:") else ""


def _check(amount: Decimal | None) -> None:
    if amount is not None and (not amount.is_finite() or abs(amount) > _LARGEST):
        raise BadAmount(value=str(amount))


def _lines(given: list[LineIn]) -> list[NewLine]:
    codes = {line.product for line in given if line.product}
    known = dict(Product.objects.filter(code__in=codes).values_list("code", "pk"))
    return [
        NewLine(
            amount=line.amount,
            quantity=line.quantity,
            product_id=known.get(line.product),
            description=line.description or (line.product if line.product not in known else ""),
        )
        for line in given
    ]
