"""Taking in customers by the ten thousand: known ones by their number of a source are changed, others made by COPY.

New rows get their keys first and are copied straight into their tables; nothing is staged, so that a first import
costs little more than the bare rows. Known customers are compared in memory, and only what differs is written.
Values overwrite, emptiness never does, unless the rules of the import say otherwise (`bulk_policies`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from joren.foundation.database.copying import copy_rows, new_ids, text_array
from joren.foundation.importing import Counts
from joren.foundation.importing.rows import Remember, Warn
from joren.foundation.registry.entries import Text
from joren.foundation.time.clock import TOKYO
from joren.record.timeline.bulk import copy_events

from .bulk_changes import Batch, change_known
from .bulk_numbers import leave_taken_numbers
from .bulk_policies import Rules
from .bulk_repeats import merge_repeated
from .bulk_rows import (
    ADDRESS_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOM_COLUMNS,
    CUSTOMER_COLUMNS,
    EXTERNAL_COLUMNS,
    TAG_COLUMNS,
    CustomerRow,
    custom_columns,
    document,
    tag_ids,
)
from .provenance import EVERY_FIELD, Provenance
from .record_keys import customers_of

__all__ = ["CustomerRow", "Outcome", "Rules", "create_bare", "upsert"]

LOCK: Final = "customers.bulk"
_OVERWRITE: Final = Rules()


@dataclass(slots=True)
class Outcome:
    """What became of a batch: counts, the customer of every row (by ``id(row)``), and who is new."""

    counts: Counts
    ids: dict[int, int] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)


def upsert(
    rows: Sequence[CustomerRow],
    *,
    source: str,
    import_id: int,
    file_name: str,
    at: datetime,
    remember: Remember,
    warn: Warn,
    rules: Rules = _OVERWRITE,
) -> Outcome:
    """Make or change the customers of these rows, in the caller's transaction; `rules`: what becomes of known values.

    A row is known by (source, external_id), else by an explicit member number. One import at a time writes.
    """
    lock_writers()
    outcome = Outcome(Counts())
    batch = Batch(source=source, import_id=import_id, at=at, rules=rules, warn=warn)
    firsts = merge_repeated(rows, outcome.counts, rules, rules.file_time or at)
    known = _known_by_source(source, [row for row in firsts if not row.record_key])
    known |= customers_of(row.record_key for row in firsts)
    holders = _holders_of(_numbers(firsts))
    for row in firsts:
        if row.external_id not in known and row.fields.get("member_number") in holders:
            known[row.external_id] = holders[row.fields["member_number"]]
    leave_taken_numbers(firsts, known, warn)
    fresh = [row for row in firsts if row.external_id not in known]
    _give_numbers(fresh, holders)
    ids = dict(zip((row.external_id for row in fresh), new_ids("customers_customer", len(fresh)), strict=True))
    _copy_new(fresh, ids, batch, file_name)
    outcome.counts["new"] += len(fresh)
    old = [row for row in firsts if row.external_id in known]
    if old:
        changed = change_known(old, known, batch=batch, remember=remember, holders=holders)
        outcome.counts["changed"] += changed
        outcome.counts["unchanged"] += len(old) - changed
    everyone = known | ids
    outcome.ids = {id(row): everyone[row.external_id] for row in rows}
    outcome.new = set(ids.values())
    _warn_shared_emails(firsts, everyone, warn)
    return outcome


def create_bare(numbers: Iterable[str], *, source: str, import_id: int, at: datetime) -> int:
    """Make customers of whom only a number of the source is known (a purchase file's); returns how many are new."""
    rows = [CustomerRow(row=0, external_id=number, own_number=number[:100], fields={}) for number in numbers]
    lock_writers()
    known = _known_by_source(source, rows)
    fresh = [row for row in rows if row.external_id not in known]
    _give_numbers(fresh, _holders_of(_numbers(fresh)))
    ids = dict(zip((row.external_id for row in fresh), new_ids("customers_customer", len(fresh)), strict=True))
    _copy_new(fresh, ids, Batch(source=source, import_id=import_id, at=at, rules=_OVERWRITE, warn=_quiet), "")
    return len(fresh)


def lock_writers() -> None:
    """Let one transaction at a time take customers in: two files with the same people must not meet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])


def _known_by_source(source: str, rows: Sequence[CustomerRow]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value, customer_id FROM customers_externalid WHERE source = %s AND value = ANY(%s)",
            [source, [row.external_id for row in rows]],
        )
        return dict(cursor.fetchall())


def _numbers(rows: Sequence[CustomerRow]) -> list[str]:
    return [number for row in rows if (number := row.fields.get("member_number") or row.own_number)]


def _holders_of(numbers: list[str]) -> dict[str, int]:
    """Member number to the customer who has it already, or had it in a record that was merged into theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value, customer_id FROM customers_externalid WHERE source = 'member' AND value = ANY(%s)"
            " UNION ALL SELECT member_number, id FROM customers_customer WHERE member_number = ANY(%s)",
            [numbers, numbers],
        )
        return dict(cursor.fetchall())


