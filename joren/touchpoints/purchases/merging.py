"""Which purchases that came since belong to somebody who was merged and comes back: those that name them."""

from django.db import connection

from joren.foundation.merging import Parting

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
    values = {
        "gone": parting.gone,
        "survivor": parting.survivor,
        "references": list(parting.references),
        "mark": parting.marks.get("purchases_purchase", 0),
        "events": parting.marks.get("timeline_event", 0),
    }
    with connection.cursor() as cursor:
        for statement in (_NAMED, _LINES, _EVENTS):
            cursor.execute(statement, values)
