"""Reports about coming back: steps, the second purchase, cohorts, what they brought, intervals."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import Picture, Report, ReportColumn, ReportParameter, ReportTable

_SETS = "joren.insight.reports.sets."

_START = ReportParameter(key="from", label=_("first purchase from"))
_END = ReportParameter(key="to", label=_("first purchase until"))
_AS_OF = ReportParameter(key="as_of", label=_("as of"))
_BY = ReportParameter(
    key="by",
    label=_("cohorts by"),
    type="choice",
    choices=(("month", _("month of first purchase")), ("week", _("week of first purchase"))),
    default="month",
)
_SAME_DAY = ReportParameter(
    key="same_day",
    label=_("purchases of one day"),
    type="choice",
    choices=(("each", _("each counts")), ("one", _("count as one visit"))),
    default="each",
)

_COHORT = ReportColumn(key="cohort", label=_("First purchase in"))
_AGE = ReportColumn(key="age", label=_("Periods since"), type="number")
_SIZE = ReportColumn(key="size", label=_("Customers of the cohort"), type="number")
_UNTIL = ReportColumn(key="until", label=_("Counted until"), type="date")
_PER_HEAD = ReportColumn(key="per_head", label=_("Amount per head"), type="money")

_LTV_COLUMNS = (
    _COHORT,
    _AGE,
    _SIZE,
    ReportColumn(key="amount", label=_("Net amount of the period"), type="money"),
    ReportColumn(key="total", label=_("Net amount so far"), type="money"),
    ReportColumn(key="per_head", label=_("So far, per head"), type="money"),
    ReportColumn(key="margin_per_head", label=_("Margin so far, per head"), type="money"),
    ReportColumn(key="cost_known", label=_("Share of lines with a known cost"), type="percent"),
    _UNTIL,
)

REPORTS = (
    Report(
        key="repeat",
        label=_("Coming back"),
        description=_("How many come a second, third, fourth time, and how soon."),
        formula=_(
            "Of the customers whose first purchase lies in the period: those with at least n purchases by the day, and "
            "those of them with at least one more. Conversion = the latter ÷ the former. Median of the days between "
            "the nth and the next purchase of those who made it. Two purchases of one day are two. A row of a summary "
            "file counts as its number of purchases; days it does not tell are in no median. A row opens to those who "
            "came once more."
        ),
        columns=(
            ReportColumn(key="purchases", label=_("Purchases so far"), type="number"),
            ReportColumn(key="customers", label=_("Customers"), type="number"),
            ReportColumn(key="again", label=_("Came once more"), type="number"),
            ReportColumn(key="conversion", label=_("Conversion"), type="percent"),
            ReportColumn(key="median_days", label=_("Median days"), type="days"),
        ),
        run=f"{_SETS}repeat:steps",
        people=f"{_SETS}repeat:of_step",
        parameters=(_START, _END, _AS_OF),
        group="repeat",
        picture=Picture(kind="bar", x="purchases", value=("conversion",)),
        order=60,
    ),
    Report(
        key="second_purchase",
        label=_("Time to the second purchase"),
        description=_("How many newcomers come a second time within 30, 60, 90, 180 and 365 days, and the curve."),
        formula=_(
            "Rate within n days = customers whose second purchase came at most n days after the first ÷ customers "
            "whose first purchase lies at least n days back; who was not watched so long is in neither. Estimate: 1 − "
            "Kaplan–Meier curve at n days, with everybody in it for as long as they were watched; interval of 95 % by "
            "Greenwood's formula, cut at 0 and 1. Median: the first day by which the curve is at a half or below. Day "
            "of the second unknown: the first is a row of several purchases of a summary file; in no rate. Parted by "
            "the first purchase: of several on its day the earliest, then the one recorded first; who bought from "
            "several categories is in each of them. A row opens to those who came back."
        ),
        columns=(
            ReportColumn(key="group", label=_("First purchase")),
            ReportColumn(key="days", label=_("Within days"), type="days"),
            ReportColumn(key="customers", label=_("Watched so long"), type="number"),
            ReportColumn(key="again", label=_("Came a second time"), type="number"),
            ReportColumn(key="share", label=_("Repeat rate"), type="percent"),
            ReportColumn(key="estimate", label=_("Estimate with everybody"), type="percent"),
            ReportColumn(key="low", label=_("Lower end (95 %)"), type="percent"),
            ReportColumn(key="high", label=_("Upper end (95 %)"), type="percent"),
        ),
        run=f"{_SETS}second_purchase:second_purchase",
        people=f"{_SETS}second_purchase:of_second",
        parameters=(
            _START,
            _END,
            ReportParameter(
                key="parted",
                label=_("parted by"),
                type="choice",
                choices=(
                    ("all", _("not at all")),
                    ("shop", _("shop of the first purchase")),
                    ("channel", _("channel of the first purchase")),
                    ("category", _("category of the first purchase")),
                ),
                default="all",
            ),
            _SAME_DAY,
            ReportParameter(
                key="until", label=_("curve until day"), type="number", default="365", minimum=1, maximum=3_650
            ),
            _AS_OF,
        ),
        tables=(
            ReportTable(
                key="groups",
                label=_("By first purchase"),
                columns=(
                    ReportColumn(key="group", label=_("First purchase")),
                    ReportColumn(key="customers", label=_("Customers"), type="number"),
                    ReportColumn(key="again", label=_("Came a second time"), type="number"),
                    ReportColumn(key="share", label=_("Share so far"), type="percent"),
                    ReportColumn(key="median_days", label=_("Median days (estimate)"), type="days"),
                    ReportColumn(key="unknown", label=_("Day of the second unknown"), type="number"),
                ),
                note=_("The largest ten groups. No median: less than half are estimated to be back by now."),
            ),
            ReportTable(
                key="curve",
                label=_("Curve"),
                columns=(
                    ReportColumn(key="group", label=_("First purchase")),
                    ReportColumn(key="day", label=_("Days"), type="days"),
                    ReportColumn(key="at_risk", label=_("Still watched and not back before"), type="number"),
                    ReportColumn(key="back", label=_("Came back on the day"), type="number"),
                    ReportColumn(key="again", label=_("Came back so far"), type="number"),
                    ReportColumn(key="waiting", label=_("Not back yet (Kaplan–Meier)"), type="percent"),
                    ReportColumn(key="low", label=_("Lower end (95 %)"), type="percent"),
                    ReportColumn(key="high", label=_("Upper end (95 %)"), type="percent"),
                ),
            ),
        ),
        group="repeat",
        picture=(
            Picture(
                kind="curves",
                x="day",
                value=("waiting",),
                series="group",
                table="curve",
                title=_("Not back yet, by days since the first purchase"),
            ),
            Picture(kind="bar", x="days", value=("share",), series="group", title=_("Repeat rate within so many days")),
        ),
        order=61,
    ),
    Report(
        key="cohorts",
        label=_("Cohorts"),
        description=_("Who buys again in the months or weeks after the first purchase, and for how much."),
        formula=_(
            "A cohort: the customers whose first purchase ever lies in the month or week (from Monday). Customers: "
            "those of it with a purchase in the period so many months or weeks later, in the calendar; 0 is that of "
            "the first purchase. Share = customers ÷ customers of the cohort. Amount: paid by the cohort in the "
            "period, returns taken off. Per head = amount ÷ customers of the cohort. Periods that have not begun by "
            "the day are empty; the one under way is counted until the day and is not in the average. Average = sum of "
            "customers ÷ sum of cohorts whose period is over. Without a first day the newest 24 months or 26 weeks."
        ),
        columns=(
            _COHORT,
            _AGE,
            _SIZE,
            ReportColumn(key="customers", label=_("Buyers of the period"), type="number"),
            ReportColumn(key="share", label=_("Share of the cohort"), type="percent"),
            ReportColumn(key="amount", label=_("Net amount"), type="money"),
            _PER_HEAD,
            _UNTIL,
        ),
        run=f"{_SETS}cohorts:retention",
        people=f"{_SETS}cohorts:of_cell",
        parameters=(_START, _END, _BY, _AS_OF),
        tables=(
            ReportTable(
                key="average",
                label=_("All cohorts together"),
                columns=(
                    _AGE,
                    ReportColumn(key="cohorts", label=_("Number of cohorts"), type="number"),
                    _SIZE,
                    ReportColumn(key="customers", label=_("Buyers of the period"), type="number"),
                    ReportColumn(key="share", label=_("Share of the cohort"), type="percent"),
                    _PER_HEAD,
                ),
                note=_("Only cohorts whose period of that age is over."),
            ),
        ),
        group="repeat",
        picture=(
            Picture(
                kind="triangle",
                y="cohort",
                x="age",
                value=("share", "customers"),
                title=_("Share of the cohort that bought"),
            ),
            Picture(kind="curves", x="age", value=("share",), table="average", title=_("All cohorts together")),
            Picture(
                kind="curves", x="age", value=("share",), series="cohort", title=_("The same as curves, by cohort")
            ),
            Picture(kind="triangle", y="cohort", x="age", value=("per_head",), title=_("Net amount per head")),
        ),
        order=62,
    ),
    Report(
        key="ltv",
        label=_("Value so far (LTV)"),
        description=_("What a customer has brought by each month or week since the first purchase, by cohort."),
        formula=_(
            "Cohorts and periods as in the report of cohorts. So far = what the cohort paid from the period of the "
            "first purchase to this one, returns taken off. Per head = so far ÷ all customers of the cohort, those who "
            "never came back included. Observed, not forecast: periods that have not begun are empty. Margin = amount "
            "of lines − pieces × unit cost, of lines whose product has a unit cost; the share of such lines is told; "
            "empty when no product has one. A row opens to the cohort."
        ),
        columns=_LTV_COLUMNS,
        run=f"{_SETS}ltv:by_cohort",
        people=f"{_SETS}ltv:of_cell",
        parameters=(_START, _END, _BY, _AS_OF),
        tables=(
            ReportTable(
                key="cohorts",
                label=_("Cohorts to date"),
                columns=_LTV_COLUMNS,
                note=_("Older cohorts had more time: compare them at the same age."),
            ),
        ),
        group="repeat",
        picture=(
            Picture(kind="triangle", y="cohort", x="age", value=("per_head",), title=_("Net amount per head so far")),
            Picture(
                kind="curves", x="age", value=("per_head",), series="cohort", title=_("The same as curves, by cohort")
            ),
        ),
        order=63,
    ),
    Report(
        key="intervals",
        label=_("Days between purchases"),
        description=_("How long people stay away from one purchase to the next, and when a reminder makes sense."),
        formula=_(
            "An interval: days from one purchase of a known customer to the next; it belongs to the day of the later "
            "one, which lies in the period. Two purchases of one day are 0 days apart unless they count as one visit. "
            "Intervals inside a row of a summary file or beside it are not known and not there. Percentiles between "
            "two values are interpolated. Day to remind = the first day by which the asked share of all intervals had "
            "ended, from 20 intervals on: who stays away longer is later than that share of returns. Intervals that "
            "have not ended yet are not in it, so that it is rather early than late. Late now: customers whose last "
            "purchase lies longer back."
        ),
        columns=(
            ReportColumn(key="days", label=_("Days between")),
            ReportColumn(key="intervals", label=_("Intervals"), type="number"),
            ReportColumn(key="share", label=_("Share"), type="percent"),
            ReportColumn(key="so_far", label=_("Share up to here"), type="percent"),
            ReportColumn(key="customers", label=_("Customers"), type="number"),
        ),
        run=f"{_SETS}intervals:distribution",
        people=f"{_SETS}intervals:of_row",
        parameters=(
            ReportParameter(key="from", label=_("from")),
            ReportParameter(key="to", label=_("until")),
            ReportParameter(key="width", label=_("days of a bar"), type="number", default="7", maximum=366),
            ReportParameter(
                key="percent", label=_("remind after share of returns (%)"), type="number", default="75", maximum=99
            ),
            _SAME_DAY,
            _AS_OF,
        ),
        tables=(
            ReportTable(
                key="reminder",
                label=_("When to remind"),
                columns=(
                    ReportColumn(key="day", label=_("Day to remind"), type="days"),
                    ReportColumn(key="share", label=_("Returns made by then"), type="percent"),
                    ReportColumn(key="intervals", label=_("Intervals"), type="number"),
                    ReportColumn(key="late", label=_("Late now"), type="number"),
                ),
                note=_("Empty: fewer than 20 intervals are too few to say."),
            ),
            ReportTable(
                key="percentiles",
                label=_("Percentiles"),
                columns=(
                    ReportColumn(key="percentile", label=_("Percentile"), type="number"),
                    ReportColumn(key="days", label=_("Days"), type="days"),
                ),
            ),
            ReportTable(
                key="nth",
                label=_("By which purchase"),
                columns=(
                    ReportColumn(key="nth", label=_("After purchase no."), type="number"),
                    ReportColumn(key="intervals", label=_("Intervals"), type="number"),
                    ReportColumn(key="mean", label=_("Mean days"), type="days"),
                    ReportColumn(key="p25", label=_("A quarter within"), type="days"),
                    ReportColumn(key="median_days", label=_("Median days"), type="days"),
                    ReportColumn(key="p75", label=_("Three quarters within"), type="days"),
                ),
            ),
        ),
        group="repeat",
        picture=(
            Picture(kind="bar", x="days", value=("intervals",)),
            Picture(
                kind="line", x="nth", value=("p25", "median_days", "p75"), table="nth", title=_("By which purchase")
            ),
        ),
        order=64,
    ),
)
