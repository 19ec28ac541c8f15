"""What the accounts offer to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import Commands, NavigationItem, Urls

from .permissions import OWNERS, Permission

PROVIDES = (
    Permission(key="accounts.manage", label=_("Add people and set their roles"), roles=OWNERS),
    NavigationItem(
        key="accounts",
        label=_("Staff"),
        url_name="accounts:staff",
        icon="users-group",
        section="settings",
        order=20,
        permission="accounts.manage",
    ),
    Urls(prefix="staff/", module="joren.foundation.accounts.urls"),
    Commands(commands="joren.foundation.accounts.commands:COMMANDS"),
)
