"""What the business offers to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, Permission
from joren.foundation.registry import NavigationItem, Urls

PROVIDES = (
    Permission(key="business.change", label=_("Change the business's settings"), roles=MANAGERS),
    NavigationItem(
        key="business",
        label=_("Business"),
        url_name="business:settings",
        icon="building-store",
        section="settings",
        order=10,
        permission="business.change",
    ),
    Urls(prefix="business/", module="joren.foundation.business.urls"),
)
