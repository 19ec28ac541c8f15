"""Reports about what is bought together and what is bought next."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import Picture, Report, ReportColumn, ReportParameter, ReportTable

_SETS = "joren.insight.reports.sets."

_START = ReportParameter(key="from", label=_("from"))
_END = ReportParameter(key="to", label=_("until"))
_AS_OF = ReportParameter(key="as_of", label=_("as of"))


def _level(default: str) -> ReportParameter:
    return ReportParameter(
        key="level",
        label=_("items are"),
        type="choice",
        choices=(
            ("product", _("each product")),
            ("own", _("each category")),
            ("top", _("uppermost categories")),
        ),
        default=default,
    )


REPORTS = (
    Report(
        key="baskets",
        label=_("Bought together"),
        description=_("Which products or categories lie in one basket, and what follows from what."),
        formula=_(
            "A basket: one purchase with at least one known item of which more than nothing was kept; returns, "
            "cancelled purchases and rows of summary files are none; anonymous purchases count. Support = baskets with "
            "both ÷ all baskets. Confidence of A → B = baskets with both ÷ baskets with A. Lift = confidence ÷ share "
            "of all baskets with B: 1 means that one says nothing about the other. Items and pairs in fewer baskets "
            "than the smallest number are left out (an item rarer than that is in no pair that is not). Customers: "
            "known ones who bought both at once."
        ),
        columns=(
            ReportColumn(key="first", label=_("Item")),
            ReportColumn(key="second", label=_("Other item")),
            ReportColumn(key="purchases", label=_("Baskets with both"), type="number"),
            ReportColumn(key="support", label=_("Support"), type="percent"),
            ReportColumn(key="first_purchases", label=_("Baskets with the item"), type="number"),
            ReportColumn(key="second_purchases", label=_("Baskets with the other"), type="number"),
            ReportColumn(key="lift", label=_("Lift"), type="number"),
            ReportColumn(key="customers", label=_("Customers"), type="number"),
        ),
        run=f"{_SETS}baskets:pairs",
        people=f"{_SETS}baskets:of_pair",
        parameters=(
            _START,
            _END,
            _level("product"),
            ReportParameter(key="shop", label=_("shop"), type="shop"),
            ReportParameter(
                key="minimum",
                label=_("smallest number of baskets"),
                type="number",
                maximum=1_000_000_000,
                help=_("Left empty: one in 2,000 baskets, at least 5."),
            ),
            ReportParameter(
                key="confidence", label=_("least confidence (%)"), type="number", default="10", maximum=100
            ),
            ReportParameter(key="limit", label=_("how many"), type="number", default="50", maximum=1_000),
            _AS_OF,
        ),
        tables=(
            ReportTable(
                key="rules",
                label=_("Rules"),
                columns=(
                    ReportColumn(key="given", label=_("Who buys")),
                    ReportColumn(key="then", label=_("also buys")),
                    ReportColumn(key="purchases", label=_("Baskets with both"), type="number"),
                    ReportColumn(key="given_purchases", label=_("Baskets with the first"), type="number"),
                    ReportColumn(key="support", label=_("Support"), type="percent"),
                    ReportColumn(key="confidence", label=_("Confidence"), type="percent"),
                    ReportColumn(key="usual", label=_("Share of all baskets"), type="percent"),
                    ReportColumn(key="lift", label=_("Lift"), type="number"),
                ),
                note=_("From one item to the other, by lift. Drawn from the 50,000 most frequent pairs at most."),
            ),
            ReportTable(
                key="base",
                label=_("What was counted"),
                columns=(
                    ReportColumn(key="purchases", label=_("Baskets"), type="number"),
                    ReportColumn(key="minimum", label=_("Smallest number"), type="number"),
                    ReportColumn(key="items", label=_("Items often enough"), type="number"),
                ),
            ),
        ),
        group="products",
        picture=(
            Picture(
                kind="scatter", x="support", value=("confidence",), size="lift", name="then", series="", table="rules"
            ),
            Picture(kind="heat", x="second", y="first", value=("lift", "purchases"), title=_("Lift of the pairs")),
        ),
        order=50,
    ),
    Report(
        key="cross_sell",
        label=_("Cross-selling"),
        description=_("Of the buyers of one thing, how many also buy another: soon after, and at once."),
        formula=_(
            "Buyers of A: known customers whose first purchase of A lies in the period. Watched: those of them with at "
            "least the days since. Also bought: those watched who bought B on the day of their first A or within the "
            "days after it, in the same or another purchase, whether or not they had B before. Rate = also bought ÷ "
            "watched. At once: buyers with both in one purchase at any time; rate at once = those ÷ buyers. Returns, "
            "cancelled purchases and rows of summary files do not count. A row opens to those who also bought."
        ),
        columns=(
            ReportColumn(key="bought", label=_("Item bought")),
            ReportColumn(key="also", label=_("Also")),
            ReportColumn(key="watched", label=_("Watched so long"), type="number"),
            ReportColumn(key="customers", label=_("Also bought"), type="number"),
            ReportColumn(key="share", label=_("Rate"), type="percent"),
            ReportColumn(key="buyers", label=_("Buyers"), type="number"),
            ReportColumn(key="at_once", label=_("At once"), type="number"),
            ReportColumn(key="at_once_share", label=_("Rate at once"), type="percent"),
        ),
        run=f"{_SETS}selling:cross",
        people=f"{_SETS}selling:of_cross",
        parameters=(
            _START,
            _END,
            _level("top"),
            ReportParameter(key="within", label=_("within days"), type="number", default="90", maximum=3_650),
            ReportParameter(
                key="limit", label=_("items with most buyers"), type="number", default="10", minimum=2, maximum=20
            ),
            _AS_OF,
        ),
        group="products",
        picture=Picture(kind="heat", x="also", y="bought", value=("share", "customers", "watched")),
        order=60,
    ),
    Report(
        key="up_sell",
        label=_("Up-selling"),
        description=_("Who comes to pay more for the same kind of thing."),
        formula=_(
            "Price = amount of the item in a purchase ÷ its pieces; purchases without an amount, returns, cancelled "
            "ones and rows of summary files are left out. Repeat buyers: known customers with at least two such "
            "purchases of the item in the period. Risen: the price of their last one is at least the asked per cent "
            "above that of their first. Rate = risen ÷ repeat buyers. Steps: from each purchase of the item to the "
            "customer's next; up or down by at least the per cent. Price before and after: amount ÷ pieces of all "
            "earlier and of all later purchases of the steps. A row opens to those risen."
        ),
        columns=(
            ReportColumn(key="item", label=_("Item")),
            ReportColumn(key="buyers", label=_("Repeat buyers"), type="number"),
            ReportColumn(key="customers", label=_("Risen"), type="number"),
            ReportColumn(key="share", label=_("Rate"), type="percent"),
            ReportColumn(key="steps", label=_("Steps between purchases"), type="number"),
            ReportColumn(key="steps_up", label=_("Steps up"), type="percent"),
            ReportColumn(key="steps_down", label=_("Steps down"), type="percent"),
            ReportColumn(key="before", label=_("Price before"), type="money"),
            ReportColumn(key="after", label=_("Price after"), type="money"),
        ),
        run=f"{_SETS}selling:up",
        people=f"{_SETS}selling:of_up",
        parameters=(
            _START,
            _END,
            _level("top"),
            ReportParameter(
                key="percent", label=_("risen by at least (%)"), type="number", default="10", maximum=1_000
            ),
            ReportParameter(key="limit", label=_("how many"), type="number", default="50", maximum=1_000),
            _AS_OF,
        ),
        group="products",
        picture=Picture(kind="bar", x="item", value=("share",)),
        order=61,
    ),
)
