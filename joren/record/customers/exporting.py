"""A list of customers as CSV: what Excel in Japan opens as it is, and what Joren imports again."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from joren.foundation.csv_safety import neutralise_formula
from joren.foundation.japanese.phones import display_phone

from . import queries
from .models import ContactPoint, Customer, CustomField, PostalAddress

_BOM: Final = "\ufeff"
_CHUNK: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class ExportColumn:
    """A column of the file: its key for the audit trail, its heading, the cell of a customer."""

    key: str
    heading: str
    cell: Callable[[Customer], Any]


def export_columns() -> list[ExportColumn]:
    """The columns of an export in the language of the moment: the whole record, then the custom fields."""
    own = [
        ExportColumn(key=f"custom.{field.key}", heading=field.label, cell=_custom(field))
        for field in queries.custom_fields()
    ]
    return [*_record(), *own]


def _record() -> list[ExportColumn]:
    columns: list[tuple[str, str, Callable[[Customer], Any]]] = [
        ("id", _("No."), lambda c: c.pk),
        ("member_number", _("Member number"), lambda c: c.member_number),
        ("family_name", _("Family name"), lambda c: c.family_name),
        ("given_name", _("Given name"), lambda c: c.given_name),
        ("family_kana", _("Family name (kana)"), lambda c: c.family_kana),
        ("given_kana", _("Given name (kana)"), lambda c: c.given_kana),
        ("company", _("Company"), lambda c: c.company),
        ("honorific", _("Honorific"), lambda c: c.honorific),
        ("gender", _("Gender"), lambda c: c.get_gender_display() if c.gender else ""),
        ("birthday", _("Birthday"), lambda c: c.birthday.isoformat() if c.birth_year or c.birth_month else ""),
        ("email", _("E-mail address"), lambda c: queries.first_contact(c, ContactPoint.Kind.EMAIL)),
        ("phone", _("Phone"), _phone),
        ("postal_code", _("Postal code"), lambda c: _address(c).postal_code),
        ("prefecture", _("Prefecture"), lambda c: _address(c).prefecture),
        ("city", _("City or ward"), lambda c: _address(c).city),
        ("line", _("Street and number"), lambda c: _address(c).line),
        ("building", _("Building"), lambda c: _address(c).building),
        ("shop", _("Home shop"), lambda c: c.shop.name if c.shop else ""),
        ("registered_on", _("Registered on"), lambda c: c.registered_on),
        ("tags", _("Tags"), lambda c: ", ".join(sorted(link.tag.name for link in c.tag_links.all()))),
        ("note", _("Note"), lambda c: c.note),
    ]
    return [ExportColumn(key=key, heading=heading, cell=cell) for key, heading, cell in columns]


def csv_lines(customers: QuerySet[Customer], columns: list[ExportColumn]) -> Iterator[str]:
    """The file line by line: UTF-8 with a BOM, CRLF, no cell that a spreadsheet would run."""
    yield _BOM + _line([column.heading for column in columns])
    for customer in customers.iterator(chunk_size=_CHUNK):
        yield _line([cell_text(column.cell(customer)) for column in columns])


def cell_text(value: Any) -> str:
    """A value as a cell: dates in ISO, numbers plain, text that begins like a formula made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else neutralise_formula(str(value))


def _line(cells: list[str]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()


def _phone(customer: Customer) -> str:
    number = queries.first_contact(customer, ContactPoint.Kind.PHONE)
    return display_phone(number) if number else ""


def _address(customer: Customer) -> PostalAddress:
    return next(iter(customer.addresses.all()), PostalAddress())


def _custom(field: CustomField) -> Callable[[Customer], Any]:
    def cell(customer: Customer) -> Any:
        return next((own.value for own in customer.custom_values.all() if own.field_id == field.pk), None)

    return cell
