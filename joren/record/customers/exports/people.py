"""Customers as rows: one person a row, in the columns the import knows, then the business's own fields."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from joren.foundation.exporting import ColumnType, ExportColumn, Scope, batches_of_ids, join_words
from joren.foundation.japanese.dates import PartialDate
from joren.foundation.japanese.phones import display_phone
from joren.record.consents.queries import standing_of
from joren.record.customers import queries, record_keys
from joren.record.customers.models import (
    ContactPoint,
    Customer,
    CustomerTag,
    CustomField,
    CustomValue,
    ExternalId,
    PostalAddress,
)

from .filters import narrowed

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_TYPES: Final[dict[str, ColumnType]] = {
    CustomField.Type.NUMBER: "number",
    CustomField.Type.DATE: "day",
    CustomField.Type.BOOLEAN: "yes_no",
}
_OWN: Final = "custom."
_FIELDS: Final = (
    *("id", "member_number", "family_name", "given_name", "family_kana", "given_kana", "company", "honorific"),
    *("gender", "birth_year", "birth_month", "birth_day", "shop__code", "registered_on", "note"),
)
_PARTS: Final = ("postal_code", "prefecture", "city", "line", "building")


def columns() -> tuple[ExportColumn, ...]:
    """The record in the language of the moment, then the custom fields under their own labels."""
    taken = {str(column.label) for column in _record()}
    own = [
        ExportColumn(key=f"{_OWN}{one.key}", label=_heading(one, taken), type=_TYPES.get(one.type, "text"))
        for one in queries.custom_fields()
    ]
    return (*_record(), *own)


def _record() -> tuple[ExportColumn, ...]:
    return (
        ExportColumn(key="record_id", label=_("Joren number"), type="code"),
        ExportColumn(key="member_number", label=_("Member number"), type="code"),
        ExportColumn(key="family_name", label=_("Family name")),
        ExportColumn(key="given_name", label=_("Given name")),
        ExportColumn(key="family_kana", label=_("Family kana")),
        ExportColumn(key="given_kana", label=_("Given kana")),
        ExportColumn(key="company", label=_("Company")),
        ExportColumn(key="honorific", label=_("Honorific")),
        ExportColumn(key="gender", label=_("Gender")),
        ExportColumn(key="birthday", label=_("Date of birth"), type="day"),
        ExportColumn(key="email", label=_("E-mail address")),
        ExportColumn(key="email2", label=_("E-mail address 2")),
        ExportColumn(key="phone", label=_("Phone number"), type="code"),
        ExportColumn(key="mobile", label=_("Phone number 2"), type="code"),
        ExportColumn(key="line_id", label=_("LINE user ID"), type="code"),
        ExportColumn(key="postal_code", label=_("Postal code"), type="code"),
        ExportColumn(key="prefecture", label=_("Prefecture")),
        ExportColumn(key="city", label=_("City")),
        ExportColumn(key="address", label=_("Street")),
        ExportColumn(key="building", label=_("Building")),
        ExportColumn(key="shop", label=_("Shop code"), type="code"),
        ExportColumn(key="registered_on", label=_("Registered on"), type="day"),
        ExportColumn(key="tags", label=_("Tags")),
        ExportColumn(key="note", label=_("Note")),
        ExportColumn(key="consent_mail", label=_("Mail consent"), type="yes_no", in_everything=False),
        ExportColumn(key="consent_post", label=_("Post consent"), type="yes_no", in_everything=False),
        ExportColumn(key="consent_sms", label=_("SMS consent"), type="yes_no", in_everything=False),
        ExportColumn(key="consent_line", label=_("LINE consent"), type="yes_no", in_everything=False),
        ExportColumn(key="consent_phone", label=_("Phone consent"), type="yes_no", in_everything=False),
        ExportColumn(key="external_ids", label=_("Numbers in other systems"), type="code"),
    )


def _heading(own: CustomField, taken: set[str]) -> str:
    """The label, or the key where two columns would have one name."""
    if own.label in taken:
        return f"{_OWN}{own.key}"
    taken.add(own.label)
    return own.label


def rows(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """The customers this person may see, narrowed as the list page narrows them."""
    visible = queries.customers_visible_to(staff)
    return rows_of_customers(narrowed(visible, scope.filters), scope.columns)


def count(staff: "Staff | None", scope: Scope) -> int:
    """How many rows there will be."""
    return narrowed(queries.customers_visible_to(staff), scope.filters).count()


def rows_of_customers(customers: QuerySet[Customer], keys: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """These columns of these customers, by their number; two thousand at a time with a fixed number of queries."""
    own = {f"{_OWN}{key}": pk for key, pk in CustomField.objects.values_list("key", "pk")}
    getters = [_getter(key, own) for key in keys]
    record_key = record_keys.keys()
    for ids in batches_of_ids(customers):
        for person in _people(ids, set(keys), record_key):
            yield tuple(get(person) for get in getters)


@dataclass(slots=True)
class _Person:
    """A customer with what its row needs. `contacts`: kind to values, the preferred one first."""

    record_key: str
    values: dict[str, Any]
    contacts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    address: tuple[str, ...] = ("", "", "", "", "")
    tags: list[str] = field(default_factory=list)
    externals: list[str] = field(default_factory=list)
    custom: dict[int, Any] = field(default_factory=dict)
    consents: Mapping[str, bool] = field(default_factory=dict)


def _people(ids: list[int], keys: set[str], record_key: Callable[[int | None], str]) -> Iterable[_Person]:
    """These customers in the order of their numbers. Only the tables some column needs are read."""
    these = _array(ids)
    found = {
        row[0]: _Person(record_key(row[0]), dict(zip(_FIELDS, row, strict=True)))
        for row in Customer.objects.filter(pk__in=these).order_by("pk").values_list(*_FIELDS)
    }
    if keys & {"email", "email2", "phone", "mobile", "line_id"}:
        points = ContactPoint.objects.filter(customer__in=these).order_by("-is_primary", "id")
        for key, kind, value in points.values_list("customer_id", "kind", "value"):
            found[key].contacts[kind].append(value)
    if keys & {"postal_code", "prefecture", "city", "address", "building"}:
        addresses = PostalAddress.objects.filter(customer__in=these).order_by("is_primary", "-id")
        for key, *parts in addresses.values_list("customer_id", *_PARTS):
            found[key].address = tuple(parts)
    if "tags" in keys:
        links = CustomerTag.objects.filter(customer__in=these).order_by("tag__name")
        for key, name in links.values_list("customer_id", "tag__name"):
            found[key].tags.append(name)
    if "external_ids" in keys:
        externals = ExternalId.objects.filter(customer__in=these).order_by("source", "value")
        for key, source, value in externals.values_list("customer_id", "source", "value"):
            found[key].externals.append(f"{source}:{value}")
    if any(key.startswith(_OWN) for key in keys):
        _read_custom(these, found)
    if any(key.startswith("consent_") for key in keys):
        for key, consents in standing_of(ids).items():
            found[key].consents = consents
    return found.values()


def _array(ids: list[int]) -> RawSQL:
    """The ids as one parameter: two thousand of them cost the driver more than their rows."""
    return RawSQL("SELECT unnest(%s::bigint[])", [ids])


def _read_custom(these: RawSQL, found: dict[int, _Person]) -> None:
    stored = CustomValue.objects.filter(customer__in=these)
    for key, field_id, *typed in stored.values_list("customer_id", "field_id", "text", "number", "date", "boolean"):
        found[key].custom[field_id] = next((value for value in typed if value is not None), None)


def _getter(key: str, own: dict[str, int]) -> Callable[[_Person], Any]:
    """How a column's value is found."""
    if key in _GETTERS:
        return _GETTERS[key]
    if key in own:
        return lambda person: person.custom.get(own[key])
    if key.startswith("consent_"):
        return lambda person: person.consents.get(key.removeprefix("consent_"))
    if key in ("postal_code", "prefecture", "city", "address", "building"):
        place = _PARTS.index("line" if key == "address" else key)
        return lambda person: person.address[place]
    if key in _FIELDS:
        return lambda person: person.values[key]
    raise KeyError(key)


def _nth(kind: str, place: int, shown: Callable[[str], str] = str) -> Callable[[_Person], str]:
    def get(person: _Person) -> str:
        values = person.contacts.get(kind, ())
        return shown(values[place]) if len(values) > place else ""

    return get


def _birthday(person: _Person) -> Any:
    """The day, or the part of it that is known (--04-01, 1980)."""
    year, month, day = (person.values[part] for part in ("birth_year", "birth_month", "birth_day"))
    if not year and not month:
        return ""
    known = PartialDate(year, month, day)
    return known.to_date() or known.isoformat()


def _gender(person: _Person) -> str:
    gender = person.values["gender"]
    return str(Customer.Gender(gender).label) if gender else ""


_GETTERS: Final[dict[str, Callable[[_Person], Any]]] = {
    "record_id": lambda person: person.record_key,
    "gender": _gender,
    "birthday": _birthday,
    "email": _nth("email", 0),
    "email2": _nth("email", 1),
    "phone": _nth("phone", 0, display_phone),
    "mobile": _nth("phone", 1, display_phone),
    "line_id": _nth("line", 0),
    "shop": lambda person: person.values["shop__code"],
    "tags": lambda person: join_words(person.tags),
    "external_ids": lambda person: join_words(person.externals),
}
