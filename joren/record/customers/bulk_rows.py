"""The rows that a bulk import of customers writes, and the columns they go to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from .models import Tag
from .rules import search_document

RECORD_SOURCE: Final = "joren"
"""The system of numbers that another Joren gave."""
Address = tuple[str, str, str, str, str]
"""postal code, prefecture, city, line, building."""

FIELDS: Final = (
    *("family_name", "given_name", "family_kana", "given_kana", "company", "honorific"),
    *(
        "birth_year",
        "birth_month",
        "birth_day",
        "gender",
        "shop_id",
        "member_number",
        "registered_on",
        "note",
    ),
)
CUSTOMER_COLUMNS: Final = (
    "id",
    *FIELDS,
    "source",
    "import_id",
    "created_at",
    "changed_at",
    "search_text",
    "search_grams",
)
EXTERNAL_COLUMNS: Final = ("customer_id", "source", "value", "import_id")
CONTACT_COLUMNS: Final = (
    *("customer_id", "kind", "value", "written", "is_primary", "undeliverable_reason", "source", "import_id"),
)
ADDRESS_COLUMNS: Final = (
    *(
        "customer_id",
        "postal_code",
        "prefecture",
        "city",
        "line",
        "building",
        "is_primary",
        "source",
        "import_id",
    ),
)
CUSTOM_COLUMNS: Final = ("customer_id", "field_id", "text", "number", "date", "boolean", "import_id")
TAG_COLUMNS: Final = ("customer_id", "tag_id", "added_at", "import_id")


@dataclass(slots=True)
class CustomerRow:
    """What one row of a file says about a customer. `fields` holds only what is not empty, by column of the table.

    A whole name out of one column that cannot be parted has "" for its given part. `own_number`: the file's only
    number, to serve as the member number where it is free. `contacts`: kind, value, as written, the preferred one of
    a kind first. `consents`: channel, yes or no, how, the words. `custom`: field id to typed value, `custom_keys`
    field id to key. `cleared`: fields whose empty cell takes the known value away (columns of the record, kinds of
    contact point, ``address``, ``address.<part>``, ``tags``); `cleared_custom`: the same by field id.

    `at`: when the file's system last changed the row; `times`: the same of single fields, where rows were merged.
    """

    row: int
    external_id: str
    fields: dict[str, Any]
    own_number: str = ""
    shop_code: str = ""
    contacts: list[tuple[str, str, str]] = field(default_factory=list)
    address: Address | None = None
    consents: list[tuple[str, bool, str, str]] = field(default_factory=list)
    custom: dict[int, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    cleared: set[str] = field(default_factory=set)
    cleared_custom: set[int] = field(default_factory=set)
    custom_keys: Mapping[int, str] = field(default_factory=dict)
    at: datetime | None = None
    times: dict[str, datetime] = field(default_factory=dict)
    record_key: str = ""
    """The number of the record, in a file that a Joren wrote (see `record_keys`); `external_id` is the same then."""
    externals: list[tuple[str, str]] = field(default_factory=list)
    """Further numbers: system and number there."""
    new_fields: dict[str, Any] = field(default_factory=dict)
    """Values for a new customer only."""

    def numbers(self, source: str) -> list[tuple[str, str]]:
        """Every number a new customer of this row has, by system, each once."""
        own = (RECORD_SOURCE, self.record_key) if self.record_key else (source, self.external_id)
        return list(dict.fromkeys([own, *self.externals]))

    def time(self, name: str, default: datetime) -> datetime:
        """When the row's value of a field held, `default` where nobody told."""
        return self.times.get(name) or self.at or default


def document(
    fields: dict[str, Any],
    external_ids: Iterable[str],
    contacts: Iterable[tuple[str, str, str]],
    addresses: Iterable[Address],
) -> tuple[str, list[str]]:
    """The search document of a customer that is not (all) in the database yet."""
    values: dict[str, list[str]] = {"email": [], "phone": [], "line": []}
    for kind, value, _written in contacts:
        values[kind].append(value)
    return search_document(
        family_name=fields.get("family_name", ""),
        given_name=fields.get("given_name", ""),
        family_kana=fields.get("family_kana", ""),
        given_kana=fields.get("given_kana", ""),
        company=fields.get("company", ""),
        member_number=fields.get("member_number"),
        external_ids=[value for value in external_ids if not value.startswith("~")],
        emails=values["email"],
        phones=values["phone"],
        line_ids=values["line"],
        # As `PostalAddress.__str__` tells it, so that a later edit makes the same document.
        addresses=[f"{code}" + f"{pref}{city}{line} {house}".strip() for code, pref, city, line, house in addresses],
    )


def custom_columns(value: Any) -> tuple[str | None, Decimal | None, date | None, bool | None]:
    """The value in the column of its type, null in the others."""
    if isinstance(value, bool):
        return (None, None, None, value)
    if isinstance(value, Decimal):
        return (None, value, None, None)
    if isinstance(value, date):
        return (None, None, value, None)
    return (str(value), None, None, None)


def tag_ids(rows: Iterable[CustomerRow]) -> dict[str, int]:
    """Tag name to id, those that do not exist being made."""
    names = {tag for row in rows for tag in row.tags}
    if not names:
        return {}
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(names)], ignore_conflicts=True)
    return dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
