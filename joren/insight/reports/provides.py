"""What reports offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, OFFICERS, READERS, Permission
from joren.foundation.registry import ApiRouter, Card, Commands, JobHandler, NavigationItem, PeriodicJob, Urls

from .entries import shipped

_HERE = "joren.insight.reports."

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
    JobHandler(key="reports.answer", label=_("Count a report"), run=f"{_HERE}tasks:answer"),
    JobHandler(key="reports.warm", label=_("Get the reports ready"), run=f"{_HERE}tasks:warm"),
    PeriodicJob(key="reports.warm", every="40 5 * * *"),
    JobHandler(key="reports.clear", label=_("Forget old answers of reports"), run=f"{_HERE}tasks:clear"),
    PeriodicJob(key="reports.clear", every="50 3 * * *"),
    JobHandler(key="reports.month", label=_("Make the monthly report"), run=f"{_HERE}tasks:month"),
    PeriodicJob(key="reports.month", every="10 6 1 * *"),
    Card(
        key="reports.sales_of_month",
        label=_("Sales of this month"),
        template="reports/cards/_figure.html",
        context=f"{_HERE}cards:sales_of_month",
        report="sales",
        permission="reports.view",
        order=10,
    ),
    Card(
        key="reports.month",
        label=_("Monthly report"),
        size=2,
        template="reports/cards/_month.html",
        context=f"{_HERE}cards:month",
        permission="reports.view",
        order=15,
    ),
    Card(
        key="reports.sales",
        label=_("Sales by month"),
        size=2,
        report="sales",
        permission="reports.view",
        order=20,
    ),
    Card(
        key="reports.customers",
        label=_("Buyers and new customers"),
        size=2,
        report="customers",
        permission="reports.view",
        order=30,
    ),
    Card(key="reports.repeat", label=_("Coming back"), report="repeat", permission="reports.view", order=40),
    Card(key="reports.shops", label=_("Sales by shop"), report="shops", permission="reports.view"),
    Card(key="reports.products", label=_("Best products"), report="products", permission="reports.view"),
    *shipped(),
)
