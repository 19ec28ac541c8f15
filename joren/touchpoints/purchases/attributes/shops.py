"""Attributes whose answer is a shop: they know today's shops, so they are made anew for each question."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Attribute, AttributeType, Derived, Option, moment_key
from joren.record.shops.attributes import ShopWords, shop_words

from .first import IS_FIRST
from .making import FIRST_GROUP, OF_PURCHASES, SALES, of_purchases

_IDS: Final = 2**31
_AT_A_SHOP: Final = (*SALES, "f.shop_id IS NOT NULL")
_BUT_SHOP: Final = tuple(each for each in OF_PURCHASES if each.key != "shop")
# One whole number that grows with what is looked for and carries the shop: its greatest value names the shop.
_LAST: Final = f"max({moment_key('f.business_date', 'f.minute_of_day')} * {_IDS} + f.shop_id) FILTER (WHERE {{where}})"
_TIMES: Final = (Derived(name="times", expression="sum(f.transactions) OVER (PARTITION BY f.customer_id, f.shop_id)"),)
_MOST: Final = f"max(CAST(f.times AS bigint) * {_IDS} + {_IDS} - 1 - f.shop_id)"


def from_data() -> Iterable[Attribute]:
    """First, last and usual shop."""
    shops = shop_words()
    options = tuple(Option(value=code, label=name) for code, name in shops.names)
    yield of_purchases(
        "first_shop",
        _("Shop of the first purchase"),
        _("At which shop the customer bought first."),
        AttributeType.CHOICE,
        shops.code_of("max(f.shop_id) FILTER (WHERE {where})"),
        where=IS_FIRST,
        parameters=(),
        options=options,
        group=FIRST_GROUP,
    )
    yield _last(shops, options)
    yield of_purchases(
        "usual_shop",
        _("Shop bought at most often"),
        _("The shop with the most purchases; of several the one that was entered first."),
        AttributeType.CHOICE,
        shops.code_of(f"{_IDS} - 1 - {_MOST} % {_IDS}"),
        where=_AT_A_SHOP,
        derived=_TIMES,
        parameters=_BUT_SHOP,
        options=options,
    )


def _last(shops: ShopWords, options: tuple[Option, ...]) -> Attribute:
    return of_purchases(
        "last_shop",
        _("Shop of the last purchase"),
        _("At which shop the customer bought last."),
        AttributeType.CHOICE,
        shops.code_of(f"{_LAST} % {_IDS}"),
        where=_AT_A_SHOP,
        parameters=_BUT_SHOP,
        options=options,
    )
