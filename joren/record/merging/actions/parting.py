"""Taking a merge back: the record that went comes back under its number with everything that was theirs.

Rows that moved move back if they are still there and still the survivor's; a value the merge wrote is as before unless
somebody wrote it again; a row that was dropped because the survivor had the same comes back while that twin is there.
What came since goes where the apps' own rules say, or where somebody says (`give`); all else stays.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from joren.foundation.audit import actions as audit
from joren.foundation.database.defaults import column_defaults
from joren.foundation.merging import Change, Parting
from joren.foundation.registry import CustomerLink, entries
from joren.foundation.time.clock import now
from joren.record.customers.actions import refresh_search
from joren.record.customers.bulk import lock_writers
from joren.record.customers.models import ContactPoint, Customer, ExternalId, FormerId
from joren.record.merging.errors import AlreadyUndone, MergeNotFound, UndoAnotherFirst
from joren.record.merging.models import Merge, MergeChange
from joren.record.timeline import actions as timeline

from . import links
from .fields import MEMBER
from .merging import lock, tried

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

UNDONE: Final = "merging.undone"
CUSTOMERS: Final = Customer._meta.db_table

_MOVE_BACK: Final = """
UPDATE {table} t SET {column} = %s FROM merging_mergemove m
WHERE m.merge_id = %s AND m."table" = {table_name} AND m."column" = {column_name}
  AND t.id = ANY(m.row_ids) AND t.{column} = %s
"""
_GIVE: Final = "UPDATE {table} SET {column} = %s WHERE id = ANY(%s) AND {column} = %s"
# Column by column: what the merge wrote and nobody wrote since is as it was before. `links` are moved, not restored.
_RESTORE: Final = """
UPDATE {table} t SET ({columns}) = (
    SELECT {new} FROM jsonb_populate_record(NULL::{table}, to_jsonb(t) || coalesce((
        SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(c.before) b
        WHERE b.key <> ALL(%s) AND b.value IS DISTINCT FROM c.after -> b.key
          AND to_jsonb(t) -> b.key IS NOT DISTINCT FROM c.after -> b.key), '{{}}'::jsonb)) n)
FROM merging_mergechange c
WHERE c.merge_id = %s AND c."table" = {table_name} AND c.what = 'changed' AND t.id = c.row_id
"""
_UNMAKE: Final = """
DELETE FROM {table} t USING merging_mergechange c
WHERE c.merge_id = %s AND c."table" = {table_name} AND c.what = 'made' AND t.id = c.row_id
"""
# Columns that came after the row went have what a new row has there.
_BRING_BACK: Final = """
INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s::jsonb
    || '{{"search_text": "", "search_grams": []}}' || c.before
    || jsonb_build_object('changed_xid', pg_current_xact_id()::text))).*
FROM merging_mergechange c
WHERE c.merge_id = %s AND c."table" = {table_name} AND c.what = 'dropped'
  AND (c.twin IS NULL OR EXISTS (SELECT FROM {table} t WHERE t.id = c.twin))
ON CONFLICT DO NOTHING
"""


def unmerge(*, merge: Merge | int, by: "Staff | None", give: Mapping[str, Collection[int]] | None = None) -> Customer:
    """Take a merge back, also months later, and return the customer who is there again under the old number.

    `give`: rows (table to ids) that came since and that somebody says belong to that one.
    Raises MergeNotFound, AlreadyUndone, UndoAnotherFirst, BusyRecord.
    """
    key = merge if isinstance(merge, int) else merge.pk

    def step() -> Customer:
        lock_writers()
        record = Merge.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if record is None:
            raise MergeNotFound(merge=key)
        _refuse(record)
        lock([record.survivor])
        return _part(record, by, give or {})

    return tried(step)


def blocking(record: Merge) -> Merge | None:
    """The merge that has to be taken back first: of the survivor into a third, or a later one into the survivor."""
    standing = Merge.objects.filter(undone_at=None)
    onward = standing.filter(gone=record.survivor).first()
    return onward or standing.filter(survivor=record.survivor, pk__gt=record.pk).order_by("-pk").first()


def _refuse(record: Merge) -> None:
    if record.undone_at is not None:
        raise AlreadyUndone
    later = blocking(record)
    if later is not None:
        raise UndoAnotherFirst(merge=later.pk, later=later.gone, into=later.survivor)


def _part(record: Merge, by: "Staff | None", give: Mapping[str, Collection[int]]) -> Customer:
    parting = _parting(record)
    own_undo = {apps.get_model(link.model)._meta.db_table for link in entries(CustomerLink) if link.own_undo}
    _move_back(record)
    for table in _tables(record, MergeChange.What.CHANGED, but=own_undo):
        _restore(record, table)
    for table in _tables(record, MergeChange.What.MADE, but=own_undo):
        _run(_UNMAKE, table, [record.pk])
    _free_member_number(record)
    for table in sorted(_tables(record, MergeChange.What.DROPPED), key=lambda name: name != CUSTOMERS):
        _run(_BRING_BACK, table, [Jsonb(column_defaults(table)), record.pk])
    FormerId.objects.filter(pk=record.gone).delete()
    for table, column in links.linked_tables():
        if give.get(table):
            _run(_GIVE, table, [record.gone, list(give[table]), record.survivor], column=sql.Identifier(column))
    links.part_everything(parting)
    _close(record, parting.at, by)
    return Customer.objects.get(pk=record.gone)


def _parting(record: Merge) -> Parting:
    """What the apps' rules need to know, read before anything is moved."""
    before = MergeChange.objects.get(merge=record, table=CUSTOMERS, row_id=record.gone).before or {}
    moved = {(move.table, move.column): move.row_ids for move in record.moves.all()}
    external = moved.get((ExternalId._meta.db_table, "customer_id"), [])
    numbers = ExternalId.objects.filter(pk__in=external).values_list("source", "value")
    references = {f"{source}:{value}" for source, value in numbers}
    if before.get("member_number"):
        references.add(f"{MEMBER}:{before['member_number']}")
    addresses = _addresses_of(record, moved)
    references |= {f"mail:{address}" for address in addresses}
    return Parting(
        merge=record.pk,
        survivor=record.survivor,
        gone=record.gone,
        at=now(),
        merged_at=record.at,
        marks=record.marks,
        references=references,
        addresses=addresses,
        said=record.said,
        moved={table: set(ids) for (table, _column), ids in moved.items()},
        changes=_own_changes(record),
    )


