"""What campaigns offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, MARKETERS, READERS, Permission
from joren.foundation.catalogue import ParameterOptions
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    HandOver,
    JobHandler,
    NavigationItem,
    Panel,
    PeriodicJob,
    Urls,
)
from joren.outreach.delivery.calendar import CalendarSource
from joren.outreach.delivery.origins import OriginNames

PROVIDES = (
    Permission(key="campaigns.view", label=_("See campaigns"), roles=READERS),
    Permission(key="campaigns.write", label=_("Write campaigns"), roles=MARKETERS),
    Permission(key="campaigns.send", label=_("Send campaigns"), roles=MARKETERS),
    Permission(key="campaigns.approve", label=_("Approve campaigns of others"), roles=MARKETERS),
    Permission(key="campaigns.policy", label=_("Decide whether campaigns need approval"), roles=MANAGERS),
    Permission(key="campaigns.export", label=_("Take away the audience of a campaign as a file"), roles=MANAGERS),
    JobHandler(
        key="campaigns.prepare", label=_("Fix the audience of a campaign"), run="joren.outreach.campaigns.tasks:prepare"
    ),
    JobHandler(key="campaigns.settle", label=_("Look after campaigns"), run="joren.outreach.campaigns.tasks:settle"),
    PeriodicJob(key="campaigns.settle", every="* * * * *"),
    JobHandler(
        key="campaigns.repeat",
        label=_("Write for birthdays and anniversaries"),
        run="joren.outreach.campaigns.tasks:repeat",
    ),
    PeriodicJob(key="campaigns.repeat", every="*/10 * * * *"),
    OriginNames(prefix="campaign", names="joren.outreach.campaigns.queries:names_of"),
    CalendarSource(
        key="campaigns",
        label=_("Campaigns"),
        icon="send",
        items="joren.outreach.campaigns.calendar:campaigns_between",
        permission="campaigns.view",
    ),
    CustomerLink(
        model="campaigns.AudienceMember",
        merge="joren.outreach.campaigns.merging:merge",
        part="joren.outreach.campaigns.merging:part",
        erase="keep",
        export=("campaign", "decision", "reason", "channel", "variant", "occasion", "decided_on"),
    ),
    ParameterOptions(key="campaign", options="joren.outreach.campaigns.queries:options"),
    NavigationItem(
        key="campaigns",
        label=_("Campaigns"),
        url_name="campaigns:list",
        icon="send",
        section="reach",
        order=10,
        permission="campaigns.view",
    ),
    NavigationItem(
        key="campaigns.calendar",
        label=_("Calendar of messages"),
        url_name="campaigns:calendar",
        icon="calendar-event",
        section="reach",
        order=12,
        permission="campaigns.view",
    ),
    Panel(
        key="campaigns.to_segment",
        slot="segments.detail",
        title=_("Write to them"),
        template="campaigns/_write_to_them.html",
        context="joren.outreach.campaigns.panels:to_segment",
        permission="campaigns.write",
    ),
    Panel(
        key="campaigns.to_message",
        slot="content.message",
        title=_("Send it"),
        template="campaigns/_send_message.html",
        context="joren.outreach.campaigns.panels:to_message",
        permission="campaigns.write",
    ),
    HandOver(
        key="campaigns",
        label=_("Write to them"),
        icon="send",
        address="joren.outreach.campaigns.panels:address",
        permission="campaigns.write",
    ),
    Urls(prefix="campaigns/", module="joren.outreach.campaigns.urls"),
    ApiRouter(prefix="campaigns", router="joren.outreach.campaigns.api:router", tag=_("Campaigns")),
    Commands(commands="joren.outreach.campaigns.commands:COMMANDS"),
)
