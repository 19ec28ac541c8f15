"""Consents as rows: every one with its evidence, also those that were withdrawn."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.exporting import Export, ExportColumn, ForeignKey, Scope, rows_of
from joren.record.customers import record_keys
from joren.record.customers.queries import customers_visible_to

from .models import Consent

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_PATHS: Final = {
    "record_id": "customer_id",
    "consent_channel": "channel",
    "consent_purpose": "purpose",
    "granted_at": "granted_at",
    "granted_how": "granted_how",
    "granted_text": "granted_text",
    "withdrawn_at": "withdrawn_at",
    "withdrawn_how": "withdrawn_how",
}


def columns() -> tuple[ExportColumn, ...]:
    """Whose, for what, when and how."""
    return (
        ExportColumn(key="record_id", label=_("Joren number"), type="code"),
        ExportColumn(key="consent_channel", label=_("Consent channel")),
        ExportColumn(key="consent_purpose", label=_("Consent purpose")),
        ExportColumn(key="granted_at", label=_("Granted at"), type="moment"),
        ExportColumn(key="granted_how", label=_("Granted how")),
        ExportColumn(key="granted_text", label=_("Words agreed to")),
        ExportColumn(key="withdrawn_at", label=_("Withdrawn at"), type="moment"),
        ExportColumn(key="withdrawn_how", label=_("Withdrawn how")),
    )


def rows(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Consents of the customers this person may see."""
    return rows_of(_visible(staff).order_by("customer_id", "id"), scope, _PATHS, {"record_id": record_keys.keys()})


def count(staff: "Staff | None", scope: Scope) -> int:
    """How many."""
    return int(_visible(staff).count())


def _visible(staff: "Staff | None") -> Any:
    everything = Consent.objects.all()
    return everything if staff is None else everything.filter(customer__in=customers_visible_to(staff))


_HERE: Final = "joren.record.consents.exporting:"
EXPORTS: Final = (
    Export(
        key="consents",
        label=gettext_lazy("Consents"),
        description=gettext_lazy("Every consent and refusal with its evidence: when, how, which words."),
        icon="shield-check",
        columns=f"{_HERE}columns",
        rows=f"{_HERE}rows",
        count=f"{_HERE}count",
        permission="customers.export",
        kind="consents",
        foreign_keys=(ForeignKey(column="record_id", export="customers", other="record_id"),),
        order=60,
    ),
)
