"""Creating, changing and deleting a customer; notes; who looked and who took a list away."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time.clock import TOKYO, now, today
from joren.record.customers.errors import (
    CustomerNotFound,
    EmptyNote,
    ExternalIdTaken,
    MemberNumberTaken,
    NobodyToRecord,
    NotValid,
    ReasonMissing,
    UnknownField,
)
from joren.record.customers.models import ContactPoint, Customer, ExternalId
from joren.record.customers.queries import current_id
from joren.record.customers.values import check_birthday, words
from joren.record.timeline import actions as timeline

from .contacts import PARTS, add_contact_point, set_address
from .custom import set_custom_values
from .searching import refresh_search
from .tagging import tag, tag_named
from .telling import Changes, sign, tell_changes

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

FIELDS: Final = (
    "family_name",
    "given_name",
    "family_kana",
    "given_kana",
    "company",
    "honorific",
    "birth_year",
    "birth_month",
    "birth_day",
    "gender",
    "shop_id",
    "member_number",
    "registered_on",
    "note",
)
"""What `create` and `change` take."""

_KNOWN_BY = ("family_name", "given_name", "family_kana", "given_kana", "company", "member_number")


@transaction.atomic
def create(
    *,
    by: "Staff | None",
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    line_ids: Iterable[str] = (),
    address: Mapping[str, str] | None = None,
    external_ids: Mapping[str, str] | None = None,
    tags: Iterable[str] = (),
    custom: Mapping[str, Any] | None = None,
    source: str = "manual",
    **fields: Any,
) -> Customer:
    """Record a customer with everything known of them; `fields` are those of `FIELDS`.

    `address` holds the parts of `set_address`, `external_ids` number by source, `tags` names (made where new),
    `custom` values by key. Raises the refusals of the single steps, NobodyToRecord, MemberNumberTaken.
    """
    contacts = {
        ContactPoint.Kind.EMAIL: list(emails),
        ContactPoint.Kind.PHONE: list(phones),
        ContactPoint.Kind.LINE: list(line_ids),
    }
    customer = Customer(source=source)
    _set(customer, fields)
    if not any(getattr(customer, field) for field in _KNOWN_BY) and not any(contacts.values()) and not external_ids:
        raise NobodyToRecord
    customer.save()
    for kind, values in contacts.items():
        for value in values:
            add_contact_point(customer_id=customer.pk, kind=kind, value=value, by=by, source=source, tell=False)
    if address:
        set_address(customer_id=customer.pk, by=by, tell=False, **_parts(address))
    for system, number in (external_ids or {}).items():
        set_external_id(customer_id=customer.pk, source=system, value=number, by=by, tell=False)
    for name in tags:
        tag(customer_id=customer.pk, tag=tag_named(name, by=by), by=by)
    if custom:
        set_custom_values(customer_id=customer.pk, values=custom, by=by, tell=False)
    refresh_search([customer.pk])
    audit.record("created", by=by, subject_type="customer", subject_id=customer.pk, customer_id=customer.pk)
    timeline.append(
        customer_id=customer.pk,
        key="customers.created",
        occurred_at=_registered_at(customer),
        subject=customer.pk,
        shop_id=customer.shop_id,
        by=by,
        data={"source": source},
    )
    customer.refresh_from_db()
    return customer


@transaction.atomic
def change(*, customer_id: int, by: "Staff | None", **fields: Any) -> Customer:
    """Write these fields of `FIELDS`, tell before and after, and return the customer. Same values change nothing."""
    customer = locked(customer_id)
    before = {field: getattr(customer, field, None) for field in fields}
    _set(customer, fields)
    changes: Changes = {
        field: (was, getattr(customer, field)) for field, was in before.items() if was != getattr(customer, field)
    }
    if not changes:
        return customer
    if not any(getattr(customer, field) for field in _KNOWN_BY) and not _reachable(customer):
        raise NobodyToRecord
    customer.save(update_fields=[*changes, "changed_at"])
    sign(customer.pk, changes, by)
    customer.refresh_from_db(fields=["provenance"])
    refresh_search([customer.pk])
    tell_changes(customer.pk, _readable(changes), by)
    return customer


@transaction.atomic
def change_all(
    *,
    customer_id: int,
    by: "Staff | None",
    address: Mapping[str, str] | None = None,
    custom: Mapping[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Write fields, address and custom values in one go: all of it or, when one is refused, nothing."""
    change(customer_id=customer_id, by=by, **fields)
    if address is not None:
        set_address(customer_id=customer_id, by=by, **_parts(address))
    if custom:
        set_custom_values(customer_id=customer_id, values=custom, by=by)


@transaction.atomic
def delete(*, customer_id: int, reason: str, by: "Staff | None") -> None:
    """Delete a customer with contact points, consents, tags and timeline; purchases stay, of nobody known.

    Cannot be undone: what is gone is gone, as the law asks. Only number and reason stay in the audit trail.
    """
    if not words(reason):
        raise ReasonMissing
    customer = locked(customer_id)
    audit.record(
        "deleted",
        by=by,
        subject_type="customer",
        subject_id=customer_id,
        customer_id=customer_id,
        detail={"reason": words(reason)[:500]},
    )
    customer.delete()


