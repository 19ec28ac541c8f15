"""What the goals offer to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, READERS, Permission
from joren.foundation.registry import NavigationItem, Urls

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
    Urls(prefix="goals/", module="joren.planning.goals.urls"),
)
