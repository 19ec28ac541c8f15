"""What the library offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, MARKETERS, OFFICERS, READERS, Permission
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    EventType,
    JobHandler,
    NavigationItem,
    Panel,
    PeriodicJob,
    Urls,
)
from joren.record.timeline.kinds import EventKind
from joren.segments.catalogue.saved import SegmentSource

from .attributes import ATTRIBUTES
from .tables import MEMBERSHIPS

PROVIDES = (
    MEMBERSHIPS,
    *ATTRIBUTES,
    CustomerLink(
        model="library.Membership",
        merge="joren.segments.library.merging:memberships",
        erase="delete",
        export=("segment", "entered_on", "left_on"),
    ),
    Permission(key="segments.view", label=_("See segments and who is in them"), roles=READERS),
    Permission(key="segments.change", label=_("Build and change segments"), roles=MARKETERS),
    Permission(key="segments.export", label=_("Take the members of a segment away"), roles=MANAGERS | OFFICERS),
    SegmentSource(
        key="library", find="joren.segments.library.queries:saved_rule", ids="joren.segments.library.queries:ids_of"
    ),
    NavigationItem(
        key="segments",
        label=_("Segments"),
        url_name="segments:list",
        icon="users-group",
        section="know",
        order=10,
        permission="segments.view",
    ),
    Panel(
        key="segments.of_customer",
        slot="customers.detail",
        title=_("Segments"),
        template="library/_panel.html",
        context="joren.segments.library.view_members:panel",
        order=300,
        permission="segments.view",
        width="side",
    ),
    Urls(prefix="segments/", module="joren.segments.library.urls"),
    ApiRouter(prefix="segments", router="joren.segments.library.api:router", tag=_("Segments")),
    Commands(commands="joren.segments.library.commands:COMMANDS"),
    Commands(commands="joren.segments.library.history_commands:COMMANDS"),
    JobHandler(
        key="segments.follow",
        label=_("See who entered and left the segments"),
        run="joren.segments.library.tasks:follow",
    ),
    PeriodicJob(key="segments.follow", every="*/5 * * * *"),
    EventType(
        key="segments.entered",
        kind=EventKind.PROFILE,
        label=_("Entered a segment"),
        icon="login-2",
        sentence="joren.segments.library.events:entered",
    ),
    EventType(
        key="segments.left",
        kind=EventKind.PROFILE,
        label=_("Left a segment"),
        icon="logout-2",
        sentence="joren.segments.library.events:left",
    ),
)
