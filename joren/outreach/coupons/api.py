"""Coupons for programs: tills check and use codes, others write coupons and give them out."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.cli.output import plain
from joren.foundation.time.clock import TOKYO
from joren.record.customers.api import Problem
from joren.record.customers.queries import find
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.record.shops.queries import shop_by_code

from . import actions, giving, queries, redeeming
from .offers import Item, Use
from .rules.codes import shown

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
_PAGE = 100
_MOST_GIVEN = 10_000


class ItemIn(Schema):
    """Goods of the purchase."""

    product: str = Field(examples=["P040101001"], description="product code")
    amount: Decimal = Field(examples=[480], ge=0)


class UseIn(Schema):
    """A code at a till, and the purchase it is used on."""

    code: str = Field(examples=["7K3F-M2QX-9PA"], max_length=100)
    amount: Decimal | None = Field(None, description="of the purchase, before the coupon", ge=0)
    items: list[ItemIn] = Field(
        default_factory=list, max_length=1000, description="for coupons that hold for some goods"
    )
    shop: str = Field("", description="shop code")
    receipt: str = Field("", max_length=100, description="two coupons of one receipt are noticed by it")
    customer: str = Field("", description="id, member number or source:number, for a code of everybody")
    at: dt.datetime | None = Field(None, description="when it was at the till; now if left out")


class RedeemIn(UseIn):
    """The same, to be used now."""

    key: str = Field(
        min_length=1, max_length=100, description="the till's own name for this use; told again: the same use"
    )
    offline: bool = Field(False, description="it was used while the till was cut off: kept even if not valid any more")


class KeyIn(Schema):
    """The till's name for a use."""

    key: str = Field(min_length=1, max_length=100)


class CouponIn(Schema):
    """A coupon to write."""

    name: str = Field(max_length=100, examples=["秋の500円引き"])
    kind: Literal["percent", "amount", "gift"] = "amount"
    value: Decimal | None = Field(None, examples=[500])
    most_off: Decimal | None = None
    gift: str = Field("", max_length=200)
    gift_cost: Decimal | None = None
    codes: Literal["single", "shared"] = "single"
    shared_code: str = Field("", max_length=20)
    starts_on: dt.date
    ends_on: dt.date | None = None
    valid_days: int | None = Field(None, ge=1, le=3650)
    least_amount: Decimal = Decimal(0)
    shops: list[str] = Field(default_factory=list, description="shop codes; empty: everywhere")
    products: list[str] = Field(default_factory=list, description="product codes; empty: everything")
    categories: list[str] = Field(default_factory=list, description="category codes")
    combines: bool = False
    uses_each: int | None = Field(1, ge=1, le=1000)
    most_uses: int | None = Field(None, ge=1, le=100_000_000)
    terms: str = Field("", max_length=1000)
    answers: dict[str, Any] = Field(default_factory=dict, description="price_is_real, or way and worth of a gift")


class GiveIn(Schema):
    """Who is given the coupon. The same occasion told again gives nothing more."""

    customers: list[str] = Field(min_length=1, max_length=_MOST_GIVEN, description="id, member number or source:number")
    occasion: str = Field("", max_length=60, examples=["birthday-2026"])


@router.get("/", response={200: dict[str, Any], **_ANSWERS}, summary="Coupons, newest first")
def list_coupons(request: HttpRequest, before: int | None = None) -> dict[str, Any]:
    """A page of coupons; `before` is the last id of the page before."""
    demand(request.user, "coupons.view")
    rows = queries.coupons().order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=min(before, queries.LARGEST_ID))
    found = list(rows[: _PAGE + 1])
    more = found[_PAGE - 1].pk if len(found) > _PAGE else None
    return _plain({"coupons": [queries.told(row) for row in found[:_PAGE]], "more": more})


@router.post("/", response={200: dict[str, Any], **_ANSWERS}, summary="Write a coupon")
def create(request: HttpRequest, body: CouponIn) -> dict[str, Any]:
    """Make a draft."""
    staff = demand(request.user, "coupons.write")
    fields = body.dict()
    fields["shops"] = [shop_by_code(code, staff) for code in body.shops]
    fields["products"] = list(Product.objects.filter(code__in=body.products))
    fields["categories"] = list(Category.objects.filter(code__in=body.categories))
    _all_known("products", body.products, fields["products"])
    _all_known("categories", body.categories, fields["categories"])
    return _plain(queries.told(actions.create(by=staff, **fields)))


