"""Customers as the database has them, with everything an import may change."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from .bulk_rows import FIELDS, Address
from .provenance import Provenance, moment_of

PARTS: Final = ("postal_code", "prefecture", "city", "line", "building")


@dataclass(slots=True)
class Point:
    """A contact point; `id` 0 before it is written."""

    id: int
    is_primary: bool
    source: str


@dataclass(slots=True)
class Known:
    """A customer as the database has it."""

    id: int
    fields: dict[str, Any]
    provenance: Provenance
    created_at: datetime
    contacts: dict[tuple[str, str], Point] = field(default_factory=dict)
    address: tuple[int, Address] | None = None
    other_addresses: list[Address] = field(default_factory=list)
    externals: dict[tuple[str, str], None] = field(default_factory=dict)
    custom: dict[int, tuple[int, Any]] = field(default_factory=dict)
    tags: dict[int, int | None] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name, or what there is of one, for people."""
        get = self.fields.get
        return f"{get('family_name') or ''} {get('given_name') or ''}".strip() or get("company") or f"#{self.id}"

    def moment(self, name: str) -> datetime:
        """Since when the field has its value."""
        return moment_of(self.provenance, name, self.created_at)

    def points(self, kind: str) -> dict[tuple[str, str], Point]:
        """The contact points of a kind."""
        return {key: point for key, point in self.contacts.items() if key[0] == kind}


def load(ids: list[int]) -> dict[int, Known]:
    """These customers: seven queries however many there are."""
    people: dict[int, Known] = {}
    names = ", ".join(FIELDS)
    for key, provenance, created_at, *values in _rows(
        f"id, provenance, created_at, {names} FROM customers_customer", ids
    ):
        people[key] = Known(key, dict(zip(FIELDS, values, strict=True)), _json(provenance), created_at)
    contacts = "customer_id, id, kind, value, is_primary, source FROM customers_contactpoint"
    for key, point, kind, value, primary, source in _rows(contacts, ids):
        people[key].contacts[(kind, value)] = Point(point, primary, source)
    for key, address, primary, *values in _rows(
        f"customer_id, id, is_primary, {', '.join(PARTS)} FROM customers_postaladdress", ids
    ):
        if primary and people[key].address is None:
            people[key].address = (address, tuple(values))
        else:
            people[key].other_addresses.append(tuple(values))
    for key, source, value in _rows("customer_id, source, value FROM customers_externalid", ids):
        people[key].externals[(source, value)] = None
    for key, row, field_id, *typed in _rows(
        'customer_id, id, field_id, "text", number, "date", boolean FROM customers_customvalue', ids
    ):
        people[key].custom[field_id] = (row, next((value for value in typed if value is not None), None))
    for key, tag, row, import_id in _rows("customer_id, tag_id, id, import_id FROM customers_customertag", ids):
        people[key].tags[tag] = row if import_id is not None else None
    return people


def _rows(select: str, ids: list[int]) -> list[tuple[Any, ...]]:
    column = select.partition(",")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {select} WHERE {column} = ANY(%s) ORDER BY 1, 2", [ids])
        return list(cursor.fetchall())


def _json(text: str) -> Provenance:
    """JSON as Django has the driver give it: text, which most records leave at "{}"."""
    return json.loads(text) if text != "{}" else {}
