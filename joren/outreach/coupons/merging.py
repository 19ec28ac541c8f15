"""Whose uses those are that came since two records were merged: the person's who holds the code."""

from typing import Any, Final

from django.db import connection

from joren.foundation.merging import Parting

_USES: Final = """
UPDATE coupons_redemption r SET customer_id = c.customer_id FROM coupons_couponcode c
WHERE c.id = r.given_id AND c.customer_id = %(gone)s AND r.customer_id = %(survivor)s
"""
_EVENTS: Final = """
UPDATE timeline_event e SET customer_id = %(gone)s FROM coupons_redemption r
WHERE r.customer_id = %(gone)s AND e.subject = r.id AND e.key IN ('coupons.used', 'coupons.given_back')
  AND e.customer_id = %(survivor)s
"""


def part(parting: Parting) -> None:
    """Their codes are theirs again, so what was bought with them is, too."""
    values: dict[str, Any] = {"gone": parting.gone, "survivor": parting.survivor}
    with connection.cursor() as cursor:
        cursor.execute(_USES, values)
        cursor.execute(_EVENTS, values)
