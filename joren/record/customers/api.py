"""Customers for programs: list, read, create, change, contact points, notes, tags."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import create_model

from joren.foundation.accounts.models import Role, Staff
from joren.foundation.accounts.permissions import demand
from joren.foundation.registry import entries
from joren.record.shops.queries import shop_by_code

from . import actions, queries
from .errors import ShopNeeded
from .facts import CustomerFacts, described
from .models import ContactPoint

router = Router()
_LARGEST_PAGE = 200


class ErrorBody(Schema):
    """What is wrong, for programs and people; further keys name the row, field or limit."""

    code: str = Field(examples=["customer_not_found"])
    message: str = Field(examples=["There is no customer “M9999”."])
    remedy: str | None = None


class Problem(Schema):
    """The one shape of every error."""

    error: ErrorBody


class ContactPointOut(Schema):
    """A way to reach the customer. `value` is normalised: lower-case mail, E.164 phone."""

    id: int
    kind: str = Field(examples=["phone"])
    value: str = Field(examples=["+819011112222"])
    primary: bool
    deliverable: bool
    source: str


class AddressParts(Schema):
    """A postal address in parts."""

    postal_code: str = Field("", examples=["150-0001"])
    prefecture: str = Field("", examples=["東京都"])
    city: str = Field("", examples=["渋谷区"])
    line: str = Field("", examples=["神宮前1-2-3"])
    building: str = Field("", examples=["常マンション405"])


class CustomerOut(Schema):
    """A customer as a list shows it."""

    id: int = Field(examples=[1])
    member_number: str | None = Field(None, examples=["M0001"])
    name: str = Field(examples=["山田 花子"])
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    company: str
    honorific: str
    gender: str = Field(examples=["female"], description="female, male, other or unknown")
    birthday: str | None = Field(
        None, examples=["1988-04-12", "1995", "--12-03"], description="ISO 8601; unknown parts are left out"
    )
    registered_on: dt.date | None = None
    shop: str | None = Field(None, examples=["ekimae"], description="code of the home shop")
    source: str
    tags: list[str]
    contact_points: list[ContactPointOut]
    addresses: list[AddressParts]


class ExternalIdOut(Schema):
    """The customer's number in another system."""

    source: str = Field(examples=["pos"])
    value: str = Field(examples=["10001"])


class CustomerRecord(CustomerOut):
    """Everything the record itself knows of one customer."""

    note: str
    external_ids: list[ExternalIdOut]
    custom: dict[str, Any] = Field(examples=[{"favourite_seat": "窓際"}])
    created_at: dt.datetime
    changed_at: dt.datetime


def _whole() -> type[CustomerRecord]:
    """The record with one key for each app that knows more: consents, timeline and whatever is installed."""
    told: dict[str, Any] = {
        part.key: (Any, Field(None, description=str(part.label))) for part in entries(CustomerFacts)
    }
    return create_model("CustomerWhole", __base__=CustomerRecord, __doc__="Everything known of one customer.", **told)


CustomerWhole = _whole()


class CustomerPage(Schema):
    """A page of customers by id. `next` goes on from here when given as `after`; null at the end."""

    items: list[CustomerOut]
    next: str | None


class CustomerIn(Schema):
    """What is known of a customer. Only what is given is written; an empty text empties a field."""

    family_name: str | None = Field(None, examples=["山田"])
    given_name: str | None = Field(None, examples=["花子"])
    family_kana: str | None = Field(None, examples=["やまだ"])
    given_kana: str | None = Field(None, examples=["はなこ"])
    company: str | None = None
    honorific: str | None = Field(None, examples=["様"])
    birth_year: int | None = Field(None, examples=[1988])
    birth_month: int | None = Field(None, examples=[4])
    birth_day: int | None = Field(None, examples=[12])
    gender: str | None = Field(None, examples=["female"], description="female, male, other, or empty for unknown")
    shop: str | None = Field(None, examples=["ekimae"], description="code of the home shop; empty for none")
    member_number: str | None = Field(None, examples=["M0001"])
    registered_on: dt.date | None = None
    note: str | None = None
    address: AddressParts | None = None
    custom: dict[str, Any] | None = Field(None, examples=[{"favourite_seat": "窓際"}])


