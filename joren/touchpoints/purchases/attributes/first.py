"""What the first purchase was: the first by day and minute that was neither cancelled nor a return."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.catalogue import AttributeType, Option, weekday
from joren.foundation.time.bands import TIME_BANDS

from .making import BOUGHT_LINES, CATEGORY, FIRST_GROUP, PRODUCT, SALES, of_lines, of_purchases

IS_FIRST: Final = (*SALES, "f.id = {first_id}")
_LINES: Final = (*BOUGHT_LINES, "f.purchase_id = {first_id}")
_OF_FIRST: Final[dict[str, Any]] = {"where": IS_FIRST, "parameters": (), "group": FIRST_GROUP}

WEEKDAYS: Final = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
_BANDS: Final = {
    "morning": pgettext_lazy("time of day", "morning"),
    "lunch": pgettext_lazy("time of day", "lunch time"),
    "afternoon": pgettext_lazy("time of day", "afternoon"),
    "dinner": pgettext_lazy("time of day", "evening"),
    "late_night": pgettext_lazy("time of day", "late night"),
}


def _weekday() -> str:
    number = f"max({weekday('f.business_date')}) FILTER (WHERE {{where}})"
    whens = " ".join(f"WHEN {day} THEN '{day}'" for day in range(1, 8))
    return f"CASE {number} {whens} END"


def _band() -> str:
    minute = "max(f.minute_of_day) FILTER (WHERE {where})"
    plain = [band for band in TIME_BANDS if band.start_minute <= band.end_minute]
    (over_midnight,) = (band for band in TIME_BANDS if band.start_minute > band.end_minute)
    whens = " ".join(
        f"WHEN {minute} BETWEEN {band.start_minute} AND {band.end_minute} THEN '{band.key}'" for band in plain
    )
    return f"CASE {whens} WHEN {minute} IS NOT NULL THEN '{over_midnight.key}' END"


FIRST: Final = (
    of_purchases(
        "first_amount",
        _("Amount of the first purchase"),
        _("What was paid for the first purchase."),
        AttributeType.MONEY,
        "max(f.amount) FILTER (WHERE {where})",
        **_OF_FIRST,
    ),
    of_purchases(
        "first_channel",
        _("Sales channel of the first purchase"),
        _("Over which sales channel the customer bought first."),
        AttributeType.TEXT,
        "max(f.channel) FILTER (WHERE {where})",
        early=True,
        **_OF_FIRST,
    ),
    of_purchases(
        "first_weekday",
        _("Weekday of the first purchase"),
        _("On which day of the week the customer bought first, by business day."),
        AttributeType.CHOICE,
        _weekday(),
        options=tuple(Option(value=str(day), label=words) for day, words in enumerate(WEEKDAYS, 1)),
        **_OF_FIRST,
    ),
    of_purchases(
        "first_time_band",
        _("Time of day of the first purchase"),
        _("In which part of the day the customer bought first, where its time is known."),
        AttributeType.CHOICE,
        _band(),
        options=tuple(Option(value=key, label=words) for key, words in _BANDS.items()),
        **_OF_FIRST,
    ),
    of_purchases(
        "first_discounted",
        _("First purchase with a discount"),
        _("Whether something was taken off the price of the first purchase."),
        AttributeType.BOOLEAN,
        "count(*) FILTER (WHERE {where} AND f.discount > 0) > 0",
        empty=False,
        early=True,
        **_OF_FIRST,
    ),
    of_lines(
        "first_included",
        _("First purchase included"),
        _("Whether the product or category was in the first purchase."),
        AttributeType.BOOLEAN,
        "count(*) FILTER (WHERE {where}) > 0",
        empty=False,
        where=_LINES,
        parameters=(CATEGORY, PRODUCT),
        group=FIRST_GROUP,
    ),
    of_lines(
        "first_items",
        _("Items of the first purchase"),
        _("How many items the first purchase had."),
        AttributeType.NUMBER,
        "CAST(sum(f.quantity_thousandths) FILTER (WHERE {where}) AS DOUBLE PRECISION) / 1000",
        where=_LINES,
        parameters=(CATEGORY, PRODUCT),
        group=FIRST_GROUP,
    ),
)
