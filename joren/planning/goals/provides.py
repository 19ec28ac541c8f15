"""What the goals offer to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, READERS, Permission
from joren.foundation.registry import ApiRouter, Commands, JobHandler, NavigationItem, Panel, PeriodicJob, Urls

_HERE = "joren.planning.goals."

PROVIDES = (
    Permission(key="goals.view", label=_("See goals"), roles=READERS),
    Permission(key="goals.change", label=_("Set and close goals"), roles=MANAGERS),
    NavigationItem(
        key="goals",
        label=_("Goals"),
        url_name="goals:list",
        icon="target",
        section="plan",
        order=10,
        permission="goals.view",
    ),
    NavigationItem(
        key="experience",
        label=_("Experience"),
        url_name="goals:experience",
        icon="book",
        section="plan",
        order=20,
        permission="goals.view",
    ),
    Urls(prefix="goals/", module="joren.planning.goals.urls"),
    ApiRouter(prefix="goals", router=f"{_HERE}api:router", tag=_("Goals")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
    JobHandler(key="goals.look", label=_("Look where the goals are going"), run=f"{_HERE}tasks:look"),
    PeriodicJob(key="goals.look", every="30 6 * * *"),
    *(
        Panel(
            key=f"goals.similar.{place}",
            slot=slot,
            title=_("What similar ones brought"),
            template="goals/_similar.html",
            context=f"{_HERE}panels:{context}",
            order=60,
            permission="goals.view",
        )
        for place, slot, context in (
            ("send", "campaigns.send", "of_campaign"),
            ("campaign", "campaigns.detail", "of_campaign"),
            ("journey", "journeys.detail", "of_journey"),
        )
    ),
)
