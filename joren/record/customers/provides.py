"""What customers offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import (
    COUNTER,
    EVERYBODY,
    MANAGERS,
    MARKETERS,
    OFFICERS,
    Permission,
)
from joren.foundation.catalogue import AttributeSource
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    EventType,
    NavigationItem,
    Urls,
)
from joren.record.timeline.kinds import EventKind

from .attributes import ATTRIBUTES
from .exports.entries import EXPORTS
from .tables import TABLES

_EVENTS = "joren.record.customers.events:"
_MERGING = "joren.record.customers.merging:"

PERMISSIONS = (
    Permission(key="customers.view", label=_("See customers"), roles=EVERYBODY),
    Permission(key="customers.change", label=_("Record and change customers"), roles=COUNTER | OFFICERS),
    Permission(key="customers.delete", label=_("Delete customers"), roles=MANAGERS | OFFICERS),
    Permission(key="customers.export", label=_("Take customer lists away"), roles=MANAGERS | OFFICERS),
    Permission(key="customers.tag_many", label=_("Tag many customers at once"), roles=MARKETERS),
    Permission(key="customers.fields", label=_("Define custom fields and tags"), roles=MARKETERS),
)

EVENT_TYPES = (
    EventType(
        key="customers.created",
        kind=EventKind.PROFILE,
        label=_("Recorded as a customer"),
        icon="user-plus",
        sentence=f"{_EVENTS}created",
    ),
    EventType(
        key="customers.imported",
        kind=EventKind.PROFILE,
        label=_("Came in with an import"),
        icon="file-import",
        sentence=f"{_EVENTS}imported",
    ),
    EventType(
        key="customers.changed",
        kind=EventKind.PROFILE,
        label=_("Changed"),
        icon="edit",
        sentence=f"{_EVENTS}changed",
    ),
    EventType(
        key="customers.note",
        kind=EventKind.NOTE,
        label=_("Note"),
        icon="note",
        sentence=f"{_EVENTS}note",
    ),
)

LINKS = (
    CustomerLink(
        model="customers.ContactPoint",
        merge=f"{_MERGING}contact_points",
        part=f"{_MERGING}part_contact_points",
        erase="delete",
        export=("kind", "value", "source"),
    ),
    CustomerLink(
        model="customers.PostalAddress",
        merge=f"{_MERGING}addresses",
        part=f"{_MERGING}part_addresses",
        erase="delete",
        export=("postal_code", "prefecture", "city", "line", "building"),
    ),
    CustomerLink(model="customers.ExternalId", merge="move", erase="delete", export=("source", "value")),
    CustomerLink(model="customers.FormerId", field="survivor", merge="move", erase="delete"),
    CustomerLink(model="customers.CustomerTag", merge="move", erase="delete", export=("tag", "added_at")),
    CustomerLink(
        model="customers.CustomValue",
        merge=f"{_MERGING}custom_values",
        erase="delete",
        export=("field", "text", "number", "date", "boolean"),
    ),
)

PROVIDES = (
    *PERMISSIONS,
    *TABLES,
    *ATTRIBUTES,
    AttributeSource(key="customers", attributes="joren.record.customers.attributes:from_data"),
    *EVENT_TYPES,
    *LINKS,
    *EXPORTS,
    Urls(prefix="customers/", module="joren.record.customers.urls"),
    NavigationItem(
        key="customers",
        label=_("Customers"),
        url_name="customers:list",
        icon="users",
        section="record",
        order=10,
        permission="customers.view",
    ),
    NavigationItem(
        key="customers.tags",
        label=_("Tags"),
        url_name="customers:tags",
        icon="tags",
        section="record",
        order=40,
        permission="customers.fields",
    ),
    NavigationItem(
        key="customers.fields",
        label=_("Custom fields"),
        url_name="customers:fields",
        icon="forms",
        section="settings",
        order=40,
        permission="customers.fields",
    ),
    ApiRouter(prefix="customers", router="joren.record.customers.api:router", tag=_("Customers")),
    Commands(commands="joren.record.customers.commands:COMMANDS"),
)
