"""Reads of households."""

from typing import TYPE_CHECKING, Any

from joren.record.customers.queries import customers_visible_to

from .models import Household, Member

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_TWO = 2


def household_of(customer_id: int) -> Household | None:
    """The household of a customer; one that has only them left counts as none."""
    member = Member.objects.select_related("household").filter(customer=customer_id, size__gte=_TWO).first()
    return member.household if member else None


def members_of(household: Household, staff: "Staff | None") -> list[Member]:
    """The people of a household whom this person may see, the primary one first."""
    visible = customers_visible_to(staff).values("pk")
    found = household.members.select_related("customer").filter(customer__in=visible)
    return list(found.defer("customer__search_text", "customer__search_grams").order_by("-is_primary", "pk"))


def describe(customer: Any, staff: Any = None) -> dict[str, Any]:
    """The household of a customer for programs; empty without one."""
    household = household_of(customer.pk)
    if household is None:
        return {}
    members = members_of(household, staff)
    return {
        "id": household.pk,
        "name": household.name,
        "members": [{"id": m.customer_id, "name": m.customer.full_name, "primary": m.is_primary} for m in members],
    }
