"""Reports of groups: RFM, deciles, ABC, CPM, customers month by month, shops beside each other, when people come."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.registry import Picture, Report, ReportColumn, ReportParameter, ReportTable
from joren.foundation.registry.entries import Text

_SETS = "joren.insight.reports.sets."
_START = ReportParameter(key="from", label=_("from"))
_END = ReportParameter(key="to", label=_("until"))
_AS_OF = ReportParameter(key="as_of", label=_("as of"))
_SHOP = ReportParameter(key="shop", label=_("shop"), type="shop")


def _number(key: str, label: Text) -> ReportColumn:
    return ReportColumn(key=key, label=label, type="number")


def _money(key: str, label: Text) -> ReportColumn:
    return ReportColumn(key=key, label=label, type="money")


def _percent(key: str, label: Text) -> ReportColumn:
    return ReportColumn(key=key, label=label, type="percent")


def _typed(key: str, label: Text, help_text: Text) -> ReportParameter:
    return ReportParameter(key=key, label=label, type="text", help=help_text)


def _whole(key: str, label: Text, default: int, most: int = 10_000, help_text: Text = "") -> ReportParameter:
    return ReportParameter(key=key, label=label, type="number", default=str(default), maximum=most, help=help_text)


_CUSTOMERS = _number("customers", _("Customers"))
_SHARE_OF_CUSTOMERS = _percent("share", _("Share of customers"))
_AMOUNT = _money("amount", _("Amount"))
_SHARE_OF_AMOUNT = _percent("share", _("Share of the amount"))
_CUMULATIVE = _percent("cumulative_share", _("Together with those above"))
_AVERAGE = _money("average", _("Average per customer"))
_RFM_MEASURES = (
    _CUSTOMERS,
    _SHARE_OF_CUSTOMERS,
    _money("sales", _("Sales")),
    _percent("sales_share", _("Share of sales")),
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
        _number("recency", _("Recency")),
        _number("frequency", _("Frequency")),
        *_RFM_MEASURES,
        _number("monetary", _("Mean score of amount")),
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
                _number("least", _("Least")),
                _number("most", _("Most")),
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
                _CUSTOMERS,
                _percent("share", _("Share of those before")),
            ),
            note=_("Set “moved since” to a day to see it."),
        ),
        ReportTable(
            key="cells",
            label=_("Cells of all three scores"),
            columns=(
                ReportColumn(key="cell", label=_("Cell")),
                _number("recency", _("Recency")),
                _number("frequency", _("Frequency")),
                _number("monetary", _("Amount score")),
                *_RFM_MEASURES,
            ),
        ),
    ),
    run=f"{_SETS}rfm:rfm",
    people=f"{_SETS}rfm_people:of_row",
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
        _AS_OF,
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
        _number("decile", _("Decile")),
        _CUSTOMERS,
        _AMOUNT,
        _SHARE_OF_AMOUNT,
        _CUMULATIVE,
        _AVERAGE,
        _number("purchases", _("Purchases")),
        _money("per_purchase", _("Average per purchase")),
        _money("least", _("Least")),
        _money("most", _("Most")),
    ),
    run=f"{_SETS}decile:deciles",
    people=f"{_SETS}decile:of_decile",
    picture=Picture(kind="pareto", x="decile", value=("amount",)),
    parameters=(_START, _END, _AS_OF),
    group="customers",
    order=72,
)

_FIRST_CUT = _whole("first_cut", _("end of A (%)"), 70, most=99)
_SECOND_CUT = _whole("second_cut", _("end of B (%)"), 90, most=100)
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
        _CUSTOMERS,
        _percent("number_share", _("Share of customers")),
        *_ABC_MEASURES,
        _AVERAGE,
        _money("least", _("Least")),
        _money("most", _("Most")),
    ),
    tables=(
        ReportTable(
            key="steps",
            label=_("In steps of 5 %"),
            columns=(
                ReportColumn(key="step", label=_("Customers up to")),
                _CUSTOMERS,
                *_ABC_MEASURES,
                _money("least", _("Least")),
            ),
        ),
    ),
    run=f"{_SETS}abc:customers",
    people=f"{_SETS}abc:of_customers",
    picture=(
        Picture(kind="pareto", x="step", value=("amount",), table="steps"),
        Picture(kind="bar", x="class", value=("number_share", "share"), title=_("Customers and amount")),
    ),
    parameters=(_START, _END, _FIRST_CUT, _SECOND_CUT, _AS_OF),
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
        _number("products", _("Products")),
        _percent("number_share", _("Share of products")),
        *_ABC_MEASURES,
        _money("average", _("Average per product")),
        _number("buyers", _("Buyers")),
        _money("least", _("Least")),
        _money("most", _("Most")),
    ),
    tables=(
        ReportTable(
            key="items",
            label=_("Products"),
            columns=(
                _number("rank", _("Rank")),
                ReportColumn(key="product", label=_("Product")),
                ReportColumn(key="code", label=_("Code")),
                ReportColumn(key="category", label=_("Category")),
                _CLASS,
                _number("items", _("Items")),
                *_ABC_MEASURES,
                _number("buyers", _("Buyers")),
            ),
        ),
    ),
    run=f"{_SETS}abc:products",
    people=f"{_SETS}abc:of_products",
    picture=Picture(kind="pareto", x="product", value=("amount",), table="items"),
    parameters=(_START, _END, _SHOP, _FIRST_CUT, _SECOND_CUT, _whole("limit", _("how many"), 50), _AS_OF),
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
        _CUSTOMERS,
        _SHARE_OF_CUSTOMERS,
        _AMOUNT,
        _percent("amount_share", _("Share of the amount")),
        _AVERAGE,
        _number("purchases", _("Purchases per customer")),
    ),
    run=f"{_SETS}cpm:portfolio",
    people=f"{_SETS}cpm:of_group",
    picture=(
        Picture(kind="map", x="stage", y="state", value=("customers", "average")),
        Picture(kind="bar", x="stage", value=("amount",), series="state", stacked=True, title=_("Amount by stage")),
    ),
    parameters=(
        _whole("young_days", _("toddling below (days)"), 90),
        _whole("long_days", _("excellent from (days)"), 210),
        _whole("amount", _("fashion and excellent from (amount)"), 70_000, most=1_000_000_000),
        _whole("away_days", _("gone after (days)"), 240),
        _AS_OF,
    ),
    group="customers",
    order=76,
)

_MONTHS = Report(
    key="customer_flow",
    label=_("New, repeat, returned and lost"),
    description=_("How many customers came new, came again, came back and were lost each month."),
    formula=_(
        "By the calendar month of the business day, known customers, purchases without returns. New: first purchase "
        "ever in the month. Repeat: bought in the month and in one of the months before it that make somebody a "
        "customer. Returned: bought in the month, the last time before longer ago. Lost: no purchase for so many whole "
        "months, counted in the month that made them full; nobody is lost yet in a month that still runs. Customers at "
        "the end = at the beginning + new + returned − lost = who bought in the last so many months. Lost share = lost "
        "÷ customers at the beginning."
    ),
    columns=(
        ReportColumn(key="month", label=_("Month")),
        _number("opening", _("At the beginning")),
        _number("new", pgettext_lazy("flow of customers", "New")),
        _number("returning", pgettext_lazy("flow of customers", "Returned")),
        _number("lost", pgettext_lazy("flow of customers", "Lost")),
        _number("closing", _("At the end")),
        _number("repeat", pgettext_lazy("flow of customers", "Repeat")),
        _number("buyers", _("Buyers")),
        _percent("lost_share", _("Lost share")),
        _money("new_sales", _("Sales to new")),
        _money("repeat_sales", _("Sales to repeat")),
        _money("returning_sales", _("Sales to returned")),
    ),
    tables=(
        ReportTable(
            key="groups",
            label=_("Groups by month"),
            columns=(
                ReportColumn(key="month", label=_("Month")),
                ReportColumn(key="group", label=_("Group")),
                _CUSTOMERS,
            ),
        ),
        ReportTable(
            key="years",
            label=_("By fiscal year"),
            columns=(
                ReportColumn(key="year", label=_("Fiscal year")),
                _number("opening", _("At the beginning")),
                _number("new", pgettext_lazy("flow of customers", "New")),
                _number("returning", pgettext_lazy("flow of customers", "Returned")),
                _number("lost", pgettext_lazy("flow of customers", "Lost")),
                _number("closing", _("At the end")),
            ),
        ),
    ),
    run=f"{_SETS}months:by_month",
    people=f"{_SETS}months:of_month",
    picture=(
        Picture(kind="bar", x="month", value=("customers",), series="group", table="groups"),
        Picture(kind="line", x="month", value=("closing",), title=_("Customers at the end of the month")),
    ),
    parameters=(
        _START,
        _END,
        _whole("gone_months", _("lost after (months)"), 6, most=120),
        _AS_OF,
    ),
    group="repeat",
    order=55,
)

_INDEXES = (
    ("net", _("Net sales (index)")),
    ("average", _("Average (index)")),
    ("new_share", _("New (index)")),
    ("repeat_share", _("Repeat (index)")),
    ("regular_share", _("Regulars (index)")),
    ("elsewhere_share", _("Other shops too (index)")),
)
_SHOPS = Report(
    key="shop_comparison",
    label=_("Shops compared"),
    description=_("What each shop sells and who comes, beside all shops together."),
    formula=_(
        "In the period, by business day. Net sales = sales − returns; average = net sales ÷ purchases. Buyers: known "
        "customers with a purchase there. New: bought there on the day of their first purchase anywhere. Came again: "
        "two or more purchases there. Regulars: by the official definition at the end of the period. Other shops too: "
        "also bought in another shop. Each share is of the buyers of the row. Index: 100 is the value of all shops "
        "together; for net sales, the mean of the shops."
    ),
    columns=(
        ReportColumn(key="shop", label=_("Shop")),
        ReportColumn(key="code", label=_("Code")),
        _money("sales", _("Sales")),
        _money("returns", _("Returns")),
        _money("net", _("Net sales")),
        _number("purchases", _("Purchases")),
        _money("average", _("Average per purchase")),
        _number("buyers", _("Buyers")),
        _number("new", _("Newcomers")),
        _percent("new_share", _("Share of new")),
        _number("again", _("Came again")),
        _percent("repeat_share", _("Repeat rate")),
        _number("regulars", _("Regulars")),
        _percent("regular_share", _("Share of regulars")),
        _number("elsewhere", _("Other shops too")),
        _percent("elsewhere_share", _("Share with other shops")),
        *(_number(f"{key}_index", label) for key, label in _INDEXES),
    ),
    run=f"{_SETS}shops:comparison",
    stamp=f"{_SETS}shops:stamp",
    people=f"{_SETS}shops:of_shop",
    picture=Picture(kind="bar", x="shop", value=tuple(f"{key}_index" for key, _label in _INDEXES)),
    parameters=(_START, _END, _AS_OF),
    group="shops",
    order=25,
)

_HOURS = Report(
    key="hours",
    label=_("Time of day and weekday"),
    description=_("When people come: purchases, net sales and buyers by time of day and weekday, holidays apart."),
    formula=_(
        "By the business day: what is sold after midnight belongs to the evening before. A national holiday counts as "
        "holiday, not as its weekday. Purchases without returns; net sales = sales − returns; average = net sales ÷ "
        "purchases. Buyers: different known customers of the cell; somebody may be in several cells. Share = purchases "
        "÷ all purchases. Per day = net sales ÷ days with a purchase in the cell."
    ),
    columns=(
        ReportColumn(key="slot", label=_("Time")),
        ReportColumn(key="day", label=_("Weekday")),
        _number("purchases", _("Purchases")),
        _percent("share", _("Share of purchases")),
        _money("sales", _("Sales")),
        _money("net", _("Net sales")),
        _number("buyers", _("Buyers")),
        _money("average", _("Average per purchase")),
        _money("per_day", _("Net sales per day")),
    ),
    run=f"{_SETS}hours:by_weekday",
    people=f"{_SETS}hours:of_cell",
    picture=Picture(kind="heat", x="day", y="slot", value=("purchases", "net", "buyers", "average")),
    parameters=(
        _START,
        _END,
        ReportParameter(
            key="by",
            label=_("by"),
            type="choice",
            choices=(
                ("band", pgettext_lazy("unit of a report", "time of day")),
                ("hour", pgettext_lazy("unit of a report", "hour")),
            ),
            default="band",
        ),
        _SHOP,
        _AS_OF,
    ),
    group="shops",
    order=30,
)

_BANDS = Report(
    key="time_bands",
    label=_("From lunch to dinner"),
    description=_("Who came only at lunch at first and later in the evening, how soon, and who came back to lunch."),
    formula=_(
        "People: known customers with at least so many purchases whose first ones were all in the first time of day; a "
        "purchase without a time counts as none of them. Came: of these, who bought later in the other time of day; "
        "share = came ÷ people. Days: from the last of the first purchases to the first one in the other. Back: of "
        "those who came, who bought in the first time of day after that. Within so many days: only of those whose "
        "first purchases lie at least so long back."
    ),
    columns=(
        ReportColumn(key="first", label=_("First time of day")),
        ReportColumn(key="then", label=_("Later time of day")),
        _number("people", _("Started there")),
        _number("came", _("Came later")),
        _percent("share", _("Share who came")),
        ReportColumn(key="median_days", label=_("Median days"), type="days"),
        _number("back", _("Went back")),
        _percent("back_share", _("Share who came back")),
        ReportColumn(key="back_days", label=_("Median days until back"), type="days"),
    ),
    tables=(
        ReportTable(
            key="within",
            label=_("How soon"),
            columns=(
                ReportColumn(key="way", label=_("Way")),
                ReportColumn(key="days", label=_("Within days"), type="days"),
                _number("people", _("People known so long")),
                _number("came", _("Came later")),
                _percent("share", _("Share who came")),
            ),
        ),
        ReportTable(
            key="pairs",
            label=_("Every two times of day"),
            columns=(
                ReportColumn(key="first", label=_("First time of day")),
                ReportColumn(key="then", label=_("Later time of day")),
                _number("people", _("Started there")),
                _number("came", _("Came later")),
                _percent("share", _("Share who came")),
                ReportColumn(key="median_days", label=_("Median days"), type="days"),
                _number("back", _("Went back")),
                _percent("back_share", _("Share who came back")),
            ),
        ),
    ),
    run=f"{_SETS}bands:migration",
    stamp=f"{_SETS}bands:stamp",
    people=f"{_SETS}bands:of_way",
    picture=(
        Picture(kind="curves", x="days", value=("share",), series="way", table="within", title=_("How soon they came")),
        Picture(kind="heat", x="then", y="first", value=("share", "came"), table="pairs"),
    ),
    parameters=(
        ReportParameter(
            key="first_band", label=_("first"), type="choice", choices_from=f"{_SETS}hours:bands", default="lunch"
        ),
        ReportParameter(
            key="then_band", label=_("then"), type="choice", choices_from=f"{_SETS}hours:bands", default="dinner"
        ),
        _whole("times", _("first purchases"), 1, most=100),
        _AS_OF,
    ),
    group="repeat",
    order=66,
)

REPORTS = (_RFM, _DECILE, _ABC_CUSTOMERS, _ABC_PRODUCTS, _CPM, _MONTHS, _SHOPS, _HOURS, _BANDS)
