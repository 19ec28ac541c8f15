"""The half of a bulk import that concerns customers who are known already: compare, and write what differs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing.rows import Remember, Warn
from joren.foundation.time.clock import TOKYO
from joren.record.timeline.bulk import copy_events

from .bulk_rows import (
    ADDRESS_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOM_COLUMNS,
    EXTERNAL_COLUMNS,
    FIELDS,
    TAG_COLUMNS,
    Address,
    CustomerRow,
    custom_columns,
    document,
    tag_ids,
)

_PARTS: Final = ("postal_code", "prefecture", "city", "line", "building")
_SETS: Final = ", ".join(f"{name} = %s" for name in FIELDS)
_UPDATE: Final = (
    f"UPDATE customers_customer SET {_SETS}, search_text = %s, search_grams = %s, changed_at = %s"  # noqa: S608
    " WHERE id = %s"
)


@dataclass(slots=True)
class _Known:
    """A customer as the database has it."""

    id: int
    fields: dict[str, Any]
    search_text: str
    contacts: dict[tuple[str, str], tuple[int, bool, str]] = field(default_factory=dict)
    address: tuple[int, Address] | None = None
    other_addresses: list[Address] = field(default_factory=list)
    externals: dict[tuple[str, str], None] = field(default_factory=dict)
    custom: dict[int, tuple[int, Any]] = field(default_factory=dict)
    tags: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Writes:
    """What must be written for a batch, table by table."""

    customers: list[_Known] = field(default_factory=list)
    contacts: list[tuple[Any, ...]] = field(default_factory=list)
    demoted: list[int] = field(default_factory=list)
    new_addresses: list[tuple[Any, ...]] = field(default_factory=list)
    addresses: list[tuple[Any, ...]] = field(default_factory=list)
    externals: list[tuple[Any, ...]] = field(default_factory=list)
    custom: list[tuple[Any, ...]] = field(default_factory=list)
    gone_custom: list[int] = field(default_factory=list)
    tags: list[tuple[Any, ...]] = field(default_factory=list)
    told: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def change_known(
    rows: Sequence[CustomerRow],
    known: dict[str, int],
    *,
    source: str,
    import_id: int,
    at: datetime,
    remember: Remember,
    holders: dict[str, int],
    warn: Warn,
) -> int:
    """Bring these customers up to what their rows say; returns how many changed."""
    people = _load(sorted({known[row.external_id] for row in rows}))
    tags = tag_ids(rows)
    writes = _Writes()
    for row in rows:
        person = people[known[row.external_id]]
        _respect_holders(row, person, holders, warn)
        changes = _compare(row, person, writes, source, import_id, at, tags)
        if changes:
            writes.told.append((person.id, {"changes": changes}))
            writes.customers.append(person)
    if writes.told:
        _write(writes, remember, at, import_id)
    return len(writes.told)


def _respect_holders(row: CustomerRow, person: _Known, holders: dict[str, int], warn: Warn) -> None:
    """A member number that somebody else has is not taken away from them."""
    number = row.fields.get("member_number")
    if number and holders.get(number, person.id) != person.id:
        del row.fields["member_number"]
        sentence = _("A member number belongs to another customer already and was left there.")
        warn(row.row, "member_number", sentence, value=number)


def _compare(
    row: CustomerRow,
    person: _Known,
    writes: _Writes,
    source: str,
    import_id: int,
    at: datetime,
    tags: dict[str, int],
) -> dict[str, list[Any]]:
    """What the row says that the record does not: queued in `writes`, told as field: [was, became]."""
    changes: dict[str, list[Any]] = {}
    for name, value in row.fields.items():
        was = person.fields[name]
        if was != value and not (name.startswith("birth") and _is_known_birthday(row, person)):
            changes[name] = [_plain(was), _plain(value)]
            person.fields[name] = value
    if (source, row.external_id) not in person.externals:
        person.externals[(source, row.external_id)] = None
        writes.externals.append((person.id, source, row.external_id, import_id))
        changes["external_id"] = ["", f"{source}:{row.external_id}"]
    _compare_contacts(row, person, writes, source, import_id, changes)
    _compare_address(row, person, writes, source, import_id, changes)
    for field_id, value in row.custom.items():
        had = person.custom.get(field_id)
        if had is None or had[1] != value:
            if had:
                writes.gone_custom.append(had[0])
            writes.custom.append((person.id, field_id, *custom_columns(value), import_id))
            changes[f"custom.{field_id}"] = [_plain(had[1]) if had else None, _plain(value)]
    for tag in dict.fromkeys(row.tags):
        if tags[tag] not in person.tags:
            person.tags.add(tags[tag])
            writes.tags.append((person.id, tags[tag], at, import_id))
            changes.setdefault("tags", ["", ""])[1] += f" {tag}"
    return changes


def _is_known_birthday(row: CustomerRow, person: _Known) -> bool:
    """Whether the row knows less of the birthday than the record, and says nothing else."""
    parts = ("birth_year", "birth_month", "birth_day")
    return all(row.fields.get(part) in (None, person.fields[part]) for part in parts)


def _compare_contacts(
    row: CustomerRow,
    person: _Known,
    writes: _Writes,
    source: str,
    import_id: int,
    changes: dict[str, list[Any]],
) -> None:
    """New ways to reach them are added. One becomes the preferred one where the file gave the one it replaces."""
    for kind, value, written in row.contacts:
        if (kind, value) in person.contacts:
            continue
        primary = next(((key, at) for key, at in person.contacts.items() if key[0] == kind and at[1]), None)
        preferred = primary is None or (primary[1][2] == source and bool(primary[1][0]))
        if primary is not None and preferred:
            writes.demoted.append(primary[1][0])
            person.contacts[primary[0]] = (primary[1][0], False, source)
        person.contacts[(kind, value)] = (0, preferred, source)
        writes.contacts.append((person.id, kind, value, written, preferred, "", source, import_id))
        changes[kind] = [primary[0][1] if primary else "", value]


def _compare_address(
    row: CustomerRow,
    person: _Known,
    writes: _Writes,
    source: str,
    import_id: int,
    changes: dict[str, list[Any]],
) -> None:
    if row.address is None:
        return
    if person.address is None:
        person.address = (0, row.address)
        writes.new_addresses.append((person.id, *row.address, True, source, import_id))
        changes["address"] = ["", "".join(row.address)]
        return
    key, had = person.address
    wanted: Any = tuple(new or old for new, old in zip(row.address, had, strict=True))
    if wanted != had:
        person.address = (key, wanted)
        writes.addresses.append((*wanted, key))
        changes["address"] = ["".join(had), "".join(wanted)]


def _write(writes: _Writes, remember: Remember, at: datetime, import_id: int) -> None:
    remember("customers_customer", [person.id for person in writes.customers])
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, [_customer_values(person, at) for person in writes.customers])
        if writes.demoted:
            remember("customers_contactpoint", writes.demoted)
            cursor.execute("UPDATE customers_contactpoint SET is_primary = false WHERE id = ANY(%s)", [writes.demoted])
        if writes.addresses:
            remember("customers_postaladdress", [values[-1] for values in writes.addresses])
            sets = ", ".join(f"{part} = %s" for part in _PARTS)
            cursor.executemany(f"UPDATE customers_postaladdress SET {sets} WHERE id = %s", writes.addresses)  # noqa: S608
        if writes.gone_custom:
            remember("customers_customvalue", writes.gone_custom, deleted=True)
            cursor.execute("DELETE FROM customers_customvalue WHERE id = ANY(%s)", [writes.gone_custom])
    copy_rows("customers_contactpoint", CONTACT_COLUMNS, writes.contacts)
    copy_rows("customers_postaladdress", ADDRESS_COLUMNS, writes.new_addresses)
    copy_rows("customers_externalid", EXTERNAL_COLUMNS, writes.externals)
    copy_rows("customers_customvalue", CUSTOM_COLUMNS, writes.custom)
    copy_rows("customers_customertag", TAG_COLUMNS, writes.tags)
    day = at.astimezone(TOKYO).date()
    told = ((key, at, day, None, None, "", data) for key, data in writes.told)
    copy_events("customers.changed", told, import_id=import_id)


def _customer_values(person: _Known, at: datetime) -> tuple[Any, ...]:
    contacts = [(kind, value, value) for kind, value in person.contacts]
    addresses = [*([person.address[1]] if person.address else []), *person.other_addresses]
    text, grams = document(person.fields, [value for _source, value in person.externals], contacts, addresses)
    return (*(person.fields[name] for name in FIELDS), text, grams, at, person.id)


def _load(ids: list[int]) -> dict[int, _Known]:
    """These customers with everything an import may change: seven queries however many there are."""
    people: dict[int, _Known] = {}
    for key, text, *values in _rows(f"id, search_text, {', '.join(FIELDS)} FROM customers_customer WHERE id", ids):
        people[key] = _Known(id=key, fields=dict(zip(FIELDS, values, strict=True)), search_text=text)
    contacts = "customer_id, id, kind, value, is_primary, source FROM customers_contactpoint WHERE customer_id"
    for key, point, kind, value, primary, source in _rows(contacts, ids):
        people[key].contacts[(kind, value)] = (point, primary, source)
    parts = ", ".join(_PARTS)
    addresses = f"customer_id, id, is_primary, {parts} FROM customers_postaladdress WHERE customer_id"
    for key, address, primary, *values in _rows(addresses, ids):
        if primary and people[key].address is None:
            people[key].address = (address, tuple(values))
        else:
            people[key].other_addresses.append(tuple(values))
    for key, source, value in _rows("customer_id, source, value FROM customers_externalid WHERE customer_id", ids):
        people[key].externals[(source, value)] = None
    values_of = 'customer_id, id, field_id, "text", number, "date", boolean FROM customers_customvalue'
    for key, row, field_id, *typed in _rows(f"{values_of} WHERE customer_id", ids):
        people[key].custom[field_id] = (row, next((value for value in typed if value is not None), None))
    for key, tag in _rows("customer_id, tag_id FROM customers_customertag WHERE customer_id", ids):
        people[key].tags.add(tag)
    return people


def _rows(select: str, ids: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {select} = ANY(%s) ORDER BY 1, 2", [ids])
        return list(cursor.fetchall())


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
