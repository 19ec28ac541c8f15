"""Which purchase a coupon was used on: found once the till's sales are in, so that its effect can be counted.

By the receipt's number at the shop on that business day; else by the customer, where the only purchase of that day and
shop fits the amount. When in doubt, none. A purchase that was cancelled gives its coupon back.
"""

from typing import Final

from django.db import connection

from joren.foundation.jobs.running import RunningJob

from .models import Redemption
from .redeeming import give_back

_BY_RECEIPT: Final = """
WITH found AS (
    SELECT r.id, min(p.id) AS purchase_id
    FROM coupons_redemption r JOIN purchases_purchase p ON p.shop_id = r.shop_id
        AND p.business_date = r.business_date AND p.external_id = r.receipt AND p.kind = 'sale'
    WHERE r.purchase_id IS NULL AND r.receipt <> ''
    GROUP BY r.id HAVING count(*) = 1
)
UPDATE coupons_redemption r SET purchase_id = f.purchase_id FROM found f WHERE r.id = f.id
"""
_BY_CUSTOMER: Final = """
WITH found AS (
    SELECT r.id, min(p.id) AS purchase_id
    FROM coupons_redemption r JOIN purchases_purchase p ON p.customer_id = r.customer_id
        AND p.shop_id IS NOT DISTINCT FROM r.shop_id AND p.business_date = r.business_date AND p.kind = 'sale'
    WHERE r.purchase_id IS NULL AND r.receipt = '' AND r.state = 'used'
    GROUP BY r.id HAVING count(*) = 1 AND min(p.amount) IN (min(r.amount), min(r.amount - r.discount))
)
UPDATE coupons_redemption r SET purchase_id = f.purchase_id FROM found f WHERE r.id = f.id
"""


def run(job: RunningJob) -> None:
    """The hourly job."""
    match()


def match() -> int:
    """Find purchases for uses that have none, and give back what was used on a cancelled one. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_RECEIPT)
        found = int(cursor.rowcount)
        cursor.execute(_BY_CUSTOMER)
        found += int(cursor.rowcount)
    cancelled = Redemption.objects.filter(state=Redemption.State.USED, purchase__cancelled_at__isnull=False)
    for key in cancelled.values_list("key", flat=True):
        give_back(key, by=None)
    return found
