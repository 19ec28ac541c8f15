"""Every write of pasted lists."""

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.time import clock

from .errors import TooManyValues, ValueTooLong
from .models import PastedList
from .queries import resolved
from .rules import LONGEST, MOST, packed, split

MOST_SHOWN: Final = 1_000
"""Of those not found, and of those unclear, kept by name."""
KEPT: Final = timedelta(days=7)


@transaction.atomic
def paste(*, text: str, by: Staff | None) -> PastedList:
    """Read a pasted list and look its values up. Raises `TooManyValues`, `ValueTooLong`; then nothing is kept."""
    values = split(text)
    if len(values) > MOST:
        raise TooManyValues(number=f"{len(values):,}", most=f"{MOST:,}")
    long = next((value for value in values if len(value) > LONGEST), None)
    if long is not None:
        raise ValueTooLong(value=long[:30], most=LONGEST)
    return keep(values=list(values), by=by)


@transaction.atomic
def keep(*, values: list[str | int], by: Staff | None) -> PastedList:
    """Keep values that are already apart, as a rule writes them; those that are texts are looked up.

    Customer numbers (integers) are kept as they are: the rule itself refuses those that mean nobody.
    """
    numbers = [value for value in values if isinstance(value, int)]
    found = resolved([value for value in values if isinstance(value, str)], by)
    return PastedList.objects.create(
        key=secrets.token_urlsafe(18),
        made_by=by,
        made_at=clock.now(),
        given=len(values),
        people=len(found.values) + len(numbers),
        missing_count=len(found.missing),
        missing=found.missing[:MOST_SHOWN],
        unclear_count=len(found.unclear),
        unclear=found.unclear[:MOST_SHOWN],
        packed=packed([*found.values, *numbers]),
    )


def forget_old() -> int:
    """Delete the lists nobody can still be building with; how many they were."""
    return PastedList.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]
