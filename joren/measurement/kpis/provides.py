"""What the measures offer to the house."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.accounts.permissions import EVERYBODY, Permission
from joren.foundation.registry import (
    ApiRouter,
    Card,
    Commands,
    Metric,
    NavigationItem,
    Report,
    ReportColumn,
    ReportParameter,
    ReportTable,
    Urls,
)

_HERE = "joren.measurement.kpis."


def _metric(name: str, label: object, *, unit: str = "percent", better: bool = True) -> Metric:
    return Metric(
        key=f"kpis.{name}",
        label=label,  # type: ignore[arg-type]
        unit=unit,  # type: ignore[arg-type]
        measure=f"{_HERE}metrics:{name}",
        series=f"{_HERE}metrics:{name}_series",
        accumulates=False,
        higher_is_better=better,
    )


PROVIDES = (
    Permission(key="kpis.view", label=_("See the measures of the business (KPI)"), roles=EVERYBODY),
    NavigationItem(
        key="kpis", label=_("KPI"), url_name="kpis:page", icon="gauge", section="prove", order=5, permission="kpis.view"
    ),
    Urls(prefix="kpi/", module=f"{_HERE}urls"),
    ApiRouter(prefix="kpis", router=f"{_HERE}api:router", tag=_("KPI")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
    Card(
        key="kpis.measures",
        label=_("KPI of the last month"),
        size=2,
        template="kpis/_card.html",
        context=f"{_HERE}cards:measures",
        permission="kpis.view",
        order=12,
    ),
    _metric("repeat", pgettext_lazy("measure", "Repeat rate")),
    _metric("cross", _("Cross-sell rate")),
    _metric("up", _("Up-sell rate")),
    _metric("opened", _("Open rate")),
    _metric("clicked", _("Click rate (CTR)")),
    _metric("answered", _("Time to answer"), unit="minutes", better=False),
    _metric("lapsed", pgettext_lazy("measure", "Lapse rate"), better=False),
    Report(
        key="kpis",
        label=_("KPI over time"),
        description=_("The ten measures of the business over all periods, as one table."),
        formula=_("Each measure by its own formula, as the page “KPI” says. Shares are of 1, waiting is in minutes."),
        columns=(
            ReportColumn(key="measure", label=_("Measure")),
            ReportColumn(key="first", label=_("from"), type="date"),
            ReportColumn(key="last", label=_("until"), type="date"),
            ReportColumn(key="value", label=_("Value"), type="number"),
            ReportColumn(key="unit", label=_("in")),
            ReportColumn(key="part", label=pgettext_lazy("measure", "Counted"), type="number"),
            ReportColumn(key="whole", label=_("of"), type="number"),
            ReportColumn(key="p90", label=_("Nine in ten within (minutes)"), type="number"),
            ReportColumn(key="unanswered", label=_("Unanswered"), type="number"),
            ReportColumn(key="missing", label=_("What is missing")),
        ),
        run=f"{_HERE}report:run",
        people=f"{_HERE}report:people",
        parameters=(
            ReportParameter(
                key="by",
                label=_("periods of"),
                type="choice",
                choices=(("month", _("Month")), ("weeks", _("4 weeks")), ("quarter", _("Quarter"))),
                default="month",
            ),
            ReportParameter(key="shop", label=_("shop"), type="shop"),
            ReportParameter(key="as_of", label=_("as of")),
        ),
        tables=(
            ReportTable(
                key="fresh",
                label=_("How fresh"),
                columns=(ReportColumn(key="key", label=_("Measure")), ReportColumn(key="at", label=_("Newest fact"))),
            ),
        ),
        group="other",
        stamp=f"{_HERE}report:stamp",
        order=5,
    ),
)
