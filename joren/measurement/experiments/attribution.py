"""The last click before a purchase: what many programs call “sales by the campaign”."""

from datetime import date
from typing import Final

from django.db import connection

from joren.outreach.delivery.attribution import Credit
from joren.outreach.delivery.models import Delivery
from joren.touchpoints.purchases.models import Purchase

_LAST_CLICK: Final = """
WITH clicked AS (
    SELECT DISTINCT d.customer_id FROM {deliveries} d
    WHERE (d.origin = %(origin)s OR starts_with(d.origin, %(origin)s || ':')) AND d.first_clicked_at IS NOT NULL)
SELECT count(DISTINCT p.customer_id), count(*), coalesce(sum(p.amount), 0)
FROM clicked JOIN {purchases} p ON p.customer_id = clicked.customer_id
CROSS JOIN LATERAL (
    SELECT p.purchased_at + CASE WHEN p.minute_of_day IS NULL THEN interval '1 day' ELSE interval '0' END AS at
) moment
CROSS JOIN LATERAL (
    SELECT d.origin FROM {deliveries} d
    WHERE d.customer_id = p.customer_id AND d.first_clicked_at <= moment.at
      AND d.first_clicked_at >= moment.at - make_interval(days => %(days)s)
    ORDER BY d.first_clicked_at DESC, d.id DESC LIMIT 1
) last
WHERE p.kind = 'sale' AND p.cancelled_at IS NULL
  AND p.business_date >= %(start)s AND p.business_date < %(until)s
  AND (last.origin = %(origin)s OR starts_with(last.origin, %(origin)s || ':'))
"""


def last_click(origin: str, start: date, until: date, days: int) -> Credit:
    """Purchases whose buyer's last click on any of our messages, within `days`, was on one of this origin.

    A purchase of which only the day is known counts as made at the day's end.
    """
    sql = _LAST_CLICK.format(deliveries=Delivery._meta.db_table, purchases=Purchase._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"origin": origin, "start": start, "until": until, "days": days})
        buyers, purchases, sales = cursor.fetchone()
    return Credit(buyers, purchases, sales)
