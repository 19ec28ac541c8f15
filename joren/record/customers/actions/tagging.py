"""Tags: the words themselves, and putting them on one customer or on many."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time.clock import now
from joren.record.customers.errors import NotValid, TagTaken
from joren.record.customers.models import BulkTagging, Customer, CustomerTag, Tag
from joren.record.customers.values import words

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_BATCH = 5_000
_LONGEST = 100


@transaction.atomic
def create_tag(*, name: str, by: "Staff | None", color: str = "blue") -> Tag:
    """Make a tag. Raises TagTaken, NotValid."""
    tag, made = Tag.objects.get_or_create(name=_name(name), defaults={"color": color})
    if not made:
        raise TagTaken(value=tag.name)
    audit.record("created", by=by, subject_type="tag", subject_id=tag.pk, label=tag.name)
    return tag


@transaction.atomic
def tag_named(name: str, *, by: "Staff | None") -> Tag:
    """The tag of that name, made if there is none. Raises NotValid."""
    existing = Tag.objects.filter(name=_name(name)).first()
    return existing or create_tag(name=name, by=by)


@transaction.atomic
def change_tag(*, tag: Tag, by: "Staff | None", name: str, color: str) -> Tag:
    """Rename or recolour a tag. Raises TagTaken, NotValid."""
    before, wanted = tag.name, _name(name)
    if Tag.objects.filter(name=wanted).exclude(pk=tag.pk).exists():
        raise TagTaken(value=wanted)
    tag.name, tag.color = wanted, color
    tag.save()
    detail = {"changes": {"name": [before, wanted]}}
    audit.record("changed", by=by, subject_type="tag", subject_id=tag.pk, label=tag.name, detail=detail)
    return tag


@transaction.atomic
def remove_tag(*, tag: Tag, by: "Staff | None") -> int:
    """Delete a tag from everybody; returns how many customers had it."""
    count = CustomerTag.objects.filter(tag=tag).count()
    detail = {"customers": count}
    audit.record("deleted", by=by, subject_type="tag", subject_id=tag.pk, label=tag.name, detail=detail)
    CustomerTag.objects.filter(tag=tag).delete()
    tag.delete()
    return count


@transaction.atomic
def tag(*, customer_id: int, tag: Tag, by: "Staff | None") -> bool:
    """Put a tag on one customer; returns whether it is new there."""
    _link, made = CustomerTag.objects.get_or_create(customer_id=customer_id, tag=tag)
    if made:
        _audit_one(customer_id, "added", tag, by)
    return made


@transaction.atomic
def untag(*, customer_id: int, tag: Tag, by: "Staff | None") -> bool:
    """Take a tag off one customer; returns whether it was there."""
    gone, _by_model = CustomerTag.objects.filter(customer_id=customer_id, tag=tag).delete()
    if gone:
        _audit_one(customer_id, "removed", tag, by)
    return bool(gone)


@transaction.atomic
def tag_many(*, customer_ids: Iterable[int], tag: Tag, by: "Staff | None") -> BulkTagging:
    """Put a tag on many customers. What it returns remembers whom it changed; `undo_tagging` takes it back."""
    wanted = set(Customer.objects.filter(pk__in=list(customer_ids)).values_list("pk", flat=True))
    had = set(CustomerTag.objects.filter(tag=tag, customer_id__in=wanted).values_list("customer_id", flat=True))
    new = sorted(wanted - had)
    _link_all(new, tag)
    return _remember(tag, new, by, adds=True)


@transaction.atomic
def untag_many(*, customer_ids: Iterable[int], tag: Tag, by: "Staff | None") -> BulkTagging:
    """Take a tag off many customers; `undo_tagging` puts it back on exactly those."""
    links = CustomerTag.objects.filter(tag=tag, customer_id__in=list(customer_ids))
    had = sorted(links.values_list("customer_id", flat=True))
    links.delete()
    return _remember(tag, had, by, adds=False)


@transaction.atomic
def undo_tagging(*, tagging: BulkTagging, by: "Staff | None") -> int:
    """Take a bulk step back for those it changed and who still exist; once. Returns how many it concerned."""
    step = BulkTagging.objects.select_for_update(of=("self",)).select_related("tag").get(pk=tagging.pk)
    if step.undone_at is not None:
        return 0
    if step.adds:
        CustomerTag.objects.filter(tag=step.tag, customer_id__in=step.customer_ids).delete()
    else:
        alive = Customer.objects.filter(pk__in=step.customer_ids).values_list("pk", flat=True)
        _link_all(list(alive), step.tag)
    step.undone_at = now()
    step.save(update_fields=["undone_at"])
    _audit_many(step, "undone", by)
    return len(step.customer_ids)


def _link_all(customer_ids: list[int], tag: Tag) -> None:
    links = [CustomerTag(customer_id=customer_id, tag=tag) for customer_id in customer_ids]
    CustomerTag.objects.bulk_create(links, batch_size=_BATCH, ignore_conflicts=True)


def _remember(tag: Tag, customer_ids: list[int], by: "Staff | None", *, adds: bool) -> BulkTagging:
    step = BulkTagging.objects.create(tag=tag, adds=adds, customer_ids=customer_ids, staff=by)
    _audit_many(step, "added" if adds else "removed", by)
    return step


def _audit_one(customer_id: int, what: str, tag: Tag, by: "Staff | None") -> None:
    audit.record(
        "changed",
        by=by,
        subject_type="customer",
        subject_id=customer_id,
        customer_id=customer_id,
        detail={"tag": tag.name, "what": what},
    )


def _audit_many(step: BulkTagging, what: str, by: "Staff | None") -> None:
    audit.record(
        "changed",
        by=by,
        subject_type="customers",
        detail={"tag": step.tag.name, "what": what, "count": len(step.customer_ids), "step": step.pk},
    )


def _name(text: str) -> str:
    name = " ".join(words(text).split())
    if not name or len(name) > _LONGEST:
        raise NotValid(value=text[:100], field="name")
    return name
