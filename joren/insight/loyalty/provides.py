"""What loyalty offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MARKETERS, READERS, Permission
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    JobHandler,
    Metric,
    NavigationItem,
    PeriodicJob,
    Report,
    ReportColumn,
    ReportParameter,
    Urls,
)

from .attributes import ATTRIBUTES, STEPS

PROVIDES = (
    STEPS,
    *ATTRIBUTES,
    CustomerLink(
        model="loyalty.RegularStep", merge="keep_winner", erase="delete", export=("words",), personal=("words",)
    ),
    Permission(key="loyalty.view", label=_("See regulars, why they are, and who is next"), roles=READERS),
    Permission(key="loyalty.define", label=_("Say what a regular is"), roles=MARKETERS),
    NavigationItem(
        key="loyalty",
        label=_("Regulars"),
        url_name="loyalty:regulars",
        icon="heart",
        section="know",
        order=10,
        permission="loyalty.view",
    ),
    Urls(prefix="regulars/", module="joren.insight.loyalty.urls"),
    ApiRouter(prefix="regulars", router="joren.insight.loyalty.api:router", tag=_("Regulars")),
    Commands(commands="joren.insight.loyalty.commands:COMMANDS"),
    JobHandler(
        key="loyalty.factors", label=_("Look for what makes regulars"), run="joren.insight.loyalty.tasks:factors"
    ),
    PeriodicJob(key="loyalty.factors", every="10 4 * * *"),
    JobHandler(key="loyalty.steps", label=_("Work out who lacks which step"), run="joren.insight.loyalty.tasks:steps"),
    PeriodicJob(key="loyalty.steps", every="40 * * * *"),
    Metric(
        key="regulars",
        label=_("Regulars"),
        unit="count",
        measure="joren.insight.loyalty.queries:measure_regulars",
        accumulates=False,
    ),
    Report(
        key="regulars",
        label=_("Regulars over time"),
        description=_("How many regulars there were at the end of each month, and what they bring."),
        formula=_(
            "Regular: meets today's definition at the end of the month, by what was known then. Share of customers = "
            "regulars ÷ customers registered by then. Share of sales = what regulars had ever paid ÷ what all known "
            "customers had ever paid, returns taken off."
        ),
        columns=(
            ReportColumn(key="day", label=_("Day"), type="date"),
            ReportColumn(key="regulars", label=_("Regulars"), type="number"),
            ReportColumn(key="change", label=_("Up or down"), type="number"),
            ReportColumn(key="customers", label=_("Customers"), type="number"),
            ReportColumn(key="share", label=_("Share of customers"), type="percent"),
            ReportColumn(key="sales_share", label=_("Share of sales"), type="percent"),
        ),
        run="joren.insight.loyalty.reports:by_month",
        parameters=(
            ReportParameter(key="from", label=_("from")),
            ReportParameter(key="to", label=_("until")),
            ReportParameter(key="as_of", label=_("as of")),
        ),
        chart="line",
        chart_columns=("regulars",),
        group="repeat",
        kept=False,  # depends on the definition too
        order=5,
    ),
)
