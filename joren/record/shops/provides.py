"""What shops offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import EVERYBODY, MANAGERS, Permission
from joren.foundation.registry import NavigationItem, Urls

from .exporting import EXPORTS

PROVIDES = (
    *EXPORTS,
    Permission(key="shops.view", label=_("See shops"), roles=EVERYBODY),
    Permission(key="shops.change", label=_("Set up shops and who works there"), roles=MANAGERS),
    Urls(prefix="shops/", module="joren.record.shops.urls"),
    NavigationItem(
        key="shops",
        label=_("Shops"),
        url_name="shops:list",
        icon="building-store",
        section="record",
        order=20,
        permission="shops.view",
    ),
)
