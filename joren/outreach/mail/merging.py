"""Which kept mails and clicks that came since belong to somebody who was merged and comes back."""

from typing import Any

from django.db import connection

from joren.foundation.merging import Parting

_CAPTURED = """
UPDATE mail_capturedmail SET customer_id = %(gone)s
WHERE customer_id = %(survivor)s AND id > %(mark)s AND recipient = ANY(%(addresses)s)
"""
_CLICKS = """
UPDATE timeline_event e SET customer_id = d.customer_id
FROM responses_click c JOIN delivery_delivery d ON d.id = c.delivery_id
WHERE d.customer_id = %(gone)s AND right(e.key, 8) = '.clicked' AND e.subject = c.id AND e.customer_id = %(survivor)s
"""


def part(parting: Parting) -> None:
    """Mails go by the address they were written to, clicks by the message they belong to."""
    values: dict[str, Any] = {
        "gone": parting.gone,
        "survivor": parting.survivor,
        "addresses": list(parting.addresses),
        "mark": parting.marks.get("mail_capturedmail", 0),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CAPTURED, values)
        cursor.execute(_CLICKS, values)


_RETURNED = """
UPDATE mail_returnedmail r SET customer_id = d.customer_id
FROM delivery_delivery d WHERE d.id = r.delivery_id AND d.customer_id = %s AND r.customer_id = %s
"""


def part_returns(parting: Parting) -> None:
    """What came back goes with the message it is about."""
    with connection.cursor() as cursor:
        cursor.execute(_RETURNED, [parting.gone, parting.survivor])
