"""The first reports: sales, shops, categories, products, customers, coming back."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.registry import Picture, Report, ReportColumn, ReportParameter

_SALES = "joren.insight.reports.sets.sales:"
_BEHIND = "joren.insight.reports.sets.behind:"
_PEOPLE = "joren.insight.reports.sets.people:"

_START = ReportParameter(key="from", label=_("from"))
_END = ReportParameter(key="to", label=_("until"))
_AS_OF = ReportParameter(key="as_of", label=_("as of"))
_SHOP = ReportParameter(key="shop", label=_("shop"), type="shop")

_MEASURES = (
    ReportColumn(key="sales", label=_("Sales"), type="money"),
    ReportColumn(key="returns", label=_("Returns"), type="money"),
    ReportColumn(key="net", label=_("Net sales"), type="money"),
    ReportColumn(key="purchases", label=_("Purchases"), type="number"),
    ReportColumn(key="buyers", label=_("Buyers"), type="number"),
    ReportColumn(key="average", label=_("Average per purchase"), type="money"),
    ReportColumn(key="anonymous_share", label=_("Anonymous share"), type="percent"),
)
_SALES_FORMULA = _(
    "Sales: paid for purchases, by the shop's business day, without cancelled ones. Returns: paid back. "
    "Net sales = sales − returns. Average = net sales ÷ purchases. Anonymous share = sales without a customer ÷ "
    "sales. Buyers: known customers with at least one purchase in the row."
)
_ITEMS_FORMULA = _(
    "Amount: paid for items, returns taken off, without cancelled purchases. Items: pieces, returned ones taken off. "
    "Share = amount ÷ amount of all items in the period. Buyers: known customers with a line in the row."
)
_ITEM_MEASURES = (
    ReportColumn(key="items", label=_("Items"), type="number"),
    ReportColumn(key="amount", label=_("Amount"), type="money"),
    ReportColumn(key="share", label=_("Share"), type="percent"),
    ReportColumn(key="buyers", label=_("Buyers"), type="number"),
)

REPORTS = (
    Report(
        key="sales",
        label=_("Sales"),
        description=_("What came in, by month or by day."),
        formula=_SALES_FORMULA,
        columns=(ReportColumn(key="period", label=_("Period")), *_MEASURES),
        run=f"{_SALES}by_time",
        people=f"{_BEHIND}of_time",
        parameters=(
            _START,
            _END,
            ReportParameter(
                key="by",
                label=_("by"),
                type="choice",
                choices=(
                    ("month", pgettext_lazy("unit of a report", "month")),
                    ("day", pgettext_lazy("unit of a report", "day")),
                ),
                default="month",
            ),
            _SHOP,
            _AS_OF,
        ),
        group="sales",
        picture=Picture(kind="bar", x="period", value=("net",)),
        compare="order",
        compare_columns=("net", "purchases"),
        order=10,
    ),
    Report(
        key="shops",
        label=_("Shops"),
        description=_("What each shop sold."),
        formula=_SALES_FORMULA,
        columns=(
            ReportColumn(key="shop", label=_("Shop")),
            ReportColumn(key="code", label=_("Code")),
            *_MEASURES,
            ReportColumn(key="share", label=_("Share"), type="percent"),
        ),
        run=f"{_SALES}by_shop",
        people=f"{_BEHIND}of_shop",
        parameters=(_START, _END, _AS_OF),
        group="shops",
        picture=Picture(kind="bar", x="shop", value=("net",)),
        compare="rows",
        compare_columns=("net", "purchases"),
        order=20,
    ),
    Report(
        key="categories",
        label=_("Product categories"),
        description=_("What was bought, by category."),
        formula=_ITEMS_FORMULA,
        columns=(
            ReportColumn(key="category", label=_("Category")),
            ReportColumn(key="code", label=_("Code")),
            *_ITEM_MEASURES,
        ),
        run=f"{_SALES}by_category",
        people=f"{_BEHIND}of_category",
        parameters=(
            _START,
            _END,
            ReportParameter(
                key="level",
                label=_("level"),
                type="choice",
                choices=(("top", _("uppermost categories")), ("own", _("each category"))),
                default="top",
            ),
            _SHOP,
            _AS_OF,
        ),
        group="products",
        picture=Picture(kind="bar", x="category", value=("amount",)),
        compare="rows",
        compare_columns=("amount", "items"),
        order=30,
    ),
    Report(
        key="products",
        label=_("Products"),
        description=_("The products that brought most."),
        formula=_ITEMS_FORMULA,
        columns=(
            ReportColumn(key="product", label=_("Product")),
            ReportColumn(key="code", label=_("Code")),
            ReportColumn(key="category", label=_("Category")),
            *_ITEM_MEASURES,
        ),
        run=f"{_SALES}by_product",
        people=f"{_BEHIND}of_product",
        parameters=(
            _START,
            _END,
            _SHOP,
            ReportParameter(key="limit", label=_("how many"), type="number", default="50"),
            _AS_OF,
        ),
        group="products",
        compare="rows",
        compare_columns=("amount", "items"),
        order=40,
    ),
    Report(
        key="customers",
        label=_("Customers"),
        description=_("New, buying and all customers by month, and how many are just names on a list."),
        formula=_(
            "Registered: day of registration in the month. First purchase: the first one ever falls into the month. "
            "Customers: registered by the end of the month, those without a day included. Never bought = customers − "
            "those with a purchase by then. Linked share = sales to known customers ÷ all sales."
        ),
        columns=(
            ReportColumn(key="month", label=_("Month")),
            ReportColumn(key="registered", label=_("Registered"), type="number"),
            ReportColumn(key="new_buyers", label=_("First purchase"), type="number"),
            ReportColumn(key="buyers", label=_("Buyers"), type="number"),
            ReportColumn(key="customers", label=_("Customers"), type="number"),
            ReportColumn(key="never_bought", label=_("Never bought"), type="number"),
            ReportColumn(key="linked_sales", label=_("Sales to known customers"), type="money"),
            ReportColumn(key="linked_share", label=_("Linked share of sales"), type="percent"),
        ),
        run=f"{_PEOPLE}by_month",
        people=f"{_BEHIND}of_month",
        parameters=(_START, _END, _AS_OF),
        group="customers",
        picture=Picture(kind="line", x="month", value=("buyers", "new_buyers")),
        order=50,
    ),
)
