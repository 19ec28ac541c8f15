"""Keeping what was found beside what people decided of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from joren.foundation.time import clock
from joren.insight.health.models import Finding
from joren.insight.health.rules import CHECKS, Fault
from joren.record.customers.models import Customer

REMEMBERED: Final = timedelta(days=180)
"""How long repaired findings are kept."""

_KANA: Final = "missing_kana"
_CHANGED: Final = ("detail", "suggestions", "stake", "state", "skipped_until", "decided_at")
OPEN, DONE, SKIPPED = Finding.State.OPEN, Finding.State.DONE, Finding.State.SKIPPED


def keep(
    kept: list[Finding], found: dict[int, list[Fault]], stakes: dict[int, Decimal], *, readings_known: bool
) -> None:
    """Bring the kept findings of some customers to what was found of them now."""
    new = {(customer, fault.check, fault.mark): fault for customer, faults in found.items() for fault in faults}
    changed: list[Finding] = []
    gone: list[Finding] = []
    for row in kept:
        fault = new.pop((row.customer_id, row.check_key, row.mark), None)
        if fault is None:
            if row.state in (OPEN, SKIPPED):
                (gone if row.week is None else changed).append(_vanished(row))
        elif _refreshed(row, fault, stakes[row.customer_id], keeps_readings=not readings_known):
            changed.append(row)
    Finding.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Finding.objects.bulk_update(changed, _CHANGED, batch_size=500)
    Finding.objects.bulk_create(
        [_new(customer, fault, stakes[customer]) for (customer, _check, _mark), fault in new.items()],
        ignore_conflicts=True,
    )


def forget() -> None:
    """Delete the findings of customers who are gone, and repaired ones of long ago."""
    Finding.objects.exclude(customer__in=Customer.objects.values("pk")).delete()
    Finding.objects.filter(state=DONE, decided_at__lt=clock.now() - REMEMBERED).delete()


def _vanished(row: Finding) -> Finding:
    """Mended somewhere else: in a queue it counts as done, by nobody of the queue."""
    row.state, row.decided_at = DONE, clock.now()
    return row


def _refreshed(row: Finding, fault: Fault, stake: Decimal, *, keeps_readings: bool) -> bool:
    """Put what was found now into the row; whether that changed anything."""
    before = (row.detail, row.suggestions, row.stake, row.state, row.skipped_until)
    row.detail, row.stake = fault.detail, stake
    if not (keeps_readings and row.check_key == _KANA):
        row.suggestions = fault.suggestions
    comes_back = row.state == SKIPPED and row.skipped_until is not None and row.skipped_until <= clock.today()
    if row.state == DONE or comes_back:
        row.state, row.skipped_until = OPEN, None
    return before != (row.detail, row.suggestions, row.stake, row.state, row.skipped_until)


def _new(customer: int, fault: Fault, stake: Decimal) -> Finding:
    return Finding(
        customer_id=customer,
        check_key=fault.check,
        mark=fault.mark,
        detail=fault.detail,
        suggestions=fault.suggestions,
        stake=stake,
        hint=CHECKS[fault.check].hint,
        found_at=clock.now(),
    )
