"""Purchases with a coupon, credited to the campaign or journey that gave it."""

from datetime import date
from typing import Final

from django.db import connection

from joren.outreach.delivery.attribution import Credit
from joren.touchpoints.purchases.models import Purchase

from .models import CouponCode, Redemption

_USED: Final = """
WITH given AS (
    SELECT id, (given_at AT TIME ZONE 'Asia/Tokyo')::date AS given_on FROM {codes}
    WHERE origin = %(origin)s OR starts_with(origin, %(origin)s || ':')
), used AS (
    SELECT DISTINCT ON (COALESCE(-p.id, r.id)) r.customer_id, COALESCE(p.amount, r.amount - r.discount, 0) AS paid
    FROM given g JOIN {redemptions} r ON r.given_id = g.id LEFT JOIN {purchases} p ON p.id = r.purchase_id
    WHERE r.state = 'used' AND p.cancelled_at IS NULL
      AND r.business_date >= %(start)s AND r.business_date < %(until)s AND r.business_date - g.given_on <= %(days)s
    ORDER BY COALESCE(-p.id, r.id)
)
SELECT EXISTS (SELECT FROM given), count(DISTINCT customer_id), count(*), COALESCE(sum(paid), 0) FROM used
"""


def used_coupon(origin: str, start: date, until: date, days: int) -> Credit | None:
    """Purchases on which a coupon of this origin was used, within `days` after it was given; None when it gave none.

    What was paid is taken from the purchase where it was found (`matching`), else from what the till told. Two coupons
    on one purchase count it once; a use without an amount counts as a purchase of nothing.
    """
    sql = _USED.format(
        codes=CouponCode._meta.db_table, redemptions=Redemption._meta.db_table, purchases=Purchase._meta.db_table
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"origin": origin, "start": start, "until": until, "days": days})
        gave_any, buyers, purchases, sales = cursor.fetchone()
    return Credit(buyers, purchases, sales) if gave_any else None