class NewCustomer(CustomerIn):
    """A customer to record, with the ways to reach them."""

    emails: list[str] = Field([], examples=[["hanako@example.jp"]])
    phones: list[str] = Field([], examples=[["03-1234-5678"]])
    line_ids: list[str] = []
    external_ids: dict[str, str] = Field({}, examples=[{"pos": "10001"}])
    tags: list[str] = Field([], examples=[["窓際が好き"]])
    source: str = Field("api", examples=["api"])


class NewContactPoint(Schema):
    """A way to reach the customer."""

    kind: str = Field(examples=["email"], description="email, phone or line")
    value: str = Field(examples=["hanako@example.jp"])


class NewNote(Schema):
    """A note for the timeline."""

    text: str = Field(examples=["窓際の席をご希望"])


class TagName(Schema):
    """A tag by its name; made where there is none yet."""

    name: str = Field(examples=["常連候補"])


class PageQuery(Schema):
    """Which customers, and how many at once."""

    q: str = Field("", description="name, kana, phone, e-mail, member number, address, number of another system")
    shop: str = Field("", description="code of the home shop")
    tag: str = Field("", description="name of a tag")
    limit: int = Field(50, ge=1, le=_LARGEST_PAGE)
    after: int = Field(0, ge=0, lt=2**63, description="`next` of the page before")


