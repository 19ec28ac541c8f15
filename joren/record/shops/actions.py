"""Writes of shops."""

from collections.abc import Iterable
from datetime import time
from typing import Any, Final

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit import actions as audit
from joren.foundation.time.business_day import LATEST_END, MIDNIGHT

from .errors import DayEndsTooLate, ShopCodeTaken
from .models import Shop

_FIELDS: Final = ("code", "name", "kind", "day_ends_at", "postal_code", "address", "phone")


@transaction.atomic
def create(
    *,
    code: str,
    name: str,
    by: Staff | None,
    kind: str = Shop.Kind.RETAIL,
    day_ends_at: time = MIDNIGHT,
    postal_code: str = "",
    address: str = "",
    phone: str = "",
    staff: Iterable[Staff] = (),
) -> Shop:
    """Set up a shop. Raises ShopCodeTaken, DayEndsTooLate."""
    shop = Shop(
        code=code.strip(),
        name=name.strip(),
        kind=kind,
        day_ends_at=day_ends_at,
        postal_code=postal_code,
        address=address,
        phone=phone,
    )
    _check(shop)
    shop.save()
    shop.staff.set(staff)
    audit.record("created", by=by, subject_type="shop", subject_id=shop.code, label=shop.name)
    return shop


@transaction.atomic
def change(*, shop: Shop, by: Staff | None, **fields: Any) -> Shop:
    """Change a shop. A new end of the business day holds for what is recorded from now on."""
    row = Shop.objects.select_for_update().get(pk=shop.pk)
    before = {field: getattr(row, field) for field in _FIELDS}
    for field, value in fields.items():
        if field not in _FIELDS:
            raise TypeError(f"shops have no field {field!r}")
        setattr(row, field, value.strip() if isinstance(value, str) else value)
    _check(row)
    changes = {
        field: [str(was), str(getattr(row, field))] for field, was in before.items() if was != getattr(row, field)
    }
    if changes:
        row.save()
        detail = {"changes": changes}
        audit.record("changed", by=by, subject_type="shop", subject_id=row.code, label=row.name, detail=detail)
    return row


@transaction.atomic
def assign_staff(*, shop: Shop, staff: Iterable[Staff], by: Staff | None) -> None:
    """Say who works at the shop; shop staff see its customers."""
    before = set(shop.staff.values_list("pk", flat=True))
    chosen = list(staff)
    after = {person.pk for person in chosen}
    if before == after:
        return
    shop.staff.set(chosen)
    detail = {"staff": [sorted(before), sorted(after)]}
    audit.record("changed", by=by, subject_type="shop", subject_id=shop.code, label=shop.name, detail=detail)


@transaction.atomic
def change_all(*, shop: Shop, by: Staff | None, staff: Iterable[Staff] | None = None, **fields: Any) -> None:
    """Change a shop and, where `staff` is given, who works there in one go."""
    change(shop=shop, by=by, **fields)
    if staff is not None:
        assign_staff(shop=shop, staff=staff, by=by)


def _check(shop: Shop) -> None:
    if shop.day_ends_at > LATEST_END:
        raise DayEndsTooLate(field="day_ends_at")
    if Shop.objects.filter(code=shop.code).exclude(pk=shop.pk).exists():
        raise ShopCodeTaken(value=shop.code, field="code")