@transaction.atomic
def add_note(*, customer_id: int, text: str, by: "Staff | None", at: dt.datetime | None = None) -> None:
    """Put a note on the customer's timeline. Raises EmptyNote."""
    note = words(text)
    if not note:
        raise EmptyNote
    customer = locked(customer_id)
    timeline.append(
        customer_id=customer.pk, key="customers.note", occurred_at=at or now(), by=by, data={"text": note[:5000]}
    )


@transaction.atomic
def set_external_id(*, customer_id: int, source: str, value: str, by: "Staff | None", tell: bool = True) -> None:
    """Record the customer's number in another system. Raises ExternalIdTaken, NotValid."""
    system, number = words(source), words(value)
    if not system or not number or ":" in system or len(system) > 50 or len(number) > 200:  # noqa: PLR2004
        raise NotValid(value=f"{system}:{number}"[:100], field="external_ids")
    locked(customer_id)
    row, made = ExternalId.objects.get_or_create(source=system, value=number, defaults={"customer_id": customer_id})
    if row.customer_id != customer_id:
        raise ExternalIdTaken(value=f"{system}:{number}")
    if made and tell:
        refresh_search([customer_id])
        tell_changes(customer_id, {f"external_id.{system}": ("", number)}, by)


def record_view(*, customer: Customer, by: "Staff | None", surface: str = "web") -> None:
    """Keep that this person looked at this customer."""
    audit.record(
        "viewed",
        by=by,
        subject_type="customer",
        subject_id=customer.pk,
        customer_id=customer.pk,
        detail={"surface": surface},
    )


def locked(customer_id: int) -> Customer:
    """The customer, while nobody else changes the row. Raises CustomerNotFound."""
    customer = Customer.objects.select_for_update(no_key=True, of=("self",)).filter(pk=customer_id).first()
    if customer is None:
        raise CustomerNotFound(reference=customer_id)
    return customer


def held(customer_id: int) -> Customer:
    """The customer who goes by that number now, while nobody merges or deletes the record: for whoever is about to
    write something of theirs. Raises CustomerNotFound.
    """
    try:
        return locked(customer_id)
    except CustomerNotFound:
        now_at = current_id(customer_id)
        if now_at == customer_id:
            raise
        return locked(now_at)


def _set(customer: Customer, fields: Mapping[str, Any]) -> None:
    """Put checked values on the row."""
    for field, value in fields.items():
        if field not in FIELDS:
            raise UnknownField(field=field)
        setattr(customer, field, words(value) if isinstance(value, str) else value)
    customer.member_number = customer.member_number or None
    _check_fields(customer, fields)
    check_birthday(customer.birth_year, customer.birth_month, customer.birth_day, today())
    taken = Customer.objects.filter(member_number=customer.member_number).exclude(pk=customer.pk)
    former = ExternalId.objects.filter(source="member", value=customer.member_number).exclude(customer=customer.pk)
    if customer.member_number and (taken.exists() or former.exists()):
        raise MemberNumberTaken(value=customer.member_number, field="member_number")


def _check_fields(customer: Customer, fields: Mapping[str, Any]) -> None:
    """Lengths, choices, dates and the shop, by the model's own fields."""
    checked = {field.removesuffix("_id") for field in fields}
    others = {field.name for field in Customer._meta.fields} - checked
    try:
        customer.clean_fields(exclude=others)
    except ValidationError as problem:
        field, messages = next(iter(problem.message_dict.items()))
        value = str(getattr(customer, "shop_id" if field == "shop" else field, ""))[:100]
        raise NotValid(f"{value} — {messages[0]}".replace("%", "%%"), value=value, field=field) from None


def _parts(address: Mapping[str, str]) -> dict[str, Any]:
    """The parts of a postal address, and nothing else."""
    for part in address:
        if part not in PARTS:
            raise UnknownField(field=part)
    return dict(address)


def _reachable(customer: Customer) -> bool:
    return customer.contact_points.exists() or customer.external_ids.exists()


def _registered_at(customer: Customer) -> dt.datetime:
    """The day of registration if it is past, else this moment."""
    if customer.registered_on is None or customer.registered_on >= today():
        return now()
    return dt.datetime.combine(customer.registered_on, dt.time(), TOKYO)


def _readable(changes: Changes) -> Changes:
    """The shop by its name rather than its number."""
    if "shop_id" not in changes:
        return changes
    from joren.record.shops.models import Shop

    names = dict(Shop.objects.filter(pk__in=[i for i in changes["shop_id"] if i]).values_list("pk", "name"))
    was, became = (names.get(shop_id, "") for shop_id in changes["shop_id"])
    return {key: pair for key, pair in changes.items() if key != "shop_id"} | {"shop": (was, became)}
