"""The timeline as rows: what happened to each customer. For other systems; no import reads it back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.exporting import Export, ExportColumn, ForeignKey, Scope, rows_of
from joren.foundation.registry import EventType, entries
from joren.record.customers import record_keys
from joren.record.customers.queries import customers_visible_to

from .kinds import EventKind
from .models import Event

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_PATHS: Final = {
    "record_id": "customer_id",
    "occurred_at": "occurred_at",
    "occurred_on": "occurred_on",
    "event_kind": "kind",
    "event": "key",
    "event_label": "key",
    "shop": "shop__code",
    "channel": "channel",
    "origin": "origin",
}


def columns() -> tuple[ExportColumn, ...]:
    """Whose, when, what, where."""
    return (
        ExportColumn(key="record_id", label=_("Joren number"), type="code"),
        ExportColumn(key="occurred_at", label=_("Happened at"), type="moment"),
        ExportColumn(key="occurred_on", label=_("Business day"), type="day"),
        ExportColumn(key="event_kind", label=_("Kind of event")),
        ExportColumn(key="event", label=_("Event")),
        ExportColumn(key="event_label", label=_("What happened")),
        ExportColumn(key="shop", label=_("Shop code"), type="code"),
        ExportColumn(key="channel", label=_("Channel")),
        ExportColumn(key="origin", label=_("Brought about by")),
    )


def rows(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Events of the customers this person may see, customer by customer."""
    labels = {declared.key: str(declared.label) for declared in entries(EventType)}
    shown = {
        "record_id": record_keys.keys(),
        "event_kind": lambda kind: str(EventKind(kind).label),
        "event_label": lambda key: labels.get(key, key),
    }
    return rows_of(_visible(staff).order_by("customer_id", "id"), scope, _PATHS, shown)


def count(staff: "Staff | None", scope: Scope) -> int:
    """How many events."""
    return int(_visible(staff).count())


def _visible(staff: "Staff | None") -> Any:
    everything = Event.objects.all()
    return everything if staff is None else everything.filter(customer__in=customers_visible_to(staff))


_HERE: Final = "joren.record.timeline.exporting:"
EXPORTS: Final = (
    Export(
        key="timeline",
        label=gettext_lazy("Timeline"),
        description=gettext_lazy("What happened to each customer: purchases, messages, answers, notes."),
        icon="history",
        columns=f"{_HERE}columns",
        rows=f"{_HERE}rows",
        count=f"{_HERE}count",
        permission="customers.export",
        foreign_keys=(ForeignKey(column="record_id", export="customers", other="record_id"),),
        order=90,
    ),
)
