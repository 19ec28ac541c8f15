"""What a batch changes of known customers, table by table, remembered first so that it can be undone."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection
from psycopg.types.json import Jsonb

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing.rows import Remember
from joren.foundation.time.clock import TOKYO
from joren.record.timeline.bulk import copy_events

from .bulk_known import PARTS, Known
from .bulk_rows import (
    ADDRESS_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOM_COLUMNS,
    EXTERNAL_COLUMNS,
    FIELDS,
    TAG_COLUMNS,
    document,
)

_SETS: Final = ", ".join(
    f"{name} = %s" for name in (*FIELDS, "search_text", "search_grams", "provenance", "changed_at")
)
_UPDATE: Final = f"UPDATE customers_customer SET {_SETS} WHERE id = %s"  # noqa: S608
_MOVE: Final = f"UPDATE customers_postaladdress SET {', '.join(f'{part} = %s' for part in PARTS)} WHERE id = %s"  # noqa: S608


@dataclass(slots=True)
class Writes:
    """Rows to write, change and delete. `demoted` and `promoted`: contact points that stop or begin being preferred."""

    customers: list[Known] = field(default_factory=list)
    contacts: list[tuple[Any, ...]] = field(default_factory=list)
    demoted: list[int] = field(default_factory=list)
    promoted: list[int] = field(default_factory=list)
    gone_contacts: list[int] = field(default_factory=list)
    new_addresses: list[tuple[Any, ...]] = field(default_factory=list)
    addresses: list[tuple[Any, ...]] = field(default_factory=list)
    gone_addresses: list[int] = field(default_factory=list)
    externals: list[tuple[Any, ...]] = field(default_factory=list)
    custom: list[tuple[Any, ...]] = field(default_factory=list)
    gone_custom: list[int] = field(default_factory=list)
    tags: list[tuple[Any, ...]] = field(default_factory=list)
    gone_tags: list[int] = field(default_factory=list)
    told: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def write(writes: Writes, remember: Remember, at: datetime, import_id: int) -> None:
    """Write it all, in the caller's transaction."""
    remember("customers_customer", [person.id for person in writes.customers])
    _delete("customers_contactpoint", writes.gone_contacts, remember)
    _delete("customers_postaladdress", writes.gone_addresses, remember)
    _delete("customers_customvalue", writes.gone_custom, remember)
    _delete("customers_customertag", writes.gone_tags, remember)
    remember("customers_contactpoint", [*writes.demoted, *writes.promoted])
    remember("customers_postaladdress", [values[-1] for values in writes.addresses])
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, [_customer_values(person, at) for person in writes.customers])
        if writes.addresses:
            cursor.executemany(_MOVE, writes.addresses)
        prefer = "UPDATE customers_contactpoint SET is_primary = %s WHERE id = ANY(%s)"
        if writes.demoted or writes.promoted:
            cursor.executemany(prefer, [(False, writes.demoted), (True, writes.promoted)])
    copy_rows("customers_contactpoint", CONTACT_COLUMNS, writes.contacts)
    copy_rows("customers_postaladdress", ADDRESS_COLUMNS, writes.new_addresses)
    copy_rows("customers_externalid", EXTERNAL_COLUMNS, writes.externals)
    copy_rows("customers_customvalue", CUSTOM_COLUMNS, writes.custom)
    copy_rows("customers_customertag", TAG_COLUMNS, writes.tags)
    day = at.astimezone(TOKYO).date()
    told = ((key, at, day, None, None, "", data) for key, data in writes.told)
    copy_events("customers.changed", told, import_id=import_id)


def _delete(table: str, ids: list[int], remember: Remember) -> None:
    if ids:
        remember(table, ids, deleted=True)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [ids])  # noqa: S608


def _customer_values(person: Known, at: datetime) -> tuple[Any, ...]:
    contacts = [(kind, value, value) for kind, value in person.contacts]
    addresses = [*([person.address[1]] if person.address else []), *person.other_addresses]
    text, grams = document(person.fields, [value for _source, value in person.externals], contacts, addresses)
    return (*(person.fields[name] for name in FIELDS), text, grams, Jsonb(person.provenance), at, person.id)
