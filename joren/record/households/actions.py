"""Writes of households."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.record.customers import queries as customers
from joren.record.customers.models import Customer

from .errors import NameMissing, TooFew, TwoHouseholds
from .models import Household, Member

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_LEAST, _LONGEST = 2, 100


@transaction.atomic
def join(*, customer_ids: Sequence[int], by: "Staff | None", name: str = "") -> Household:
    """Make these people one household, or bring them into the one that some of them are in; the first is primary.

    Raises TooFew, TwoHouseholds, CustomerNotFound.
    """
    people = [customers.get(key, by) for key in dict.fromkeys(customer_ids)]
    if len(people) < _LEAST:
        raise TooFew
    ids = sorted(person.pk for person in people)
    list(Customer.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk"))
    known = Member.objects.filter(customer__in=ids)
    homes = set(known.values_list("household_id", flat=True))
    if len(homes) > 1:
        raise TwoHouseholds
    household = Household.objects.get(pk=homes.pop()) if homes else _new(people[0], name)
    there = set(known.values_list("customer_id", flat=True))
    for person in people:
        if person.pk not in there:
            Member.objects.create(household=household, customer=person)
            _audit("added", household, person.pk, by)
    _ensure_primary(household, people[0].pk)
    return household


@transaction.atomic
def part(*, customer_ids: Sequence[int], by: "Staff | None") -> None:
    """Take a household of exactly these people away again; of a larger one nothing is changed."""
    households = set(Member.objects.filter(customer__in=customer_ids).values_list("household_id", flat=True))
    for household in Household.objects.filter(pk__in=households):
        if set(household.members.values_list("customer_id", flat=True)) == set(customer_ids):
            _dissolve(household, by)


@transaction.atomic
def leave(*, customer_id: int, by: "Staff | None") -> None:
    """Let somebody leave; the last one left is in no household any more."""
    member = Member.objects.select_related("household").filter(customer=customer_id).first()
    if member is None:
        return
    household = member.household
    member.delete()
    _audit("removed", household, customer_id, by)
    rest = list(household.members.order_by("pk"))
    if len(rest) < _LEAST:
        _dissolve(household, by)
    else:
        _ensure_primary(household, rest[0].customer_id)


@transaction.atomic
def rename(*, household: Household, name: str, by: "Staff | None") -> Household:
    """Give a household another name. Raises NameMissing."""
    wanted = name.replace("\x00", "").strip()
    if not wanted or len(wanted) > _LONGEST:
        raise NameMissing
    before, household.name = household.name, wanted
    household.save(update_fields=["name"])
    detail = {"changes": {"name": [before, wanted]}}
    audit.record("changed", by=by, subject_type="household", subject_id=household.pk, label=wanted, detail=detail)
    return household


@transaction.atomic
def make_primary(*, customer_id: int, by: "Staff | None") -> None:
    """Make somebody the one letters for all go to."""
    member = Member.objects.select_related("household").filter(customer=customer_id).first()
    if member is None or member.is_primary:
        return
    member.household.members.filter(is_primary=True).update(is_primary=False)
    Member.objects.filter(pk=member.pk).update(is_primary=True)
    _audit("primary", member.household, customer_id, by)


def _new(first: Customer, name: str) -> Household:
    called = name.strip() or _("%(name)s household") % {"name": first.family_name or first.full_name}
    return Household.objects.create(name=called[:_LONGEST])


def _ensure_primary(household: Household, customer_id: int) -> None:
    if not household.members.filter(is_primary=True).exists():
        household.members.filter(customer=customer_id).update(is_primary=True)


def _dissolve(household: Household, by: "Staff | None") -> None:
    audit.record("deleted", by=by, subject_type="household", subject_id=household.pk, label=household.name)
    household.delete()


def _audit(what: str, household: Household, customer_id: int, by: "Staff | None") -> None:
    audit.record(
        "changed",
        by=by,
        subject_type="household",
        subject_id=household.pk,
        label=household.name,
        customer_id=customer_id,
        detail={"member": what},
    )
