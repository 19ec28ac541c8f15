"""Sales that came before anybody said when their shop's day ends: half past two in the night belongs to the evening.

So a file of sales may come before the file of shops. Only days counted as if the shop closed at midnight are moved.
"""

from typing import Final

from django.db import connection

from joren.foundation.importing import Counts, Plan

STEP: Final = 5_000

_NEXT: Final = """
SELECT p.id FROM purchases_purchase p JOIN shops_shop s ON s.id = p.shop_id
WHERE p.id > %s AND s.day_ends_at > '00:00'
    AND p.minute_of_day < extract(hour FROM s.day_ends_at) * 60 + extract(minute FROM s.day_ends_at)
    AND p.business_date = (p.purchased_at AT TIME ZONE 'Asia/Tokyo')::date
ORDER BY p.id LIMIT %s
"""
_CHILDREN: Final = (
    ("purchases_purchaseline", "SELECT id FROM purchases_purchaseline WHERE purchase_id = ANY(%s)"),
    ("timeline_event", "SELECT id FROM timeline_event WHERE key LIKE 'purchases.%%' AND subject = ANY(%s)"),
)
_MOVE: Final = (
    "UPDATE purchases_purchase SET business_date = business_date - 1 WHERE id = ANY(%s)",
    "UPDATE purchases_purchaseline l SET business_date = p.business_date FROM purchases_purchase p"
    " WHERE p.id = l.purchase_id AND p.id = ANY(%s)",
    "UPDATE timeline_event e SET occurred_on = p.business_date FROM purchases_purchase p"
    " WHERE e.key LIKE 'purchases.%%' AND e.subject = p.id AND p.id = ANY(%s)",
)


def follow_up(plan: Plan, position: str) -> tuple[Counts, str | None]:
    """One step after an import of shops, undone with it."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [int(position or 0), STEP])
        found = [purchase for (purchase,) in cursor.fetchall()]
        if not found:
            return Counts(), None
        plan.remember("purchases_purchase", found)
        for table, question in _CHILDREN:
            cursor.execute(question, [found])
            plan.remember(table, [child for (child,) in cursor.fetchall()])
        for statement in _MOVE:
            cursor.execute(statement, [found])
    return Counts({"purchases_moved": len(found)}), str(found[-1])
