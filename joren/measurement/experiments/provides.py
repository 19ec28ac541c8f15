"""What experiments offer to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MARKETERS, READERS, Permission
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    JobHandler,
    Metric,
    NavigationItem,
    Panel,
    PeriodicJob,
    Report,
    ReportColumn,
    ReportParameter,
    Urls,
)
from joren.outreach.delivery.attribution import Attribution

_HERE = "joren.measurement.experiments."

PROVIDES = (
    Permission(key="experiments.view", label=_("See what campaigns changed"), roles=READERS),
    Permission(key="experiments.judge", label=_("Have a campaign judged again"), roles=MARKETERS),
    NavigationItem(
        key="experiments",
        label=_("Results"),
        url_name="experiments:list",
        icon="scale",
        section="prove",
        order=10,
        permission="experiments.view",
    ),
    Urls(prefix="results/", module=f"{_HERE}urls"),
    Panel(
        key="experiments.result",
        slot="campaigns.detail",
        title=_("What it changed"),
        template="experiments/_result.html",
        context=f"{_HERE}views:campaign_panel",
        order=10,
        permission="experiments.view",
    ),
    Panel(
        key="experiments.journey",
        slot="journeys.detail",
        title=_("What it changed"),
        template="experiments/_result.html",
        context=f"{_HERE}views:journey_panel",
        order=10,
        permission="experiments.view",
    ),
    Panel(
        key="experiments.size",
        slot="campaigns.send",
        title=_("What you will be able to see"),
        template="experiments/_size.html",
        context=f"{_HERE}views:size_panel",
        order=50,
        permission="experiments.view",
    ),
    Attribution(
        key="last_click",
        label=_("By the last click"),
        explanation=_(
            "Purchases of people whose last click on any message was on this one. Whoever clicks was often going to buy"
            " anyway, and whoever was reminded without clicking is missing: it is who bought after a click, not what"
            " the message changed."
        ),
        query=f"{_HERE}attribution:last_click",
        order=10,
    ),
    JobHandler(key="experiments.evaluate", label=_("Judge campaigns and journeys"), run=f"{_HERE}tasks:evaluate_ended"),
    PeriodicJob(key="experiments.evaluate", every="20 * * * *"),
    ApiRouter(prefix="campaigns", router=f"{_HERE}api:router", tag=_("Campaigns")),
    ApiRouter(prefix="results", router=f"{_HERE}api:results", tag=_("Results")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
    Metric(
        key="campaigns.extra_sales",
        label=_("Extra sales by campaigns"),
        unit="money",
        measure=f"{_HERE}queries:extra_sales",
    ),
    Report(
        key="campaigns",
        label=_("Campaigns and what they changed"),
        description=_("Every verdict on a campaign sent in the period."),
        formula=_("Average sales of those sent to, less those of the held-back group, times the people sent to."),
        columns=(
            ReportColumn(key="campaign", label=_("Campaign")),
            ReportColumn(key="sent_on", label=_("Sent on"), type="date"),
            ReportColumn(key="verdict", label=_("Verdict")),
            ReportColumn(key="people", label=_("People"), type="number"),
            ReportColumn(key="extra_sales", label=_("Extra sales"), type="money"),
            ReportColumn(key="low", label=_("at least"), type="money"),
            ReportColumn(key="high", label=_("at most"), type="money"),
            ReportColumn(key="extra_buyers", label=_("Extra buyers"), type="number"),
        ),
        run=f"{_HERE}reporting:campaigns",
        parameters=(
            ReportParameter(key="from", label=_("from"), type="date"),
            ReportParameter(key="to", label=_("to"), type="date"),
        ),
        group="outreach",
        kept=False,  # depends on what was sent
        order=300,
    ),
)
