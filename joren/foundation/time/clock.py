"""The only clock of the code base: everything else is told what time it is.

Tests set it with time-machine; no other module calls datetime.now() or date.today().
"""

from datetime import UTC, date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

TOKYO: Final = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today(tz: tzinfo = TOKYO) -> date:
    """The calendar date now in Japan, or in another zone. The shop's own date is `business_date(now(),
    ...)`.
    """
    return now().astimezone(tz).date()
