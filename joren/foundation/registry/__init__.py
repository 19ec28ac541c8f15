"""What the apps offer to the rest of the house, found without anybody importing upwards.

An app that has something to offer says so in its `provides.py`, as one tuple of plain, frozen entries::

    PROVIDES = (
        NavigationItem(key="customers", label=_("Customers"), ...),
        Permission(key="customers.view", label=_("See customers"), roles=EVERYBODY),
    )

Whoever wants them asks by type: ``entries(NavigationItem)``. A later stage may define entry types of its own.
"""

from .apps import JorenAppConfig
from .entries import (
    ApiRouter,
    Card,
    Commands,
    CustomerLink,
    EventType,
    Handed,
    HandOver,
    JobHandler,
    Metric,
    NavigationItem,
    Panel,
    PeriodicJob,
    Picture,
    Report,
    ReportColumn,
    ReportParameter,
    ReportTable,
    Urls,
    resolve,
)
from .lookup import DuplicateEntry, entries, entry, forget

__all__ = [
    "ApiRouter",
    "Card",
    "Commands",
    "CustomerLink",
    "DuplicateEntry",
    "EventType",
    "HandOver",
    "Handed",
    "JobHandler",
    "JorenAppConfig",
    "Metric",
    "NavigationItem",
    "Panel",
    "PeriodicJob",
    "Picture",
    "Report",
    "ReportColumn",
    "ReportParameter",
    "ReportTable",
    "Urls",
    "entries",
    "entry",
    "forget",
    "resolve",
]
