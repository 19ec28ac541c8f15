"""What reports offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, OFFICERS, READERS, Permission
from joren.foundation.registry import ApiRouter, Commands, NavigationItem, Urls

from .entries import shipped

PROVIDES = (
    Permission(key="reports.view", label=_("See reports"), roles=READERS),
    Permission(key="reports.export", label=_("Take reports away"), roles=MANAGERS | OFFICERS),
    NavigationItem(
        key="reports",
        label=_("Reports"),
        url_name="reports:list",
        icon="report-analytics",
        section="know",
        order=30,
        permission="reports.view",
    ),
    Urls(prefix="reports/", module="joren.insight.reports.urls"),
    ApiRouter(prefix="reports", router="joren.insight.reports.api:router", tag=_("Reports")),
    Commands(commands="joren.insight.reports.commands:COMMANDS"),
    *shipped(),
)
