"""When returns that are no end in themselves become one: an address that only ever sends back is given up.

Five soft returns within 60 days, on at least three different days, none of them older than the last mail that the
person opened or clicked. A full mailbox over a holiday makes one or two; a deserted one makes five.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

RETURNS: Final = 5
WITHIN: Final = timedelta(days=60)
DAYS: Final = 3


def is_deserted(returned_on: Iterable[date], today: date) -> bool:
    """Whether soft returns on these days (one for each mail) say that nobody empties the mailbox."""
    recent = [day for day in returned_on if today - WITHIN < day <= today]
    return len(recent) >= RETURNS and len(set(recent)) >= DAYS
