"""Reports of visits: customers month by month, shops beside each other, when people come, from lunch to dinner."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.registry import Picture, Report, ReportColumn, ReportParameter, ReportTable
from joren.insight.reports.entries.groups import (
    AS_OF,
    CUSTOMERS,
    END,
    SETS,
    SHOP,
    START,
    money,
    number,
    percent,
    whole,
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
        number("opening", _("At the beginning")),
        number("new", pgettext_lazy("flow of customers", "New")),
        number("returning", pgettext_lazy("flow of customers", "Returned")),
        number("lost", pgettext_lazy("flow of customers", "Lost")),
        number("closing", _("At the end")),
        number("repeat", pgettext_lazy("flow of customers", "Repeat")),
        number("buyers", _("Buyers")),
        percent("lost_share", _("Lost share")),
        money("new_sales", _("Sales to new")),
        money("repeat_sales", _("Sales to repeat")),
        money("returning_sales", _("Sales to returned")),
    ),
    tables=(
        ReportTable(
            key="groups",
            label=_("Groups by month"),
            columns=(
                ReportColumn(key="month", label=_("Month")),
                ReportColumn(key="group", label=_("Group")),
                CUSTOMERS,
            ),
        ),
        ReportTable(
            key="years",
            label=_("By fiscal year"),
            columns=(
                ReportColumn(key="year", label=_("Fiscal year")),
                number("opening", _("At the beginning")),
                number("new", pgettext_lazy("flow of customers", "New")),
                number("returning", pgettext_lazy("flow of customers", "Returned")),
                number("lost", pgettext_lazy("flow of customers", "Lost")),
                number("closing", _("At the end")),
            ),
        ),
    ),
    run=f"{SETS}months:by_month",
    people=f"{SETS}months:of_month",
    picture=(
        Picture(
            kind="bar", x="month", value=("new", "repeat", "returning"), stacked=True, title=_("Buyers of the month")
        ),
        Picture(
            kind="line", x="month", value=("closing", "lost"), title=_("Customers at the end of the month, and lost")
        ),
    ),
    parameters=(
        START,
        END,
        whole("gone_months", _("lost after (months)"), 6, most=120),
        AS_OF,
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
        money("sales", _("Sales")),
        money("returns", _("Returns")),
        money("net", _("Net sales")),
        number("purchases", _("Purchases")),
        money("average", _("Average per purchase")),
        number("buyers", _("Buyers")),
        number("new", _("Newcomers")),
        percent("new_share", _("Share of new")),
        number("again", _("Came again")),
        percent("repeat_share", _("Share who came again")),
        number("regulars", _("Regulars")),
        percent("regular_share", _("Share of regulars")),
        number("elsewhere", _("Other shops too")),
        percent("elsewhere_share", _("Share with other shops")),
        *(number(f"{key}_index", label) for key, label in _INDEXES),
    ),
    run=f"{SETS}shops:comparison",
    stamp=f"{SETS}shops:stamp",
    people=f"{SETS}shops:of_shop",
    picture=Picture(kind="bar", x="shop", value=tuple(f"{key}_index" for key, _label in _INDEXES)),
    parameters=(START, END, AS_OF),
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
        number("purchases", _("Purchases")),
        percent("share", _("Share of purchases")),
        money("sales", _("Sales")),
        money("net", _("Net sales")),
        number("buyers", _("Buyers")),
        money("average", _("Average per purchase")),
        money("per_day", _("Net sales per day")),
    ),
    run=f"{SETS}hours:by_weekday",
    people=f"{SETS}hours:of_cell",
    picture=Picture(kind="heat", x="day", y="slot", value=("purchases", "net", "buyers", "average")),
    parameters=(
        START,
        END,
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
        SHOP,
        AS_OF,
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
        number("people", _("Started there")),
        number("came", _("Came later")),
        percent("share", _("Share who came")),
        ReportColumn(key="median_days", label=_("Median days"), type="days"),
        number("back", _("Went back")),
        percent("back_share", _("Share who came back")),
        ReportColumn(key="back_days", label=_("Median days until back"), type="days"),
    ),
    tables=(
        ReportTable(
            key="within",
            label=_("How soon"),
            columns=(
                ReportColumn(key="way", label=_("Way")),
                ReportColumn(key="days", label=_("Within days"), type="days"),
                number("people", _("People known so long")),
                number("came", _("Came later")),
                percent("share", _("Share who came")),
            ),
        ),
        ReportTable(
            key="pairs",
            label=_("Every two times of day"),
            columns=(
                ReportColumn(key="first", label=_("First time of day")),
                ReportColumn(key="then", label=_("Later time of day")),
                number("people", _("Started there")),
                number("came", _("Came later")),
                percent("share", _("Share who came")),
                ReportColumn(key="median_days", label=_("Median days"), type="days"),
                number("back", _("Went back")),
                percent("back_share", _("Share who came back")),
            ),
        ),
    ),
    run=f"{SETS}bands:migration",
    stamp=f"{SETS}bands:stamp",
    people=f"{SETS}bands:of_way",
    picture=(
        Picture(kind="curves", x="days", value=("share",), series="way", table="within", title=_("How soon they came")),
        Picture(kind="heat", x="then", y="first", value=("share", "came"), table="pairs"),
    ),
    parameters=(
        ReportParameter(
            key="first_band", label=_("first"), type="choice", choices_from=f"{SETS}hours:bands", default="lunch"
        ),
        ReportParameter(
            key="then_band", label=_("then"), type="choice", choices_from=f"{SETS}hours:bands", default="dinner"
        ),
        whole("times", _("first purchases"), 1, most=100),
        AS_OF,
    ),
    group="repeat",
    order=66,
)

REPORTS = (_MONTHS, _SHOPS, _HOURS, _BANDS)
