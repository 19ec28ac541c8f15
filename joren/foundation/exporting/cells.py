"""Values as the text of a cell."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from joren.foundation.csv_safety import neutralise_exactly
from joren.foundation.time.clock import TOKYO


def cell_text(value: Any) -> str:  # noqa: PLR0911 - one line for each type of value
    """The value as text: days in ISO, moments in Japanese time, numbers plain, nothing that a spreadsheet would run."""
    if isinstance(value, str):
        return neutralise_exactly(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, datetime):
        return local(value).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return value.isoformat() if isinstance(value, time) else str(value)


def plain_number(value: Decimal) -> str:
    """1234.50 as 1234.5 and 1E+3 as 1000."""
    return f"{value.normalize():f}" if value else "0"


def local(moment: datetime) -> datetime:
    """The moment as a clock in Japan shows it, without its zone."""
    return moment.astimezone(TOKYO).replace(tzinfo=None) if moment.tzinfo else moment
