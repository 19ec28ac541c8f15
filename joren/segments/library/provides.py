"""What the library offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, MARKETERS, OFFICERS, READERS, Permission
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    JobHandler,
    NavigationItem,
    PeriodicJob,
    Urls,
)
from joren.segments.catalogue.saved import SegmentSource

from .tables import MEMBERSHIPS

PROVIDES = (
    MEMBERSHIPS,
    CustomerLink(
        model="library.Membership",
        merge="joren.segments.library.merging:memberships",
        erase="delete",
        export=("segment", "entered_on", "left_on"),
    ),
    Permission(key="segments.view", label=_("See segments and who is in them"), roles=READERS),
    Permission(key="segments.change", label=_("Build and change segments"), roles=MARKETERS),
    Permission(key="segments.export", label=_("Take the members of a segment away"), roles=MANAGERS | OFFICERS),
    SegmentSource(key="library", find="joren.segments.library.queries:saved_rule"),
    NavigationItem(
        key="segments",
        label=_("Segments"),
        url_name="segments:list",
        icon="users-group",
        section="know",
        order=10,
        permission="segments.view",
    ),
    Urls(prefix="segments/", module="joren.segments.library.urls"),
    ApiRouter(prefix="segments", router="joren.segments.library.api:router", tag=_("Segments")),
    Commands(commands="joren.segments.library.commands:COMMANDS"),
    JobHandler(key="segments.count", label=_("Count the segments"), run="joren.segments.library.tasks:count_all"),
    PeriodicJob(key="segments.count", every="5 * * * *"),
)
