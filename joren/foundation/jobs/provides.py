"""What the jobs offer to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, Permission
from joren.foundation.registry import JobHandler, NavigationItem, PeriodicJob, Urls

PROVIDES = (
    Permission(key="jobs.view", label=_("See background work and try it again"), roles=MANAGERS),
    NavigationItem(
        key="jobs",
        label=_("Background work"),
        url_name="jobs:list",
        icon="activity",
        section="settings",
        order=80,
        permission="jobs.view",
    ),
    Urls(prefix="jobs/", module="joren.foundation.jobs.urls"),
    JobHandler(key="jobs.tidy", label=_("Tidy the list of finished work"), run="joren.foundation.jobs.tasks:tidy"),
    PeriodicJob(key="jobs.tidy", every="* * * * *"),
)
