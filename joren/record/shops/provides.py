"""What shops offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import EVERYBODY, MANAGERS, Permission

PROVIDES = (
    Permission(key="shops.view", label=_("See shops"), roles=EVERYBODY),
    Permission(key="shops.change", label=_("Set up shops and who works there"), roles=MANAGERS),
)