def _all_known(field: str, wanted: list[str], found: list[Any]) -> None:
    """An unknown code would widen what the coupon holds for."""
    unknown = sorted(set(wanted) - {row.code for row in found})
    if unknown:
        raise actions.unknown_codes(field, unknown)


@router.post("/check", response={200: dict[str, Any], **_ANSWERS}, summary="What a code would give")
def check(request: HttpRequest, body: UseIn) -> dict[str, Any]:
    """Changes nothing. A code that cannot be used is answered with the reason."""
    staff = demand(request.user, "coupons.redeem")
    offer = redeeming.check(_use(body, staff, key="-"))
    return _plain(
        {
            "coupon": offer.coupon.pk,
            "name": offer.coupon.name,
            "promise": queries.promise(offer.coupon),
            "conditions": queries.conditions(offer.coupon),
            "discount": offer.discount,
            "customer": offer.customer_id,
            "expires_on": offer.expires_on,
        }
    )


@router.post("/redeem", response={200: dict[str, Any], **_ANSWERS}, summary="Use a code, exactly once")
def redeem(request: HttpRequest, body: RedeemIn) -> dict[str, Any]:
    """Use it. The same key told again answers with the same use."""
    staff = demand(request.user, "coupons.redeem")
    told = _use(body, staff, key=body.key)
    done = redeeming.replay(told, by=staff) if body.offline else redeeming.redeem(told, by=staff)
    return _plain(queries.told_use(done))


@router.post("/give-back", response={200: dict[str, Any], **_ANSWERS}, summary="The goods came back")
def give_back(request: HttpRequest, body: KeyIn) -> dict[str, Any]:
    """The coupon may be used again, within its time."""
    staff = demand(request.user, "coupons.redeem")
    return _plain(queries.told_use(redeeming.give_back(body.key, by=staff)))


@router.get("/{int:pk}", response={200: dict[str, Any], **_ANSWERS}, summary="One coupon with its figures")
def read(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What it promises, what it brought and cost."""
    demand(request.user, "coupons.view")
    found = queries.coupon(pk)
    return _plain(queries.told(found) | {"figures": queries.figures(found)})


@router.post("/{int:pk}/put-to-use", response={200: dict[str, Any], **_ANSWERS}, summary="Put a coupon to use")
def put_to_use(request: HttpRequest, pk: int) -> dict[str, Any]:
    """From now on it may be given out and used."""
    staff = demand(request.user, "coupons.write")
    return _plain(queries.told(actions.put_to_use(queries.coupon(pk), by=staff)))


@router.post("/{int:pk}/stop", response={200: dict[str, Any], **_ANSWERS}, summary="Stop a coupon")
def stop(request: HttpRequest, pk: int) -> dict[str, Any]:
    """No till takes it any more."""
    staff = demand(request.user, "coupons.write")
    return _plain(queries.told(actions.stop(queries.coupon(pk), by=staff)))


@router.post("/{int:pk}/give", response={200: dict[str, Any], **_ANSWERS}, summary="Give customers a coupon")
def give(request: HttpRequest, pk: int, body: GiveIn) -> dict[str, Any]:
    """Each gets a code, once for each occasion."""
    staff = demand(request.user, "coupons.write")
    people = [find(reference, staff).pk for reference in body.customers]
    given = giving.give(queries.coupon(pk), people, origin=f"api:{staff.pk}", occasion=body.occasion, by=staff)
    codes = [
        {"customer": customer_id, "code": shown(row.code), "expires_on": row.expires_on}
        for customer_id, row in given.items()
    ]
    return _plain({"id": pk, "given": codes})


def _use(body: UseIn, staff: Any, *, key: str) -> Use:
    at = body.at.replace(tzinfo=TOKYO) if body.at and body.at.tzinfo is None else body.at
    shop: Shop | None = shop_by_code(body.shop, staff) if body.shop else None
    return Use(
        code=body.code,
        key=key,
        amount=body.amount,
        items=[Item(product=item.product, amount=item.amount) for item in body.items],
        shop=shop,
        receipt=body.receipt.strip(),
        customer_id=find(body.customer).pk if body.customer else None,
        at=at,
    )


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Exact numbers as numbers, words as words."""
    found: dict[str, Any] = plain(data)
    return found
