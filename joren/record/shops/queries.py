"""Reads of shops."""

from django.db.models import Count, QuerySet

from joren.foundation.accounts.models import Role, Staff

from .errors import ShopNotFound
from .models import Shop


def shops_visible_to(staff: Staff | None) -> QuerySet[Shop]:
    """The shops this person works with: shop staff their own, others all. None is the system."""
    if staff is None or staff.role != Role.SHOP_STAFF:
        return Shop.objects.all()
    return Shop.objects.filter(staff=staff)


def shops_with_numbers(staff: Staff | None) -> QuerySet[Shop]:
    """The visible shops with `customer_count` (home customers) and their staff at hand."""
    found = shops_visible_to(staff).annotate(customer_count=Count("customers", distinct=True))
    return found.prefetch_related("staff").order_by("code")


def shop_by_code(code: str, staff: Staff | None = None) -> Shop:
    """The shop of that code. Raises ShopNotFound, also for one this person does not work at."""
    found = shops_visible_to(staff).filter(code=code.strip()).first()
    if found is None:
        raise ShopNotFound(value=code)
    return found


def possible_staff() -> QuerySet[Staff]:
    """Who may be assigned to a shop."""
    return Staff.objects.filter(is_active=True).order_by("name", "email")