def _addresses_of(record: Merge, moved: Mapping[tuple[str, str], Sequence[int]]) -> set[str]:
    """Contact values of the gone one alone: dropped ones were the survivor's too, and count for neither."""
    table = ContactPoint._meta.db_table
    points = ContactPoint.objects.filter(pk__in=moved.get((table, "customer_id"), []))
    return set(points.values_list("value", flat=True))


def _own_changes(record: Merge) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for row in record.changes.exclude(table=CUSTOMERS):
        found.setdefault(row.table, []).append(Change(row.row_id, row.before, row.after))
    return found


def _move_back(record: Merge) -> None:
    for table, column in record.moves.values_list("table", "column").distinct():
        parts = {"column": sql.Identifier(column), "column_name": sql.Literal(column)}
        _run(_MOVE_BACK, table, [record.gone, record.pk, record.survivor], **parts)


def _restore(record: Merge, table: str) -> None:
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    names = [
        column.name for column in description if column.name not in ("id", "changed_xid", "search_text", "search_grams")
    ]
    links_of_table = [column for linked, column in links.linked_tables() if linked == table]
    parts = {
        "columns": sql.SQL(", ").join(map(sql.Identifier, names)),
        "new": sql.SQL(", ").join(sql.Identifier("n", name) for name in names),
    }
    _run(_RESTORE, table, [["id", "changed_xid", *links_of_table], record.pk], **parts)


def _free_member_number(record: Merge) -> None:
    """A number that somebody else was given since stays with them."""
    change = MergeChange.objects.get(merge=record, table=CUSTOMERS, row_id=record.gone)
    number = (change.before or {}).get("member_number")
    if number and Customer.objects.filter(member_number=number).exists():
        MergeChange.objects.filter(pk=change.pk).update(before={**(change.before or {}), "member_number": None})


def _tables(record: Merge, what: str, but: Collection[str] = ()) -> list[str]:
    found = record.changes.filter(what=what).exclude(table__in=but).order_by("table")
    return list(found.values_list("table", flat=True).distinct())


def _close(record: Merge, at: datetime, by: "Staff | None") -> None:
    """Tell it, find both again, and forget the journal: it holds personal data and is of no more use."""
    record.moves.all().delete()
    record.changes.all().delete()
    record.undone_at, record.undone_by, record.holder = at, by, None
    record.origins, record.said, record.rank, record.marks = {}, {}, [], {}
    record.save()
    refresh_search([record.survivor, record.gone])
    for customer_id, other in ((record.survivor, record.gone), (record.gone, record.survivor)):
        data = {"other": other}
        timeline.append(customer_id=customer_id, key=UNDONE, occurred_at=at, by=by, data=data)
        detail = {"unmerged": other, "merge": record.pk}
        audit.record(
            "changed", by=by, subject_type="customer", subject_id=customer_id, customer_id=customer_id, detail=detail
        )


def _run(statement: str, table: str, values: list[Any], **parts: sql.Composable) -> None:
    whole = sql.SQL(statement).format(table=sql.Identifier(table), table_name=sql.Literal(table), **parts)
    with connection.cursor() as cursor:
        cursor.execute(whole, values)