def _give_numbers(rows: Sequence[CustomerRow], holders: dict[str, int]) -> None:
    """The only number a file has serves as the member number too, where nobody else has it."""
    given = set(holders) | {row.fields["member_number"] for row in rows if "member_number" in row.fields}
    for row in rows:
        if row.own_number and row.own_number not in given:
            row.fields["member_number"] = row.own_number
            given.add(row.own_number)


def _quiet(row: int, code: str, sentence: Text, *, column: str = "", value: str = "") -> None:
    """Nothing is to be said about rows that hold a number only."""


def _copy_new(rows: Sequence[CustomerRow], ids: dict[str, int], batch: Batch, file_name: str) -> None:
    if not rows:
        return
    source, import_id, at = batch.source, batch.import_id, batch.at
    keyed = [(ids[row.external_id], row) for row in rows]
    people = _customers(keyed, source, import_id, at)
    if any(batch.dated(row) for row in rows):
        origins = (Jsonb(_provenance(row, batch)) for row in rows)
        dated = ((*values, origin) for values, origin in zip(people, origins, strict=True))
        copy_rows("customers_customer", (*CUSTOMER_COLUMNS, "provenance"), dated)
    else:
        copy_rows("customers_customer", CUSTOMER_COLUMNS, people)
    copy_rows(
        "customers_externalid",
        EXTERNAL_COLUMNS,
        ((key, system, number, import_id) for key, row in keyed for system, number in row.numbers(source)),
    )
    copy_rows("customers_contactpoint", CONTACT_COLUMNS, _contacts(keyed, source, import_id))
    copy_rows(
        "customers_postaladdress",
        ADDRESS_COLUMNS,
        ((key, *row.address, True, source, import_id) for key, row in keyed if row.address),
    )
    copy_rows("customers_customvalue", CUSTOM_COLUMNS, _custom_values(keyed, import_id))
    tags = tag_ids(row for _key, row in keyed)
    links = ((key, tags[tag], at, import_id) for key, row in keyed for tag in dict.fromkeys(row.tags))
    copy_rows("customers_customertag", TAG_COLUMNS, links)
    day = at.astimezone(TOKYO).date()
    said = {"source": source, "file": file_name}
    copy_events(
        "customers.imported",
        ((key, at, day, key, row.fields.get("shop_id"), "", said) for key, row in keyed),
        import_id=import_id,
    )


def _customers(keyed: list[tuple[int, CustomerRow]], source: str, import_id: int, at: datetime) -> Iterable[Any]:
    for key, row in keyed:
        get = (row.new_fields | row.fields).get if row.new_fields else row.fields.get
        numbers = [number for _system, number in row.externals] if row.record_key else [row.external_id]
        text, grams = document(row.fields, numbers, row.contacts, [row.address] if row.address else [])
        yield (
            key,
            get("family_name", ""),
            get("given_name", ""),
            get("family_kana", ""),
            get("given_kana", ""),
            get("company", ""),
            get("honorific", "様"),
            get("birth_year"),
            get("birth_month"),
            get("birth_day"),
            get("gender", ""),
            get("shop_id"),
            get("member_number"),
            get("registered_on"),
            get("note", ""),
            source,
            import_id,
            at,
            at,
            text,
            text_array(grams),
        )


def _provenance(row: CustomerRow, batch: Batch) -> Provenance:
    """The moment a dated file tells of its row; of single fields where rows were merged or cells left empty on purpose.

    Nothing for a row without a moment: its own columns say it all.
    """
    if not batch.dated(row):
        return {}
    emptied = [*row.cleared, *(f"custom.{row.custom_keys[key]}" for key in row.cleared_custom)]
    fields = {name for name in emptied if batch.rules.policy(name) == "newest"}
    fields |= {name for name, moment in row.times.items() if moment != row.at}
    return {EVERY_FIELD: batch.entry(row, EVERY_FIELD), **{name: batch.entry(row, name) for name in sorted(fields)}}


def _contacts(keyed: list[tuple[int, CustomerRow]], source: str, import_id: int) -> Iterable[Any]:
    for key, row in keyed:
        seen: set[tuple[str, str]] = set()
        kinds: set[str] = set()
        for kind, value, written in row.contacts:
            if (kind, value) not in seen:
                seen.add((kind, value))
                yield (key, kind, value, written, kind not in kinds, "", source, import_id)
                kinds.add(kind)


def _custom_values(keyed: list[tuple[int, CustomerRow]], import_id: int) -> Iterable[Any]:
    for key, row in keyed:
        for field_id, value in row.custom.items():
            yield (key, field_id, *custom_columns(value), import_id)


def _warn_shared_emails(rows: Sequence[CustomerRow], ids: dict[str, int], warn: Warn) -> None:
    """Tell of addresses that more than one customer has: families share them, typing mistakes too."""
    mine = {value: row for row in rows for kind, value, _written in row.contacts if kind == "email"}
    if not mine:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value FROM customers_contactpoint WHERE kind = 'email' AND value = ANY(%s)"
            " GROUP BY value HAVING count(*) > 1",
            [list(mine)],
        )
        shared = [value for (value,) in cursor.fetchall()]
    for value in sorted(shared, key=lambda value: mine[value].row):
        sentence = _("An e-mail address belongs to more than one customer; each of them was taken in.")
        warn(mine[value].row, "shared_email", sentence, value=value)
