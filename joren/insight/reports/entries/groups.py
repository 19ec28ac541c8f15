"""Reports of groups: RFM, deciles, ABC of customers and products, CPM; and what their entries are made of."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import Picture, Report, ReportColumn, ReportParameter, ReportTable
from joren.foundation.registry.entries import Text

SETS = "joren.insight.reports.sets."
START = ReportParameter(key="from", label=_("from"))
END = ReportParameter(key="to", label=_("until"))
AS_OF = ReportParameter(key="as_of", label=_("as of"))
SHOP = ReportParameter(key="shop", label=_("shop"), type="shop")


def number(key: str, label: Text) -> ReportColumn:
    """A column of whole numbers, or of scores with decimals."""
    return ReportColumn(key=key, label=label, type="number")


def money(key: str, label: Text) -> ReportColumn:
    """A column of amounts."""
    return ReportColumn(key=key, label=label, type="money")


def percent(key: str, label: Text) -> ReportColumn:
    """A column of shares of 1."""
    return ReportColumn(key=key, label=label, type="percent")


def _typed(key: str, label: Text, help_text: Text) -> ReportParameter:
    return ReportParameter(key=key, label=label, type="text", help=help_text)


def whole(key: str, label: Text, default: int, most: int = 10_000, help_text: Text = "") -> ReportParameter:
    """A setting that is a whole number from 1 on."""
    return ReportParameter(key=key, label=label, type="number", default=str(default), maximum=most, help=help_text)


CUSTOMERS = number("customers", _("Customers"))
_SHARE_OF_CUSTOMERS = percent("share", _("Share of customers"))
_AMOUNT = money("amount", _("Amount"))
_SHARE_OF_AMOUNT = percent("share", _("Share of the amount"))
_CUMULATIVE = percent("cumulative_share", _("Together with those above"))
_AVERAGE = money("average", _("Average per customer"))
_RFM_MEASURES = (
    CUSTOMERS,
    _SHARE_OF_CUSTOMERS,
    money("sales", _("Sales")),
    percent("sales_share", _("Share of sales")),
    _AVERAGE,
)

_RFM = Report(
    key="rfm",
    label=_("Recency, frequency and amount (RFM)"),
    description=_("Customers by how recently, how often and for how much they bought; and who moved between two days."),
    formula=_(
        "Recency R 1 to 5: 1 + the whole part of 5 × (share of buyers whose last purchase lies longer back), 5 is most "
        "recent. Frequency F and amount M likewise by the number of purchases and by what was paid, returns taken off; "
        "equal ones get equal scores. With cut points of your own: R5 up to the first number of days, R4 up to the "
        "second, …; F2 and M2 from the first number on, F3 from the second, …. Buyers: known customers with a purchase "
        "from the first day until the day. Share of customers = customers ÷ all buyers. Share of sales = what they "
        "paid ÷ what all buyers paid. Movement: the group by the earlier day and by the later, each scored by what "
        "was known on it; its share is of the group they came from."
    ),
    columns=(
        ReportColumn(key="cell", label=_("Cell")),
        ReportColumn(key="group", label=_("Group")),
        number("recency", _("Recency")),
        number("frequency", _("Frequency")),
        *_RFM_MEASURES,
        number("monetary", _("Mean score of amount")),
    ),
    tables=(
        ReportTable(
            key="groups",
            label=_("Groups"),
            columns=(
                ReportColumn(key="group", label=_("Group")),
                ReportColumn(key="cells", label=_("Cells")),
                *_RFM_MEASURES,
            ),
        ),
        ReportTable(
            key="scores",
            label=_("What the scores stand for"),
            columns=(
                ReportColumn(key="score", label=_("Score")),
                number("least", _("Least")),
                number("most", _("Most")),
                *_RFM_MEASURES,
            ),
            note=_("R in days since the last purchase, F in purchases, M in what was paid."),
        ),
        ReportTable(
            key="movement",
            label=_("Who moved where"),
            columns=(
                ReportColumn(key="before", label=_("Before")),
                ReportColumn(key="after", label=_("Now")),
                CUSTOMERS,
                percent("share", _("Share of those before")),
            ),
            note=_("Set “moved since” to a day to see it."),
        ),
        ReportTable(
            key="cells",
            label=_("Cells of all three scores"),
            columns=(
                ReportColumn(key="cell", label=_("Cell")),
                number("recency", _("Recency")),
                number("frequency", _("Frequency")),
                number("monetary", _("Amount score")),
                *_RFM_MEASURES,
            ),
        ),
    ),
    run=f"{SETS}rfm:rfm",
    people=f"{SETS}rfm_people:of_row",
    picture=(
        Picture(
            kind="map",
            x="frequency",
            y="recency",
            value=("average", "customers", "group"),
            title=_("Average per customer, by recency and frequency"),
        ),
        Picture(kind="bar", x="group", value=("customers",), table="groups", title=_("Customers by group")),
        Picture(
            kind="heat", x="after", y="before", value=("customers",), table="movement", title=_("From group to group")
        ),
    ),
    parameters=(
        ReportParameter(key="from", label=_("purchases from")),
        ReportParameter(key="since", label=_("moved since")),
        _typed("r_cuts", _("cut points of recency"), _("Days, such as 30, 90, 180, 365; empty: fifths.")),
        _typed("f_cuts", _("cut points of frequency"), _("Purchases, such as 2, 3, 5, 10; empty: fifths.")),
        _typed("m_cuts", _("cut points of amount"), _("Amounts, such as 3000, 10000, 30000, 100000; empty: fifths.")),
        AS_OF,
    ),
    group="customers",
    order=70,
)

_DECILE = Report(
    key="decile",
    label=_("Deciles"),
    description=_("Customers in ten groups of equal size by what they paid, the best first."),
    formula=_(
        "The known customers with a purchase in the period, by what they paid in it, returns taken off, the largest "
        "first, in ten groups of equal size; if there is something over, the first groups have one more. Of equal "
        "amounts who bought more often stands first, then the older record. Share = amount ÷ amount of all of "
        "them; together with those above = their amounts and this one ÷ amount of all. Average per customer = amount ÷ "
        "customers, per purchase = amount ÷ purchases. No shares where all together come to nothing or less."
    ),
    columns=(
        number("decile", _("Decile")),
        CUSTOMERS,
        _AMOUNT,
        _SHARE_OF_AMOUNT,
        _CUMULATIVE,
        _AVERAGE,
        number("purchases", _("Purchases")),
        money("per_purchase", _("Average per purchase")),
        money("least", _("Least")),
        money("most", _("Most")),
    ),
    run=f"{SETS}decile:deciles",
    people=f"{SETS}decile:of_decile",
    picture=Picture(kind="pareto", x="decile", value=("amount",)),
    parameters=(START, END, AS_OF),
    group="customers",
    order=72,
)

_FIRST_CUT = whole("first_cut", _("end of A (%)"), 70, most=99)
_SECOND_CUT = whole("second_cut", _("end of B (%)"), 90, most=100)
_CLASS = ReportColumn(key="class", label=_("Class"))
_ABC_MEASURES = (_AMOUNT, _SHARE_OF_AMOUNT, _CUMULATIVE)
_ABC_FORMULA = _(
    "By amount, the largest first. A: while those with a larger amount bring less than the end of A of the amount of "
    "all; B: while they bring less than the end of B; C: the rest. Whoever crosses a bound is still inside, and equal "
    "amounts stand in one class. Share = amount ÷ amount of all."
)

_ABC_CUSTOMERS = Report(
    key="abc_customers",
    label=_("ABC of customers"),
    description=_("Which customers bring the first 70 %, which the next up to 90 %, and which the rest."),
    formula=format_lazy(
        "{} {}",
        _ABC_FORMULA,
        _("Amount: what known customers with a purchase in the period paid in it, returns taken off."),
    ),
    columns=(
        _CLASS,
        CUSTOMERS,
        percent("number_share", _("Share of customers")),
        *_ABC_MEASURES,
        _AVERAGE,
        money("least", _("Least")),
        money("most", _("Most")),
    ),
    tables=(
        ReportTable(
            key="steps",
            label=_("In steps of 5 %"),
            columns=(
                ReportColumn(key="step", label=_("Customers up to")),
                CUSTOMERS,
                *_ABC_MEASURES,
                money("least", _("Least")),
            ),
        ),
    ),
    run=f"{SETS}abc:customers",
    people=f"{SETS}abc:of_customers",
    picture=(
        Picture(kind="pareto", x="step", value=("amount",), table="steps"),
        Picture(kind="bar", x="class", value=("number_share", "share"), title=_("Customers and amount")),
    ),
    parameters=(START, END, _FIRST_CUT, _SECOND_CUT, AS_OF),
    group="customers",
    order=74,
)

_ABC_PRODUCTS = Report(
    key="abc_products",
    label=_("ABC of products"),
    description=_("Which products bring the first 70 %, which the next up to 90 %, and which the rest."),
    formula=format_lazy(
        "{} {}",
        _ABC_FORMULA,
        _(
            "Amount: paid for items in the period, returned ones taken off, anonymous ones in; items that are in no "
            "list of products stand in one row. Buyers: known customers who bought more pieces than they brought back."
        ),
    ),
    columns=(
        _CLASS,
        number("products", _("Products")),
        percent("number_share", _("Share of products")),
        *_ABC_MEASURES,
        money("average", _("Average per product")),
        number("buyers", _("Buyers")),
        money("least", _("Least")),
        money("most", _("Most")),
    ),
    tables=(
        ReportTable(
            key="items",
            label=_("Products"),
            columns=(
                number("rank", _("Rank")),
                ReportColumn(key="product", label=_("Product")),
                ReportColumn(key="code", label=_("Code")),
                ReportColumn(key="category", label=_("Category")),
                _CLASS,
                number("items", _("Items")),
                *_ABC_MEASURES,
                number("buyers", _("Buyers")),
            ),
        ),
    ),
    run=f"{SETS}abc:products",
    people=f"{SETS}abc:of_products",
    picture=Picture(kind="pareto", x="product", value=("amount",), table="items"),
    parameters=(START, END, SHOP, _FIRST_CUT, _SECOND_CUT, whole("limit", _("how many"), 50), AS_OF),
    group="products",
    order=45,
)

_CPM = Report(
    key="cpm",
    label=_("Customer portfolio (CPM)"),
    description=_("First-time, toddling, steady, fashion and excellent customers, at home or gone."),
    formula=_(
        "Known customers with a purchase until the day. First-time: one purchase. Others by the days from the first to "
        "the last purchase: toddling below the first bound; from it on steady if they paid less than the amount "
        "(returns taken off), else fashion below the second bound and excellent from it on. Gone: so many days or more "
        "since the last purchase, else at home. Share of customers = customers ÷ all of them; share of the amount = "
        "what they paid ÷ what all of them paid. Stages and bounds after LTV-Lab, “CPM集計とは” (90 and 210 days, "
        "¥70,000, 240 days)."
    ),
    columns=(
        ReportColumn(key="group", label=_("Group")),
        ReportColumn(key="stage", label=_("Stage")),
        ReportColumn(key="state", label=_("At home or gone")),
        CUSTOMERS,
        _SHARE_OF_CUSTOMERS,
        _AMOUNT,
        percent("amount_share", _("Share of the amount")),
        _AVERAGE,
        number("purchases", _("Purchases per customer")),
    ),
    run=f"{SETS}cpm:portfolio",
    people=f"{SETS}cpm:of_group",
    picture=(
        Picture(kind="map", x="stage", y="state", value=("customers", "average")),
        Picture(kind="bar", x="stage", value=("amount",), series="state", stacked=True, title=_("Amount by stage")),
    ),
    parameters=(
        whole("young_days", _("toddling below (days)"), 90),
        whole("long_days", _("excellent from (days)"), 210),
        whole("amount", _("fashion and excellent from (amount)"), 70_000, most=1_000_000_000),
        whole("away_days", _("gone after (days)"), 240),
        AS_OF,
    ),
    group="customers",
    order=76,
)

REPORTS = (_RFM, _DECILE, _ABC_CUSTOMERS, _ABC_PRODUCTS, _CPM)
