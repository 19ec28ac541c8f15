"""What responses offers to the house."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, EVERYBODY, MARKETERS, Permission
from joren.foundation.registry import (
    Commands,
    EventType,
    JobHandler,
    NavigationItem,
    Panel,
    PeriodicJob,
    Urls,
)
from joren.record.timeline.kinds import EventKind

from .attributes import ATTRIBUTES
from .tables import WISHES

_HERE: Final = "joren.outreach.responses."

PROVIDES = (
    WISHES,
    *ATTRIBUTES,
    Permission(key="responses.view", label=_("See how customers want to be written to"), roles=EVERYBODY),
    Permission(key="responses.wish", label=_("Note how customers want to be written to"), roles=COUNTER),
    Permission(key="responses.topics", label=_("Decide which topics customers can choose"), roles=MARKETERS),
    EventType(
        key="responses.wished",
        kind=EventKind.CONSENT,
        label=_("Wish about messages"),
        icon="adjustments-heart",
        sentence=f"{_HERE}events:wished",
    ),
    JobHandler(key="responses.take", label=_("Count opens and clicks"), run=f"{_HERE}tasks:take"),
    PeriodicJob(key="responses.take", every="* * * * *"),
    JobHandler(key="responses.learn", label=_("Learn when and where customers read"), run=f"{_HERE}tasks:learn"),
    PeriodicJob(key="responses.learn", every="40 3 * * *"),
    NavigationItem(
        key="topics",
        label=_("Topics of messages"),
        url_name="responses:topics",
        icon="tags",
        section="settings",
        order=46,
        permission="responses.topics",
    ),
    Urls(prefix="responses/", module=f"{_HERE}urls"),
    Urls(prefix="m/", module=f"{_HERE}urls_public", public=True),
    Panel(
        key="responses.wishes",
        slot="customers.detail",
        title=_("How to write to them"),
        template="responses/_wish_panel.html",
        context=f"{_HERE}views:wish_panel",
        order=290,
        permission="responses.view",
        width="side",
    ),
    *(
        Panel(
            key=f"responses.topic_of_{kind}",
            slot=f"{kind}s.detail",
            title=_("Topic of this sending"),
            template="responses/_topic_panel.html",
            context=f"{_HERE}views:{kind}_panel",
            order=80,
            permission="responses.view",
        )
        for kind in ("campaign", "journey")
    ),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
)
