"""What short messages will cost before they go: a text of two parts is paid for twice."""

from typing import Any

from joren.foundation.errors import JorenError
from joren.outreach.content.previewing import as_person
from joren.outreach.delivery.channels import Forecast

from . import queries
from .rules.lengths import measure


def parts_of(words: Any, base_url: str = "") -> int:
    """How many parts the text has for somebody of whom only the fallbacks are known; 1 where nothing is said yet."""
    if words is None:
        return 1
    try:
        return max(1, measure(as_person(words, None, base_url=base_url).text).parts)
    except JorenError:
        return 1


def forecast(number: int, words: Any) -> Forecast:
    """So many messages, each in as many parts as its text takes."""
    return Forecast(yen=number * parts_of(words) * queries.yen_per_part())
