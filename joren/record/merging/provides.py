"""What merging offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, OFFICERS, Permission
from joren.foundation.registry import CustomerLink, EventType
from joren.record.timeline.kinds import EventKind

_EVENTS = "joren.record.merging.events:"

PROVIDES = (
    Permission(
        key="merging.merge", label=_("Merge records of one person, and separate them"), roles=COUNTER | OFFICERS
    ),
    CustomerLink(model="merging.Merge", field="holder", merge="move", erase="delete"),
    EventType(
        key="merging.merged",
        kind=EventKind.PROFILE,
        label=_("Merged"),
        icon="arrows-join",
        sentence=f"{_EVENTS}merged",
    ),
    EventType(
        key="merging.undone",
        kind=EventKind.PROFILE,
        label=_("Separated"),
        icon="arrows-split",
        sentence=f"{_EVENTS}undone",
    ),
)
