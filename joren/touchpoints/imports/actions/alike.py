"""Who of a customer file is new but looks like somebody known already: told before anything is written."""

from itertools import islice
from typing import Any, Final

from joren.foundation.errors import JorenError
from joren.foundation.importing import RowRejected
from joren.record.customers.bulk_rows import CustomerRow
from joren.record.customers.models import Customer, ExternalId
from joren.record.duplicates import queries as duplicates
from joren.record.duplicates.rules.features import Written
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.notes import Notes
from joren.touchpoints.imports.rolled_back import rolled_back

from .preparing import open_stored
from .running import importer_of

LOOKED_AT: Final = 100
"""New rows that are compared: about 5 ms each."""
_ROWS: Final = 1_000
_SHOWN: Final = 10


def alike(record: Import) -> dict[str, Any]:
    """The first new rows that may be somebody known: ``{"looked_at": n, "found": [{row, label, matches}]}``."""
    if record.kind != "customers":
        return {}
    try:
        with rolled_back():
            rows = _new(record)
    except JorenError:
        return {}
    found = []
    for row in rows:
        near = duplicates.matches_of(_written(row, record.source), limit=3)
        matches = [match for match in near if match.suggests == "same"]
        if matches:
            told = [duplicates.told(match) | {"customer": match.customer.pk} for match in matches]
            found.append({"row": row.row, "label": _label(row), "matches": told})
        if len(found) >= _SHOWN:
            break
    return {"looked_at": len(rows), "found": found}


def _new(record: Import) -> list[CustomerRow]:
    """The first rows whose number nobody has yet."""
    table = open_stored(record)
    importer = importer_of(record, table, Notes({}, {}))
    rows: list[CustomerRow] = []
    for number, cells in islice(table.rows(), _ROWS):
        if isinstance(cells, list):
            try:
                rows.append(importer.parse(number, cells))
            except RowRejected:
                continue
    numbers = ExternalId.objects.filter(source=record.source, value__in=[row.external_id for row in rows])
    known = set(numbers.values_list("value", flat=True))
    members = [str(row.fields["member_number"]) for row in rows if row.fields.get("member_number")]
    taken = set(Customer.objects.filter(member_number__in=members).values_list("member_number", flat=True))
    new = (row for row in rows if row.external_id not in known and row.fields.get("member_number") not in taken)
    return list(islice(new, LOOKED_AT))


def _written(row: CustomerRow, source: str) -> Written:
    get = row.fields.get
    return Written(
        family_name=get("family_name", ""),
        given_name=get("given_name", ""),
        family_kana=get("family_kana", ""),
        given_kana=get("given_kana", ""),
        company=get("company", ""),
        birth_year=get("birth_year"),
        birth_month=get("birth_month"),
        birth_day=get("birth_day"),
        gender=get("gender", ""),
        phones=[value for kind, value, _written in row.contacts if kind == "phone"],
        emails=[value for kind, value, _written in row.contacts if kind == "email"],
        line_ids=[value for kind, value, _written in row.contacts if kind == "line"],
        member_number=get("member_number", ""),
        external_ids=[f"{source}:{row.external_id}"],
        addresses=[row.address] if row.address else [],
    )


def _label(row: CustomerRow) -> str:
    name = f"{row.fields.get('family_name', '')} {row.fields.get('given_name', '')}".strip()
    return name or row.fields.get("company", "") or row.external_id
