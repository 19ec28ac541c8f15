"""What the audit trail offers to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import OFFICERS, Permission
from joren.foundation.registry import NavigationItem, Urls

PROVIDES = (
    Permission(key="audit.view", label=_("See who viewed, changed and exported what"), roles=OFFICERS),
    NavigationItem(
        key="audit",
        label=_("Audit trail"),
        url_name="audit:trail",
        icon="shield-check",
        section="settings",
        order=90,
        permission="audit.view",
    ),
    Urls(prefix="audit/", module="joren.foundation.audit.urls"),
)
