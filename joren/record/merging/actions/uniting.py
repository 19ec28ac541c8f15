"""One step of merging: pairs in which nobody occurs twice, all of them at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from joren.foundation.audit import actions as audit
from joren.foundation.database.copying import new_ids
from joren.foundation.merging import Pair
from joren.record.customers.actions import refresh_search
from joren.record.customers.models import Customer, FormerId
from joren.record.merging import people
from joren.record.merging.models import Batch, Merge
from joren.record.timeline.actions import NewEvent, append_many

from . import links
from .fields import stamp_provenance, unite_fields
from .journal import Journal

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

EVENT: Final = "merging.merged"
_DELETE: Final = "DELETE FROM customers_customer WHERE id = ANY(%s)"


def unite(
    pairs: Sequence[tuple[int, int]],
    *,
    at: datetime,
    by: "Staff | None",
    reason: str,
    batch: Batch | None = None,
    choices: Mapping[str, bool] | None = None,
) -> list[Merge]:
    """Merge (survivor, gone) pairs whose records the caller has locked. Nobody may be in two of them.

    `choices`: field to True for the gone one's value, as somebody chose who saw both; None: nobody looked.
    """
    found = people.loaded([key for pair in pairs for key in pair])
    ranks = people.ranks_of(found)
    merges = _begin(pairs, found, ranks, at=at, by=by, reason=reason, batch=batch)
    journal = Journal(
        [Pair(merge.pk, merge.survivor, merge.gone) for merge in merges],
        at,
        ranks=ranks,
        origins=people.origins_of(list(found)),
        choices=choices,
    )
    unite_fields(journal, found)
    links.move_everything(journal)
    stamp_provenance(journal, found)
    journal.close()
    _end(journal, merges)
    _tell(merges, found, by)
    refresh_search([merge.survivor for merge in merges])
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, [[merge.gone for merge in merges]])
    return merges


def _begin(
    pairs: Sequence[tuple[int, int]],
    found: dict[int, Customer],
    ranks: dict[int, list[str]],
    *,
    at: datetime,
    by: "Staff | None",
    reason: str,
    batch: Batch | None,
) -> list[Merge]:
    marks = links.marks()
    # Written at the end, with what the rules found out; the journal may name them before.
    return [
        Merge(
            pk=key,
            survivor=survivor,
            gone=gone,
            batch=batch,
            reason=reason[:300],
            gone_import=found[gone].import_id,
            survivor_import=found[survivor].import_id,
            rank=min(ranks[survivor], ranks[gone]),
            marks=marks,
            staff=by,
            at=at,
        )
        for key, (survivor, gone) in zip(new_ids(Merge._meta.db_table, len(pairs)), pairs, strict=True)
    ]


def _end(journal: Journal, merges: list[Merge]) -> None:
    """Let the old numbers lead to the survivors, and keep what the rules noted."""
    FormerId.objects.bulk_create(FormerId(pk=merge.gone, survivor_id=merge.survivor) for merge in merges)
    for merge in merges:
        merge.holder_id = merge.survivor
        merge.origins, merge.said = journal.origins[merge.pk], journal.said[merge.pk]
    Merge.objects.bulk_create(merges)


def _tell(merges: list[Merge], found: dict[int, Customer], by: "Staff | None") -> None:
    append_many([_event(merge, found, by) for merge in merges])
    audit.record_many(
        "changed",
        by=by,
        subject_type="customer",
        about=[(merge.survivor, {"merged": merge.gone, "merge": merge.pk, "reason": merge.reason}) for merge in merges]
        + [
            (merge.gone, {"merged_into": merge.survivor, "merge": merge.pk, "reason": merge.reason}) for merge in merges
        ],
    )


def _event(merge: Merge, found: dict[int, Customer], by: "Staff | None") -> NewEvent:
    gone, kept = found[merge.gone], found[merge.survivor]
    data: dict[str, Any] = {"gone": gone.pk, "name": gone.full_name, "member_number": gone.member_number or ""}
    if gone.note and gone.note != kept.note:
        data["note"] = gone.note[:5000]
    return NewEvent(customer_id=merge.survivor, key=EVENT, occurred_at=merge.at, subject=merge.pk, by=by, data=data)
