"""What data health offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, EVERYBODY, MANAGERS, MARKETERS, OFFICERS, Permission
from joren.foundation.exporting import Export
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    JobHandler,
    NavigationItem,
    Panel,
    PeriodicJob,
    Urls,
)

_HERE = "joren.insight.health."

PROVIDES = (
    Permission(key="health.view", label=_("See the health of the data"), roles=EVERYBODY),
    Permission(key="health.repair", label=_("Mend what is wrong in the data"), roles=COUNTER | OFFICERS),
    Permission(key="health.measure", label=_("Measure the data again"), roles=MARKETERS | OFFICERS),
    Permission(key="health.settings", label=_("Say when a record is old"), roles=MANAGERS),
    NavigationItem(
        key="health",
        label=_("Data health"),
        url_name="health:overview",
        icon="heartbeat",
        section="record",
        order=30,
        permission="health.view",
    ),
    Urls(prefix="health/", module=f"{_HERE}urls"),
    CustomerLink(model="health.Standing", merge="keep_winner", erase="delete"),
    CustomerLink(model="health.Finding", merge="keep_winner", erase="delete"),
    JobHandler(key="health.measure", label=_("Measure the health of the data"), run=f"{_HERE}tasks:measure"),
    PeriodicJob(key="health.measure", every="30 4 * * *"),
    JobHandler(key="health.pick", label=_("Pick the repairs of the week"), run=f"{_HERE}tasks:pick"),
    PeriodicJob(key="health.pick", every="0 6 * * 1"),
    Panel(
        key="health.home",
        slot="home",
        title=_("Data health"),
        template="health/_home_panel.html",
        context=f"{_HERE}telling:home_panel",
        order=60,
        permission="health.view",
    ),
    ApiRouter(prefix="health", router=f"{_HERE}api:router", tag=_("Data health")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
    Export(
        key="health_findings",
        label=_("Findings of data health"),
        description=_("What is wrong in which customer's record, with the suggestion and the sales at stake."),
        icon="heartbeat",
        columns=f"{_HERE}exporting:columns",
        rows=f"{_HERE}exporting:rows",
        count=f"{_HERE}exporting:count",
        permission="customers.export",
        everything=False,
        order=90,
    ),
)
