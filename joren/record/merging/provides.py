"""What merging offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, MANAGERS, OFFICERS, Permission
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    EventType,
    JobHandler,
    NavigationItem,
    Panel,
    Urls,
)
from joren.record.timeline.kinds import EventKind

_HERE = "joren.record.merging."

PROVIDES = (
    Permission(
        key="merging.merge", label=_("Merge records of one person, and separate them"), roles=COUNTER | OFFICERS
    ),
    Permission(key="merging.batch", label=_("Merge many records at once, and take it back"), roles=MANAGERS),
    CustomerLink(model="merging.Merge", field="holder", merge="move", erase="delete"),
    EventType(
        key="merging.merged",
        kind=EventKind.PROFILE,
        label=_("Merged"),
        icon="arrows-join",
        sentence=f"{_HERE}events:merged",
    ),
    EventType(
        key="merging.undone",
        kind=EventKind.PROFILE,
        label=_("Separated"),
        icon="arrows-split",
        sentence=f"{_HERE}events:undone",
    ),
    JobHandler(key="merging.merge_many", label=_("Merge duplicates"), run=f"{_HERE}tasks:merge_many"),
    JobHandler(key="merging.undo_batch", label=_("Separate merged records"), run=f"{_HERE}tasks:undo_batch"),
    Urls(prefix="merges/", module="joren.record.merging.urls"),
    NavigationItem(
        key="merging",
        label=_("History of merges"),
        url_name="merging:history",
        icon="arrows-join",
        section="record",
        order=30,
        permission="merging.merge",
    ),
    Panel(
        key="merging.of_customer",
        slot="customers.detail",
        title=_("Same person"),
        template="merging/_panel.html",
        context=f"{_HERE}views:panel",
        order=800,
        permission="merging.merge",
        width="side",
    ),
    ApiRouter(prefix="merges", router=f"{_HERE}api:router", tag=_("Merges")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
)
