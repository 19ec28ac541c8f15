"""Where and when somebody likes to buy: shops, channels, parts of the day, weekends."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType, Derived, percent, weekday
from joren.foundation.time.bands import BANDS_BY_KEY

from .making import COUNT, OF_PURCHASES, counted, of_purchases

_LAST_FIRST: Final = (
    Derived(
        name="place",
        expression="row_number() OVER (PARTITION BY f.customer_id ORDER BY f.business_date DESC,"
        " COALESCE(f.minute_of_day, 1440) DESC, f.id DESC)",
    ),
)
_TIMED: Final = counted("f.minute_of_day IS NOT NULL")


def _in_band(key: str) -> str:
    band = BANDS_BY_KEY[key]
    return f"f.minute_of_day BETWEEN {band.start_minute} AND {band.end_minute}"


HABITS: Final = (
    of_purchases(
        "shops",
        _("Shops bought at"),
        _("At how many different shops something was bought."),
        AttributeType.NUMBER,
        "count(DISTINCT f.shop_id) FILTER (WHERE {where})",
        empty=0,
        unit=_("shops"),
        early=True,
    ),
    of_purchases(
        "channels",
        _("Sales channels used"),
        _("Over how many different sales channels something was bought."),
        AttributeType.NUMBER,
        "count(DISTINCT f.channel) FILTER (WHERE {where} AND f.channel <> '')",
        empty=0,
        unit=_("channels"),
    ),
    of_purchases(
        "last_channel",
        _("Sales channel of the last purchase"),
        _("Over which sales channel the customer bought last."),
        AttributeType.TEXT,
        "max(f.channel) FILTER (WHERE f.place = 1)",
        derived=_LAST_FIRST,
        parameters=tuple(each for each in OF_PURCHASES if each.key != "channel"),
    ),
    of_purchases(
        "lunch_share",
        _("Share of purchases at lunch time"),
        _("Of a hundred purchases whose time is known, how many were made from 11:00 to 14:59."),
        AttributeType.NUMBER,
        percent(counted(_in_band("lunch")), _TIMED),
        unit="%",
    ),
    of_purchases(
        "dinner_share",
        _("Share of purchases in the evening"),
        _("Of a hundred purchases whose time is known, how many were made from 17:00 to 22:59."),
        AttributeType.NUMBER,
        percent(counted(_in_band("dinner")), _TIMED),
        unit="%",
    ),
    of_purchases(
        "weekend_share",
        _("Share of purchases on weekends"),
        _("Of a hundred purchases, how many were made on a Saturday or Sunday, by business day."),
        AttributeType.NUMBER,
        percent(counted(f"{weekday('f.business_date')} >= 6"), COUNT),
        unit="%",
    ),
)
