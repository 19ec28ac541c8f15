"""How many purchases, how much money: purchases, discounts and returns."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType, percent, ratio

from .making import COUNT, IS_SALE, NOT_CANCELLED, RETURNS, SUM, counted, of_purchases

_COUNT_OF_NET: Final = f"coalesce(sum(f.transactions) FILTER (WHERE {IS_SALE}), 0)"
_DISCOUNT: Final = "coalesce(sum(f.discount) FILTER (WHERE {where}), 0)"
_RETURNS: Final = counted("f.kind = 'return'")

AMOUNTS: Final = (
    of_purchases(
        "count",
        _("Number of purchases"),
        _("How many purchases, without returns and cancellations."),
        AttributeType.NUMBER,
        f"CAST({COUNT} AS bigint)",
        empty=0,
        unit=_("times"),
        early=True,
        ready=True,
    ),
    of_purchases(
        "amount",
        _("Amount bought"),
        _("What was paid in all, returns taken off, cancellations left out."),
        AttributeType.MONEY,
        SUM,
        where=NOT_CANCELLED,
        empty=0,
        early=True,
        ready=True,
    ),
    of_purchases(
        "average",
        _("Average purchase"),
        _("Amount bought divided by the number of purchases."),
        AttributeType.MONEY,
        ratio(SUM, _COUNT_OF_NET),
        where=NOT_CANCELLED,
        early=True,
        ready=True,
    ),
    of_purchases(
        "largest",
        _("Largest purchase"),
        _("What was paid for the dearest single purchase."),
        AttributeType.MONEY,
        "max(f.amount) FILTER (WHERE {where})",
        ready=True,
    ),
    of_purchases(
        "discount",
        _("Discounts received"),
        _("What was taken off the price of purchases in all."),
        AttributeType.MONEY,
        _DISCOUNT,
        empty=0,
    ),
    of_purchases(
        "discounted_count",
        _("Purchases with a discount"),
        _("How many purchases had something taken off their price."),
        AttributeType.NUMBER,
        f"CAST({counted('f.discount > 0')} AS bigint)",
        empty=0,
        unit=_("times"),
        early=True,
    ),
    of_purchases(
        "discounted_share",
        _("Share of purchases with a discount"),
        _("Of a hundred purchases, how many had something taken off their price."),
        AttributeType.NUMBER,
        percent(counted("f.discount > 0"), COUNT),
        unit="%",
    ),
    of_purchases(
        "discount_rate",
        _("Rate of discount"),
        _("Discounts received, in per cent of what the purchases would have cost without them."),
        AttributeType.NUMBER,
        percent(_DISCOUNT, f"({SUM} + {_DISCOUNT})"),
        unit="%",
    ),
    of_purchases(
        "return_count",
        _("Number of returns"),
        _("How often something was brought back."),
        AttributeType.NUMBER,
        f"CAST({COUNT} AS bigint)",
        where=RETURNS,
        empty=0,
        unit=_("times"),
    ),
    of_purchases(
        "return_amount",
        _("Amount returned"),
        _("What was paid back for things that were brought back."),
        AttributeType.MONEY,
        "coalesce(sum(-f.amount) FILTER (WHERE {where}), 0)",
        where=RETURNS,
        empty=0,
    ),
    of_purchases(
        "return_rate",
        _("Rate of returns"),
        _("Returns for every hundred purchases."),
        AttributeType.NUMBER,
        percent(_RETURNS, _COUNT_OF_NET),
        where=NOT_CANCELLED,
        unit="%",
    ),
)
