"""What duplicates offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, EVERYBODY, MANAGERS, OFFICERS, Permission
from joren.foundation.importing import ImportFollowUp
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    JobHandler,
    NavigationItem,
    Panel,
    PeriodicJob,
    Urls,
)

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
    CustomerLink(
        model="duplicates.Candidate",
        field="first",
        merge="joren.record.duplicates.following:merge",
        part="joren.record.duplicates.following:part",
        erase="delete",
    ),
    CustomerLink(
        model="duplicates.Candidate",
        field="second",
        merge="joren.record.duplicates.following:merge",
        erase="delete",
    ),
    JobHandler(key="duplicates.check", label=_("Look for duplicates"), run="joren.record.duplicates.tasks:check"),
    PeriodicJob(key="duplicates.check", every="*/10 * * * *"),
    ImportFollowUp(
        key="duplicates", after="customers", run="joren.record.duplicates.following:after_import", order=900
    ),
    Panel(
        key="duplicates.of_new_customer",
        slot="customers.new",
        title=_("Perhaps recorded already"),
        template="duplicates/_new_customer.html",
        context="joren.record.duplicates.warning:panel",
        order=10,
        permission="duplicates.view",
    ),
    ApiRouter(prefix="duplicates", router="joren.record.duplicates.api:router", tag=_("Duplicates")),
    Commands(commands="joren.record.duplicates.commands:COMMANDS"),
)
