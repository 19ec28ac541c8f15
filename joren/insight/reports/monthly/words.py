"""The sentences of the monthly report in the language of the reader."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.money import currency_exponent, format_money
from joren.foundation.registry.entries import Text
from joren.insight.reports.rules.monthly import Said

SECTIONS: Final[dict[str, Text]] = {
    "sales": gettext_lazy("Sales"),
    "customers": gettext_lazy("Customers"),
    "regulars": gettext_lazy("Regulars"),
    "products": gettext_lazy("Best products"),
    "shops": gettext_lazy("Best shops"),
    "campaigns": gettext_lazy("What campaigns changed"),
    "next": gettext_lazy("What to do next"),
}

_SENTENCES: Final[dict[str, Text]] = {
    "nothing_yet": gettext_lazy("Nothing has been bought yet, so there is nothing to report."),
    "no_purchases": gettext_lazy("Nothing was bought this month."),
    "down_to_zero": gettext_lazy("Sales fell from %(before)s the month before to nothing."),
    "first_month": gettext_lazy("The first month with purchases: %(net)s from %(buyers)s customers."),
    "headline_rose": gettext_lazy("Sales were %(net)s, %(share)s more than the month before."),
    "headline_fell": gettext_lazy("Sales were %(net)s, %(share)s less than the month before."),
    "headline_same": gettext_lazy("Sales were %(net)s, about as much as the month before."),
    "headline_from_nothing": gettext_lazy("Sales were %(net)s, after %(before)s the month before."),
    "running": gettext_lazy("The month is not over; it is compared with the same days of other months."),
    "sums": gettext_lazy("%(net)s came in by %(purchases)s purchases of %(buyers)s customers, %(average)s a purchase."),
    "zero": gettext_lazy("Not a single purchase was recorded."),
    "month_rose": gettext_lazy("That is %(difference)s (%(share)s) more than the month before (%(before)s)."),
    "month_fell": gettext_lazy("That is %(difference)s (%(share)s) less than the month before (%(before)s)."),
    "month_same": gettext_lazy("The month before it was about the same (%(before)s)."),
    "month_from_nothing": gettext_lazy("The month before came to %(before)s, so a change in per cent says nothing."),
    "month_unknown": gettext_lazy("There is no month before to compare with."),
    "year_rose": gettext_lazy(
        "Against the same month of last year (%(before)s) it is %(difference)s (%(share)s) more."
    ),
    "year_fell": gettext_lazy(
        "Against the same month of last year (%(before)s) it is %(difference)s (%(share)s) less."
    ),
    "year_same": gettext_lazy("In the same month of last year it was about the same (%(before)s)."),
    "year_from_nothing": gettext_lazy(
        "The same month of last year came to %(before)s, so a change in per cent says nothing."
    ),
    "year_unknown": gettext_lazy("There are no figures of the same month of last year."),
    "by_number": gettext_lazy(
        "The number of purchases (%(number_signed)s) did more to it than the average of one (%(average_signed)s)."
    ),
    "by_average": gettext_lazy(
        "The average of a purchase (%(average_signed)s) did more to it than their number (%(number_signed)s)."
    ),
    "buyers": gettext_lazy(
        "%(buyers)s customers bought: %(new)s for the first time, %(repeat)s again, %(returning)s came back after a"
        " long time."
    ),
    "repeat": gettext_lazy("%(rate)s of the buyers had bought before."),
    "repeat_rose": gettext_lazy("%(rate)s of the buyers had bought before, %(points)s points more than last month."),
    "repeat_fell": gettext_lazy("%(rate)s of the buyers had bought before, %(points)s points less than last month."),
    "repeat_same": gettext_lazy("%(rate)s of the buyers had bought before, as last month."),
    "lost": gettext_lazy("%(lost)s of %(opening)s customers have not come for half a year and count as lost."),
    "none_lost": gettext_lazy("No customer was lost."),
    "stock": gettext_lazy("Customers who bought in the last half year went from %(opening)s to %(closing)s."),
    "regulars_undefined": gettext_lazy("What a regular is has not been said yet."),
    "regulars_none": gettext_lazy("Nobody is a regular yet."),
    "regulars_same": gettext_lazy("There are %(number)s regulars, the same people as the month before."),
    "regulars": gettext_lazy("There are %(number)s regulars: %(gained)s became one and %(lost)s stopped being one."),
    "product": gettext_lazy("%(place)s. %(name)s: %(net)s, %(share)s of all (%(change_signed)s on the month before)"),
    "product_new": gettext_lazy("%(place)s. %(name)s: %(net)s, %(share)s of all (nothing the month before)"),
    "shop": gettext_lazy("%(place)s. %(name)s: %(net)s, %(share)s of all (%(change_signed)s on the month before)"),
    "shop_new": gettext_lazy("%(place)s. %(name)s: %(net)s, %(share)s of all (nothing the month before)"),
    "campaign": gettext_lazy(
        "%(campaign)s to %(people)s people: %(verdict)s (extra sales %(extra_sales)s, between %(low)s and %(high)s)"
    ),
    "do_import": gettext_lazy("Import the purchases, or connect the till."),
    "do_check": gettext_lazy("See whether the purchases of this month have been imported."),
    "do_regulars": gettext_lazy("%(lost)s regulars stopped being one: write to them first."),
    "do_second": gettext_lazy(
        "The share of those who come again fell by %(points)s points: invite the %(new)s new ones to a second visit."
    ),
    "do_lost": gettext_lazy(
        "More were lost (%(lost)s) than won (%(won)s): call back those who have not come for long."
    ),
    "do_thank": gettext_lazy("More than half of the buyers were new: thank the %(new)s of them within a month."),
    "do_lean": gettext_lazy("%(name)s alone makes %(share)s of the sales: see to its stock and offer its neighbours."),
    "do_nothing": gettext_lazy("Nothing stands out. Keep on, and look at the ones who are a step from being regulars."),
}

_MONEY: Final = frozenset({"net", "before", "difference", "average", "extra_sales", "low", "high"})
_SHARES: Final = frozenset({"share", "rate"})


def sentence(said: Said, currency: str) -> str:
    """A sentence with its numbers written."""
    return str(_SENTENCES[said.kind]) % _Written(said, currency)


class _Written(dict[str, str]):
    """The numbers of a sentence by name, written when asked for; ``x_signed`` is the change `x` with its sign."""

    def __init__(self, said: Said, currency: str) -> None:
        super().__init__()
        self._values, self._currency, self._kind = said.values, currency, said.kind

    def __missing__(self, name: str) -> str:
        if name.endswith("_signed"):
            return signed(self._values[name.removesuffix("_signed")])
        value = self._values[name]
        if value is None:
            return "–"
        if name == "before" and self._kind.startswith(("repeat", "regulars")):
            return _share(value)
        return _writer(name, self._currency)(value)


def _writer(name: str, currency: str) -> Callable[[Any], str]:
    if name in _MONEY:
        return lambda value: money(value, currency)
    if name in _SHARES:
        return _share
    if name == "points":
        return lambda value: str(_rounded(value, 1))
    return lambda value: f"{value:,}" if isinstance(value, int) else str(value)


def money(amount: Decimal, currency: str) -> str:
    """An amount to the smallest coin of the currency."""
    return format_money(_rounded(amount, currency_exponent(currency)), currency)


def signed(share: Decimal | None) -> str:
    """A change in per cent with its sign."""
    return "–" if share is None else f"{_rounded(share * 100, 1):+}%"


def _share(share: Decimal) -> str:
    return f"{_rounded(share * 100, 1)}%"


def _rounded(number: Decimal, places: int) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def months_name(values: Mapping[str, int]) -> str:
    """A month as its name: 2026年3月."""
    return _("%(year)s-%(month)s") % values
