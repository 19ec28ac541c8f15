"""The tables behind a person: every contact point, address and number; and what tags and custom fields there are."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from joren.foundation.exporting import ExportColumn, Scope, join_words, rows_of
from joren.record.customers import record_keys
from joren.record.customers.models import ContactPoint, CustomField, ExternalId, PostalAddress, Tag
from joren.record.customers.queries import customers_visible_to

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


def contact_columns() -> tuple[ExportColumn, ...]:
    """Contact points: whose, what, preferred, and since when nothing arrives there."""
    return (
        ExportColumn(key="record_id", label=_("Joren number"), type="code"),
        ExportColumn(key="contact_kind", label=_("Contact kind")),
        ExportColumn(key="contact_value", label=_("Contact"), type="code"),
        ExportColumn(key="contact_written", label=_("Contact as written"), type="code"),
        ExportColumn(key="is_primary", label=_("Preferred"), type="yes_no"),
        ExportColumn(key="undeliverable_at", label=_("Undeliverable since"), type="moment"),
        ExportColumn(key="undeliverable_reason", label=_("Undeliverable reason")),
    )


def contacts(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Contact points of the customers this person may see."""
    paths = {
        "record_id": "customer_id",
        "contact_kind": "kind",
        "contact_value": "value",
        "contact_written": "written",
    }
    same = ("is_primary", "undeliverable_at", "undeliverable_reason")
    rows = _visible(ContactPoint.objects.all(), staff).order_by("customer_id", "id")
    return rows_of(rows, scope, paths | dict(zip(same, same, strict=True)), _keyed())


def address_columns() -> tuple[ExportColumn, ...]:
    """Postal addresses."""
    return (
        ExportColumn(key="record_id", label=_("Joren number"), type="code"),
        ExportColumn(key="postal_code", label=_("Postal code"), type="code"),
        ExportColumn(key="prefecture", label=_("Prefecture")),
        ExportColumn(key="city", label=_("City")),
        ExportColumn(key="address", label=_("Street")),
        ExportColumn(key="building", label=_("Building")),
        ExportColumn(key="is_primary", label=_("Preferred"), type="yes_no"),
    )


def addresses(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Postal addresses of the customers this person may see."""
    same = ("postal_code", "prefecture", "city", "building", "is_primary")
    paths = {"record_id": "customer_id", "address": "line", **dict(zip(same, same, strict=True))}
    rows = _visible(PostalAddress.objects.all(), staff).order_by("customer_id", "id")
    return rows_of(rows, scope, paths, _keyed())


def external_id_columns() -> tuple[ExportColumn, ...]:
    """Numbers in other systems."""
    return (
        ExportColumn(key="record_id", label=_("Joren number"), type="code"),
        ExportColumn(key="system", label=_("System")),
        ExportColumn(key="system_number", label=_("Number there"), type="code"),
    )


def external_ids(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Numbers in other systems of the customers this person may see."""
    paths = {"record_id": "customer_id", "system": "source", "system_number": "value"}
    rows = _visible(ExternalId.objects.all(), staff).order_by("customer_id", "id")
    return rows_of(rows, scope, paths, _keyed())


def tag_columns() -> tuple[ExportColumn, ...]:
    """Tags; who has them stands with the customers."""
    return (
        ExportColumn(key="tag_name", label=_("Tag name")),
        ExportColumn(key="tag_color", label=_("Tag colour")),
    )


def tags(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """All tags."""
    return rows_of(Tag.objects.order_by("pk"), scope, {"tag_name": "name", "tag_color": "color"})


def field_columns() -> tuple[ExportColumn, ...]:
    """Custom fields; their values stand with the customers."""
    return (
        ExportColumn(key="field_key", label=_("Field key"), type="code"),
        ExportColumn(key="field_label", label=_("Field label")),
        ExportColumn(key="field_type", label=_("Field type")),
        ExportColumn(key="field_choices", label=_("Field choices")),
        ExportColumn(key="field_order", label=_("Field order"), type="integer"),
    )


def fields(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """All custom fields."""
    paths = {f"field_{name}": name for name in ("key", "label", "type", "choices", "order")}
    return rows_of(CustomField.objects.order_by("pk"), scope, paths, {"field_choices": join_words})


def count_contacts(staff: "Staff | None", scope: Scope) -> int:
    """How many contact points."""
    return _visible(ContactPoint.objects.all(), staff).count()


def count_addresses(staff: "Staff | None", scope: Scope) -> int:
    """How many addresses."""
    return _visible(PostalAddress.objects.all(), staff).count()


def count_external_ids(staff: "Staff | None", scope: Scope) -> int:
    """How many numbers."""
    return _visible(ExternalId.objects.all(), staff).count()


def count_tags(staff: "Staff | None", scope: Scope) -> int:
    """How many tags."""
    return Tag.objects.count()


def count_fields(staff: "Staff | None", scope: Scope) -> int:
    """How many custom fields."""
    return CustomField.objects.count()


def _visible(rows: QuerySet[Any], staff: "Staff | None") -> QuerySet[Any]:
    return rows if staff is None else rows.filter(customer__in=customers_visible_to(staff))


def _keyed() -> dict[str, Callable[[Any], Any]]:
    return {"record_id": record_keys.keys()}