@router.get("/", response={200: CustomerPage, 401: Problem, 403: Problem, 422: Problem}, summary="List customers")
def list_customers(request: HttpRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """The customers this token's owner may see, by id."""
    staff = demand(request.user, "customers.view")
    found = queries.with_contacts(queries.matching(queries.customers_visible_to(staff), query.q))
    if query.shop:
        found = found.filter(shop__code=query.shop)
    if query.tag:
        found = found.filter(tag_links__tag__name=query.tag)
    rows = list(found.filter(pk__gt=query.after).order_by("pk")[: query.limit + 1])
    page = rows[: query.limit]
    more = str(page[-1].pk) if len(rows) > query.limit else None
    return {"items": [queries.told(customer) for customer in page], "next": more}


_ANSWERS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


@router.post("/", response={201: CustomerWhole, 400: Problem, **_ANSWERS}, summary="Record a customer")
def create_customer(request: HttpRequest, body: NewCustomer) -> Status[dict[str, Any]]:
    """Record a customer; answers as reading one does."""
    staff = demand(request.user, "customers.change")
    known = _fields(body, staff)
    if staff.role == Role.SHOP_STAFF and not known.get("shop_id"):
        raise ShopNeeded(field="shop")
    address = body.address.dict() if body.address else None
    customer = actions.create(
        by=staff,
        emails=body.emails,
        phones=body.phones,
        line_ids=body.line_ids,
        external_ids=body.external_ids,
        tags=body.tags,
        custom=body.custom,
        address=address,
        source=body.source[:50],
        **known,
    )
    return Status(201, _told(customer.pk, request))


@router.get("/{ref}", response={200: CustomerWhole, **_ANSWERS}, summary="Read a customer")
def read_customer(request: HttpRequest, ref: str) -> dict[str, Any]:
    """Everything known of a customer by number of the record, member number or ``source:number``; kept in the audit."""
    staff = demand(request.user, "customers.view")
    customer = queries.find(ref, staff)
    actions.record_view(customer=customer, by=staff, surface="api")
    return _told(customer.pk, request)


@router.patch("/{ref}", response={200: CustomerWhole, 400: Problem, **_ANSWERS}, summary="Change a customer")
def change_customer(request: HttpRequest, ref: str, body: CustomerIn) -> dict[str, Any]:
    """Write the fields given; the others stay."""
    staff = demand(request.user, "customers.change")
    customer = queries.find(ref, staff)
    actions.change_all(
        customer_id=customer.pk,
        by=staff,
        address=body.address.dict() if body.address else None,
        custom=body.custom,
        **_fields(body, staff),
    )
    return _told(customer.pk, request)


@router.post(
    "/{ref}/contact-points",
    response={201: ContactPointOut, 400: Problem, **_ANSWERS},
    summary="Add a way to reach a customer",
)
def add_contact_point(request: HttpRequest, ref: str, body: NewContactPoint) -> Status[dict[str, Any]]:
    """Add an e-mail address, phone number or LINE id; one that is there already is answered as it is."""
    staff = demand(request.user, "customers.change")
    customer = queries.find(ref, staff)
    point = actions.add_contact_point(customer_id=customer.pk, kind=body.kind, value=body.value, by=staff, source="api")
    return Status(201, queries.told_point(point))


@router.delete(
    "/{ref}/contact-points/{point_id}", response={204: None, **_ANSWERS}, summary="Remove a way to reach a customer"
)
def remove_contact_point(request: HttpRequest, ref: str, point_id: int) -> Status[None]:
    """Remove it; one that is not there is answered the same."""
    staff = demand(request.user, "customers.change")
    customer = queries.find(ref, staff)
    point = ContactPoint.objects.filter(customer=customer, pk=min(point_id, queries.LARGEST_ID)).first()
    if point is not None:
        actions.remove_contact_point(contact_point=point, by=staff)
    return Status(204, None)


@router.post("/{ref}/notes", response={204: None, 400: Problem, **_ANSWERS}, summary="Add a note to the timeline")
def add_note(request: HttpRequest, ref: str, body: NewNote) -> Status[None]:
    """Put a note on the customer's timeline."""
    staff = demand(request.user, "customers.change")
    actions.add_note(customer_id=queries.find(ref, staff).pk, text=body.text, by=staff)
    return Status(204, None)


@router.post("/{ref}/tags", response={204: None, 400: Problem, **_ANSWERS}, summary="Tag a customer")
def add_tag(request: HttpRequest, ref: str, body: TagName) -> Status[None]:
    """Put a tag on the customer."""
    staff = demand(request.user, "customers.change")
    customer = queries.find(ref, staff)
    actions.tag(customer_id=customer.pk, tag=actions.tag_named(body.name, by=staff), by=staff)
    return Status(204, None)


@router.delete("/{ref}/tags/{name}", response={204: None, **_ANSWERS}, summary="Take a tag off a customer")
def remove_tag(request: HttpRequest, ref: str, name: str) -> Status[None]:
    """Take the tag off; one that is not there is answered the same."""
    staff = demand(request.user, "customers.change")
    customer = queries.find(ref, staff)
    for link in customer.tag_links.filter(tag__name=name).select_related("tag"):
        actions.untag(customer_id=customer.pk, tag=link.tag, by=staff)
    return Status(204, None)


def _told(customer_id: int, request: HttpRequest) -> dict[str, Any]:
    staff = demand(request.user, "customers.view")
    customer = queries.whole(customer_id, staff)
    return queries.told_whole(customer) | described(customer, staff)


def _fields(body: CustomerIn, staff: Staff) -> dict[str, Any]:
    """What was given of the fields of the record, the shop by its code; shop staff know their own shops only."""
    given = body.dict(exclude_unset=True)
    fields: dict[str, Any] = {name: given[name] for name in actions.FIELDS if name in given}
    for name, value in fields.items():
        if value is None and name not in _NULLABLE:
            fields[name] = ""
    if "shop" in given:
        fields["shop_id"] = shop_by_code(given["shop"], staff).pk if given["shop"] else None
    return fields


_NULLABLE = frozenset({"birth_year", "birth_month", "birth_day", "registered_on", "member_number"})
