"""What the exports offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, MANAGERS, OFFICERS, Permission
from joren.foundation.registry import ApiRouter, Commands, JobHandler, NavigationItem, PeriodicJob, Urls

_HERE = "joren.touchpoints.exports."

PROVIDES = (
    Permission(key="exports.run", label=_("Take files away of what one may see"), roles=COUNTER | OFFICERS),
    Permission(key="exports.history", label=_("See who took which files away"), roles=MANAGERS | OFFICERS),
    Permission(key="exports.everything", label=_("Take everything away in one file"), roles=OFFICERS),
    JobHandler(key="exports.write", label=_("Write an export"), run=f"{_HERE}tasks:write"),
    JobHandler(key="exports.tidy", label=_("Delete old export files"), run=f"{_HERE}tasks:tidy"),
    PeriodicJob(key="exports.tidy", every="17 * * * *"),
    Urls(prefix="exports/", module="joren.touchpoints.exports.urls"),
    NavigationItem(
        key="exports",
        label=_("Exports"),
        url_name="exports:list",
        icon="file-export",
        section="collect",
        order=20,
        permission="exports.run",
    ),
    ApiRouter(prefix="exports", router=f"{_HERE}api:router", tag=_("Exports")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
)
