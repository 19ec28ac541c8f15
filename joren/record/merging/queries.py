"""Reads of merges."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from psycopg import sql

from joren.foundation.registry import CustomerLink, entries
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to

from .actions import blocking
from .errors import MergeNotFound
from .models import Batch, Merge, MergeChange

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


def merges_visible_to(staff: "Staff | None") -> QuerySet[Merge]:
    """Merges whose survivor this person may see. None is the system and sees all."""
    found = Merge.objects.select_related("staff", "undone_by", "holder", "batch")
    if staff is None:
        return found
    visible = customers_visible_to(staff).values("pk")
    return found.filter(Q(holder__in=visible) | Q(holder=None, survivor__in=visible))


def get(pk: int, staff: "Staff | None" = None) -> Merge:
    """The merge of that number. Raises MergeNotFound, also for one this person may not see."""
    found = merges_visible_to(staff).filter(pk=min(pk, 2**63 - 1)).first()
    if found is None:
        raise MergeNotFound(merge=pk)
    return found


def merges_of(customer: Customer) -> list[Merge]:
    """The merges of which this customer holds what became of them, newest first."""
    return list(Merge.objects.filter(holder=customer, undone_at=None).select_related("staff").order_by("-pk"))


def gone_names(merges: list[Merge]) -> dict[int, str]:
    """By merge: the name of the record that went, from the journal; after it came back, from the record."""
    images = MergeChange.objects.filter(merge__in=merges, table=Customer._meta.db_table, what=MergeChange.What.DROPPED)
    names = {merge: _name(before or {}) for merge, before in images.values_list("merge_id", "before")}
    back = Customer.objects.defer("search_text", "search_grams").in_bulk(
        [merge.gone for merge in merges if merge.pk not in names]
    )
    return names | {merge.pk: back[merge.gone].full_name for merge in merges if merge.gone in back}


def survivor_names(merges: list[Merge]) -> dict[int, str]:
    """By merge: the name of who has the record now."""
    ids = {merge.holder_id or merge.survivor for merge in merges}
    people = Customer.objects.defer("search_text", "search_grams").in_bulk(list(ids))
    named = {merge.pk: people.get(merge.holder_id or merge.survivor) for merge in merges}
    return {key: person.full_name if person else "" for key, person in named.items()}


def _name(image: dict[str, Any]) -> str:
    name = f"{image.get('family_name', '')} {image.get('given_name', '')}".strip()
    return str(name or image.get("company") or image.get("member_number") or f"#{image.get('id')}")


_OF_IMPORT = """
SELECT DISTINCT m.merge_id FROM merging_mergemove m WHERE m."table" = {name}
  AND m.row_ids && ARRAY(SELECT id FROM {table} WHERE import_id = %s AND id IN (
      SELECT unnest(row_ids) FROM merging_mergemove WHERE "table" = {name}))
"""


def merges_of_import(import_id: int) -> list[Merge]:
    """The standing merges that moved or joined rows of an import, newest first: they are in the way of its undoing."""
    found = set(
        Merge.objects.filter(Q(gone_import=import_id) | Q(survivor_import=import_id), undone_at=None).values_list(
            "pk", flat=True
        )
    )
    for table in _tables_with_import():
        statement = sql.SQL(_OF_IMPORT).format(table=sql.Identifier(table), name=sql.Literal(table))
        with connection.cursor() as cursor:
            cursor.execute(statement, [import_id])
            found |= {key for (key,) in cursor.fetchall()}
    return list(Merge.objects.filter(pk__in=found, undone_at=None).order_by("-pk"))


def _tables_with_import() -> list[str]:
    models = {apps.get_model(link.model) for link in entries(CustomerLink)}
    return sorted(m._meta.db_table for m in models if any(f.name == "import_id" for f in m._meta.concrete_fields))


@dataclass(frozen=True, slots=True)
class Since:
    """Rows of one table that came to the survivor since a merge; `options` are (id, words)."""

    table: str
    label: str
    options: list[tuple[int, str]]


_MOST_TOLD = 50


def came_since(merge: Merge) -> list[Since]:
    """What a person can hand to the one who comes back: rows that came since and that no rule decides about."""
    told = []
    for table, label in _givable():
        model = next(model for model in apps.get_models() if model._meta.db_table == table)
        rows = model._default_manager.filter(customer_id=merge.survivor, pk__gt=merge.marks.get(table, 0))
        options = [(row.pk, _words(row)) for row in rows.order_by("-pk")[:_MOST_TOLD]]
        if options:
            told.append(Since(table, label, options))
    return told


def _givable() -> list[tuple[str, str]]:
    named = {
        "customers_contactpoint": _("Ways to reach them"),
        "customers_externalid": _("Numbers of other systems"),
        "purchases_purchase": _("Purchases"),
    }
    there = {apps.get_model(link.model)._meta.db_table for link in entries(CustomerLink)}
    return [(table, str(label)) for table, label in named.items() if table in there]


def _words(row: Any) -> str:
    day = getattr(row, "business_date", None)
    return f"{day} ¥{row.amount:,.0f} {row}" if day is not None else str(row)


def blocked_by(merge: Merge) -> Merge | None:
    """The merge that has to be taken back first."""
    return blocking(merge)


def told(merge: Merge) -> dict[str, Any]:
    """A merge for programs."""
    return {
        "id": merge.pk,
        "survivor": merge.survivor,
        "gone": merge.gone,
        "customer": merge.holder_id or merge.survivor,
        "reason": merge.reason,
        "at": merge.at,
        "by": str(merge.staff) if merge.staff else None,
        "batch": merge.batch_id,
        "undone_at": merge.undone_at,
    }


def batch_named(pk: int) -> Batch | None:
    """Merges made in one go."""
    return Batch.objects.filter(pk=pk).first()
