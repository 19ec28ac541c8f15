"""The changes a file would make, field by field, as a screen shows them."""

from typing import TYPE_CHECKING, Any

from joren.foundation.importing import ImportField
from joren.record.customers.labels import field_label, value_words
from joren.record.customers.queries import customers_visible_to

from .kinds_known import fields_of
from .models import Import

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_ABOUT_CUSTOMERS = "customers"


def in_fields(changes: list[dict[str, Any]], record: Import, staff: "Staff") -> list[dict[str, Any]]:
    """Each change with its fields in words, and the person it concerns where the reader may see them."""
    keys = [change["subject"] for change in changes if change["subject"]]
    seen = {}
    if record.kind == _ABOUT_CUSTOMERS:
        seen = {customer.pk: customer for customer in customers_visible_to(staff).filter(pk__in=keys)}
    labels = {field.key: field for field in fields_of(record.kind)}
    return [
        {
            "row": change["row"],
            "person": seen.get(change["subject"]),
            "label": change["label"],
            "fields": [
                {"label": _label(field, record, labels), **_values(field, record, was, became)}
                for field, (was, became) in change["changes"].items()
            ],
        }
        for change in changes
    ]


def _values(field: str, record: Import, was: Any, became: Any) -> dict[str, Any]:
    if record.kind == _ABOUT_CUSTOMERS:
        was, became = (one if isinstance(one, bool) else value_words(field, one) for one in (was, became))
    return {"was": was, "became": became}


def _label(field: str, record: Import, labels: dict[str, ImportField]) -> str:
    if record.kind == _ABOUT_CUSTOMERS and not field.startswith("consent_"):
        return field_label(field)
    return str(labels[field].label) if field in labels else field
