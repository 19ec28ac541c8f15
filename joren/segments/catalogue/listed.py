"""Lists of customers in a rule: who the written numbers and addresses name now.

A customer is written by member number, by e-mail address, or by the customer number as an integer. A million of them
is one array in one query each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

_BY_NUMBER = "SELECT member_number, id FROM customers_customer WHERE member_number IN (SELECT unnest(%s::text[]))"
_BY_MAIL = (
    "SELECT value, customer_id FROM customers_contactpoint"
    " WHERE kind = 'email' AND value IN (SELECT unnest(%s::text[]))"
)
_BY_ID = (
    "SELECT written, coalesce(c.id, f.survivor_id) FROM unnest(%s::bigint[]) AS written"
    " LEFT JOIN customers_customer c ON c.id = written LEFT JOIN customers_formerid f ON f.id = written"
    " WHERE c.id IS NOT NULL OR f.id IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """`ids` ascending, each once; `missing` as written: those that name nobody, or several people."""

    ids: tuple[int, ...]
    missing: tuple[str, ...]


def customers_listed(values: Sequence[str | int]) -> Listed:
    """Look everybody up. A number that was merged away means the record that stayed."""
    texts = [value for value in values if isinstance(value, str)]
    found: dict[str | int, int | None] = {}
    _add(found, _asked(_BY_ID, [value for value in values if isinstance(value, int)]))
    _add(found, _asked(_BY_NUMBER, texts))
    mails = {value: value.lower() for value in texts if "@" in value and value not in found}
    if mails:
        owners: dict[str | int, int | None] = {}
        _add(owners, _asked(_BY_MAIL, list(set(mails.values()))))
        found |= {value: owners[mail] for value, mail in mails.items() if mail in owners}
    ids = {pk for pk in found.values() if pk is not None}
    missing = tuple(str(value) for value in values if found.get(value) is None)
    return Listed(tuple(sorted(ids)), missing)


def _add(found: dict[str | int, int | None], rows: Iterable[tuple[str | int, int]]) -> None:
    for written, pk in rows:
        found[written] = pk if found.get(written, pk) == pk else None


def _asked(query: str, values: list[str] | list[int]) -> Iterable[tuple[str | int, int]]:
    if not values:
        return []
    with connection.cursor() as cursor:
        cursor.execute(query, [values])
        rows: list[tuple[str | int, int]] = cursor.fetchall()
        return rows
