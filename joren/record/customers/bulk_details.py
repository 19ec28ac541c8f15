"""The tables behind a customer out of files that a Joren wrote: contact points, addresses, numbers, tags, fields.

Rows name customers that are here already. What is here is kept; the file adds, and says what is preferred and what no
longer works.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing import Counts
from joren.foundation.importing.rows import Remember

from .actions.searching import refresh_search
from .bulk_rows import ADDRESS_COLUMNS, EXTERNAL_COLUMNS, Address
from .models import ContactPoint, CustomField, ExternalId, PostalAddress, Tag

_CONTACTS: Final = (
    *("customer_id", "kind", "value", "written", "is_primary", "undeliverable_at", "undeliverable_reason"),
    *("source", "import_id"),
)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact point as the file has it."""

    customer_id: int
    kind: str
    value: str
    written: str
    is_primary: bool
    undeliverable_at: datetime | None
    undeliverable_reason: str

    @property
    def key(self) -> tuple[int, str, str]:
        """What there is once."""
        return (self.customer_id, self.kind, self.value)


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A postal address as the file has it."""

    customer_id: int
    parts: Address
    is_primary: bool


def upsert_contacts(rows: Sequence[ContactRow], *, source: str, import_id: int, remember: Remember) -> Counts:
    """Add contact points and bring known ones up to the file, in the caller's transaction."""
    wanted = {row.key: row for row in rows}
    points = ContactPoint.objects.filter(customer__in={row.customer_id for row in rows})
    known = {(point.customer_id, point.kind, point.value): point for point in points}
    fresh = [row for key, row in wanted.items() if key not in known]
    changed = [(point, wanted[key]) for key, point in known.items() if key in wanted and _differs(point, wanted[key])]
    remember("customers_contactpoint", [point.pk for point, _row in changed])
    for point, row in changed:
        point.written, point.is_primary = row.written, row.is_primary
        point.undeliverable_at, point.undeliverable_reason = row.undeliverable_at, row.undeliverable_reason
        point.save(update_fields=["written", "is_primary", "undeliverable_at", "undeliverable_reason"])
    primary = {(point.customer_id, point.kind) for point in points.all() if point.is_primary}
    copy_rows(
        "customers_contactpoint",
        _CONTACTS,
        (
            (
                *(row.customer_id, row.kind, row.value, row.written),
                *(row.is_primary and (row.customer_id, row.kind) not in primary, row.undeliverable_at),
                *(row.undeliverable_reason, source, import_id),
            )
            for row in fresh
        ),
    )
    _refresh(row.customer_id for row in fresh)
    return _counts(len(rows), len(fresh), len(changed))


def upsert_addresses(rows: Sequence[AddressRow], *, source: str, import_id: int, remember: Remember) -> Counts:
    """Add the addresses that are not here yet. One that is here stays as it is."""
    stored = PostalAddress.objects.filter(customer__in={row.customer_id for row in rows})
    fields = ("customer_id", "postal_code", "prefecture", "city", "line", "building", "is_primary")
    known, primary = set(), set()
    for customer, *parts, is_primary in stored.values_list(*fields):
        known.add((customer, tuple(parts)))
        primary |= {customer} if is_primary else set()
    fresh = [row for row in dict.fromkeys(rows) if (row.customer_id, row.parts) not in known]
    copy_rows(
        "customers_postaladdress",
        ADDRESS_COLUMNS,
        (
            (row.customer_id, *row.parts, row.is_primary and row.customer_id not in primary, source, import_id)
            for row in fresh
        ),
    )
    _refresh(row.customer_id for row in fresh)
    return _counts(len(rows), len(fresh), 0)


def add_numbers(rows: Sequence[tuple[int, str, str]], *, import_id: int) -> Counts:
    """Add numbers in other systems (customer, system, number). One that somebody has stays theirs: ``taken``."""
    stored = ExternalId.objects.filter(value__in={value for _customer, _source, value in rows})
    holders = {
        (source, value): customer for source, value, customer in stored.values_list("source", "value", "customer")
    }
    fresh, taken = [], 0
    for customer, source, value in rows:
        holder = holders.setdefault((source, value), 0)
        if not holder:
            holders[(source, value)] = customer
            fresh.append((customer, source, value, import_id))
        taken += bool(holder) and holder != customer
    copy_rows("customers_externalid", EXTERNAL_COLUMNS, fresh)
    _refresh(customer for customer, *_rest in fresh)
    counts = _counts(len(rows), len(fresh), 0)
    counts.update({"taken": taken} if taken else {})
    return counts


def upsert_tags(rows: Sequence[tuple[str, str]]) -> Counts:
    """Add tags (name, colour); one that is here keeps its colour."""
    known = set(Tag.objects.filter(name__in=[name for name, _color in rows]).values_list("name", flat=True))
    fresh = {name: color for name, color in rows if name not in known}
    Tag.objects.bulk_create([Tag(name=name, color=color) for name, color in fresh.items()])
    return _counts(len(rows), len(fresh), 0)


def upsert_fields(rows: Sequence[dict[str, Any]]) -> Counts:
    """Add custom fields by key; one that is here stays as it is."""
    known = set(CustomField.objects.filter(key__in=[row["key"] for row in rows]).values_list("key", flat=True))
    fresh = {row["key"]: row for row in rows if row["key"] not in known}
    CustomField.objects.bulk_create([CustomField(**row) for row in fresh.values()])
    return _counts(len(rows), len(fresh), 0)


def _differs(point: ContactPoint, row: ContactRow) -> bool:
    was = (point.written, point.is_primary, point.undeliverable_at, point.undeliverable_reason)
    return was != (row.written, row.is_primary, row.undeliverable_at, row.undeliverable_reason)


def _counts(rows: int, new: int, changed: int) -> Counts:
    return Counts({"new": new, "changed": changed, "unchanged": rows - new - changed})


def _refresh(customers: Iterable[int]) -> None:
    ids = sorted(set(customers))
    if ids:
        refresh_search(ids)
