"""How a customer is reached: contact points and the postal address."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time.clock import now
from joren.record.customers.errors import CustomerNotFound, NotValid
from joren.record.customers.models import ContactPoint, Customer, PostalAddress
from joren.record.customers.values import contact_value, postal_code, words

from .searching import refresh_search
from .telling import sign, tell_changes

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

PARTS = ("postal_code", "prefecture", "city", "line", "building")


@transaction.atomic
def add_contact_point(
    *,
    customer_id: int,
    kind: str,
    value: str,
    by: "Staff | None",
    source: str = "manual",
    tell: bool = True,
) -> ContactPoint:
    """Add a way to reach the customer, in its one form; the first of its kind is preferred. There already: returned.

    Raises NotAnEmail, NotAPhone, NotValid. `tell` False: part of a larger step that tells and indexes itself.
    """
    normal = contact_value(kind, value)
    _lock(customer_id)
    others = ContactPoint.objects.filter(customer_id=customer_id, kind=kind)
    point, made = ContactPoint.objects.get_or_create(
        customer_id=customer_id,
        kind=kind,
        value=normal,
        defaults={
            "written": words(value)[:254],
            "is_primary": not others.filter(is_primary=True).exists(),
            "source": source,
        },
    )
    if made and tell:
        sign(customer_id, [kind] if point.is_primary else [], by)
        refresh_search([customer_id])
        tell_changes(customer_id, {kind: ("", normal)}, by)
    return point


@transaction.atomic
def remove_contact_point(*, contact_point: ContactPoint, by: "Staff | None") -> None:
    """Take a way to reach the customer away; the next of its kind becomes the preferred one."""
    customer_id, kind, value = contact_point.customer_id, contact_point.kind, contact_point.value
    _lock(customer_id)
    ContactPoint.objects.filter(pk=contact_point.pk).delete()
    rest = ContactPoint.objects.filter(customer_id=customer_id, kind=kind)
    heir = rest.order_by("id").first()
    if heir is not None and not rest.filter(is_primary=True).exists():
        heir.is_primary = True
        heir.save(update_fields=["is_primary"])
    sign(customer_id, [kind], by)
    refresh_search([customer_id])
    tell_changes(customer_id, {kind: (value, "")}, by)


@transaction.atomic
def prefer_contact_point(*, contact_point: ContactPoint, by: "Staff | None") -> None:
    """Make it the one that is used of its kind."""
    _lock(contact_point.customer_id)
    same = ContactPoint.objects.filter(customer_id=contact_point.customer_id, kind=contact_point.kind)
    before = same.filter(is_primary=True).first()
    if before is not None and before.pk == contact_point.pk:
        return
    same.update(is_primary=False)
    same.filter(pk=contact_point.pk).update(is_primary=True)
    was = before.value if before else ""
    sign(contact_point.customer_id, [contact_point.kind], by)
    tell_changes(contact_point.customer_id, {f"preferred_{contact_point.kind}": (was, contact_point.value)}, by)


@transaction.atomic
def mark_undeliverable(
    *,
    customer_id: int,
    kind: str,
    value: str,
    reason: str,
    by: "Staff | None" = None,
    at: dt.datetime | None = None,
) -> bool:
    """Keep that nothing arrives there (a hard bounce). Returns whether that is news."""
    points = ContactPoint.objects.filter(customer_id=customer_id, kind=kind, value=value, undeliverable_at=None)
    changed = points.update(undeliverable_at=at or now(), undeliverable_reason=words(reason)[:300])
    if changed:
        audit.record(
            "changed",
            by=by,
            subject_type="contact_point",
            customer_id=customer_id,
            detail={"undeliverable": kind, "reason": words(reason)[:300]},
        )
    return bool(changed)


@transaction.atomic
def mark_deliverable(*, contact_point: ContactPoint, by: "Staff | None") -> None:
    """Use it again, after somebody made sure that it works."""
    points = ContactPoint.objects.filter(pk=contact_point.pk).exclude(undeliverable_at=None)
    if points.update(undeliverable_at=None, undeliverable_reason=""):
        audit.record(
            "changed",
            by=by,
            subject_type="contact_point",
            subject_id=contact_point.pk,
            customer_id=contact_point.customer_id,
            detail={"deliverable": contact_point.kind},
        )


@transaction.atomic
def set_address(
    *,
    customer_id: int,
    by: "Staff | None",
    postal_code: str = "",
    prefecture: str = "",
    city: str = "",
    line: str = "",
    building: str = "",
    source: str = "manual",
    tell: bool = True,
) -> PostalAddress | None:
    """Set the customer's postal address; all parts empty takes it away. Raises NotAPostalCode, NotValid."""
    parts = dict(zip(PARTS, (_code(postal_code), *map(words, (prefecture, city, line, building))), strict=True))
    _check_lengths(parts)
    _lock(customer_id)
    address = PostalAddress.objects.filter(customer_id=customer_id, is_primary=True).first()
    before = f"{address.postal_code} {address}".strip() if address else ""
    if not any(parts.values()):
        if address is not None:
            address.delete()
        address = None
    else:
        address = address or PostalAddress(customer_id=customer_id, source=source)
        for part, text in parts.items():
            setattr(address, part, text)
        address.save()
    after = f"{address.postal_code} {address}".strip() if address else ""
    if tell and before != after:
        sign(customer_id, ["address"], by)
        refresh_search([customer_id])
        tell_changes(customer_id, {"address": (before, after)}, by)
    return address


_code = postal_code  # the parameter of `set_address` has the same name


def _check_lengths(parts: dict[str, str]) -> None:
    for part, text in parts.items():
        longest = getattr(PostalAddress._meta.get_field(part), "max_length", None) or 0
        if len(text) > longest:
            raise NotValid(value=text[:100], field=part)


def _lock(customer_id: int) -> None:
    if not Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).exists():
        raise CustomerNotFound(reference=customer_id)
