"""Which LINE messages that came since belong to somebody who was merged and comes back."""

from django.db import connection

from joren.foundation.merging import Parting

_MESSAGES = """
UPDATE line_chatmessage m SET customer_id = %(gone)s FROM line_friend f
WHERE f.id = m.friend_id AND f.customer_id = %(gone)s AND m.customer_id = %(survivor)s
"""


def part(parting: Parting) -> None:
    """Messages belong to whoever their friend is; friends went back with the rows that were moved."""
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, {"gone": parting.gone, "survivor": parting.survivor})
