"""What purchases know when records are merged: how much each brings, and, when two turn out to be two people, whose
purchases those are that came since: those that name them.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet, Sum

from joren.foundation.merging import Parting

from .models import Purchase

_NAMED = """
UPDATE purchases_purchase p SET customer_id = %(gone)s
WHERE p.customer_id = %(survivor)s AND p.customer_reference = ANY(%(references)s) AND (p.id > %(mark)s OR EXISTS (
    SELECT FROM timeline_event e WHERE e.key IN ('purchases.recorded', 'purchases.returned') AND e.subject = p.id
      AND e.id > %(events)s))
"""
_LINES = """
UPDATE purchases_purchaseline l SET customer_id = p.customer_id FROM purchases_purchase p
WHERE p.customer_id = %(gone)s AND l.purchase_id = p.id AND l.customer_id = %(survivor)s
"""
_EVENTS = """
UPDATE timeline_event e SET customer_id = p.customer_id FROM purchases_purchase p
WHERE p.customer_id = %(gone)s AND e.subject = p.id AND e.key LIKE 'purchases.%%' AND e.customer_id = %(survivor)s
"""


def part(parting: Parting) -> None:
    """Give them the purchases made with one of their numbers; lines and events follow every purchase that is theirs.

    A purchase from before that got its customer since (it had waited for them) counts as one that came since.
    """
    values: dict[str, Any] = {
        "gone": parting.gone,
        "survivor": parting.survivor,
        "references": [*parting.references, *(f"mail:{address}" for address in parting.addresses)],
        "mark": parting.marks.get("purchases_purchase", 0),
        "events": parting.marks.get("timeline_event", 0),
    }
    with connection.cursor() as cursor:
        for statement in (_NAMED, _LINES, _EVENTS):
            cursor.execute(statement, values)


def counts(customer_ids: Sequence[int]) -> dict[int, int]:
    """How many purchases each has that count."""
    found = _counting(customer_ids).values("customer").annotate(n=Count("pk"))
    return dict(found.values_list("customer_id", "n"))


def totals(customer_ids: Sequence[int]) -> dict[int, Decimal]:
    """What each has spent."""
    found = _counting(customer_ids).values("customer").annotate(total=Sum("amount"))
    return dict(found.values_list("customer_id", "total"))


def newest(customer_ids: Sequence[int]) -> dict[int, date]:
    """When each last bought."""
    found = _counting(customer_ids).values("customer").annotate(last=Max("business_date"))
    return dict(found.values_list("customer_id", "last"))


def shops(customer_ids: Sequence[int]) -> dict[int, str]:
    """Where each bought."""
    names: dict[int, list[str]] = {}
    found = _counting(customer_ids).exclude(shop=None).order_by("shop__code")
    for customer, name in found.values_list("customer_id", "shop__name").distinct():
        names.setdefault(customer, []).append(name)
    return {customer: ", ".join(shops) for customer, shops in names.items()}


def _counting(customer_ids: Sequence[int]) -> QuerySet[Purchase]:
    return Purchase.objects.filter(customer__in=customer_ids, cancelled_at=None).order_by()
