"""What duplicates offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, EVERYBODY, MANAGERS, OFFICERS, Permission
from joren.foundation.registry import CustomerLink, NavigationItem, Urls

PROVIDES = (
    Permission(key="duplicates.view", label=_("See who may be the same person"), roles=EVERYBODY),
    Permission(key="duplicates.decide", label=_("Decide who is the same person"), roles=COUNTER | OFFICERS),
    Permission(key="duplicates.settings", label=_("Say what happens to sure duplicates"), roles=MANAGERS),
    Urls(prefix="duplicates/", module="joren.record.duplicates.urls"),
    NavigationItem(
        key="duplicates",
        label=_("Duplicates"),
        url_name="duplicates:list",
        icon="users-group",
        section="record",
        order=20,
        permission="duplicates.view",
    ),
    CustomerLink(model="duplicates.Candidate", field="first", merge="keep_winner", erase="delete"),
    CustomerLink(model="duplicates.Candidate", field="second", merge="keep_winner", erase="delete"),
)
