"""The fields of the record itself: the survivor's value stays, gaps are filled, somebody's choice counts."""

import json
from typing import Any, Final

from django.db import connection

from joren.foundation.merging import Pair
from joren.record.customers.models import Customer, ExternalId

from .journal import Journal

TABLE: Final = Customer._meta.db_table
BIRTHDAY: Final = ("birth_year", "birth_month", "birth_day")
_PLAIN: Final = ("company", "gender", "shop_id", "registered_on", "note")
MEMBER: Final = "member"
"""The source under which former member numbers are kept as numbers of other systems."""

_WRITTEN: Final = (
    *("family_name", "given_name", "family_kana", "given_kana", "company", *BIRTHDAY, "gender", "shop_id"),
    *("member_number", "registered_on", "note", "provenance"),
)
_UPDATE: Final = """
UPDATE customers_customer c SET ({columns}, changed_at) = (SELECT {new}, %s
    FROM jsonb_populate_record(NULL::customers_customer,
        to_jsonb(c) - ARRAY['search_text', 'search_grams'] || r.changes) n)
FROM jsonb_to_recordset(%s::jsonb) AS r(id bigint, changes jsonb) WHERE c.id = r.id
""".format(columns=", ".join(_WRITTEN), new=", ".join(f"n.{name}" for name in _WRITTEN))  # noqa: S608
_FREE_NUMBERS: Final = "UPDATE customers_customer SET member_number = NULL WHERE id = ANY(%s)"
_ALIASES: Final = """
INSERT INTO customers_externalid (customer_id, source, value)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING RETURNING id, customer_id
"""


def unite_fields(journal: Journal, people: dict[int, Customer]) -> None:
    """Write the survivors' fields and keep the gone ones' member numbers as numbers of theirs."""
    journal.keep(TABLE, {pair.survivor: pair.merge for pair in journal.pairs})
    journal.keep_dropped(TABLE, {pair.gone: (pair.merge, None) for pair in journal.pairs})
    _run(_FREE_NUMBERS, [[pair.gone for pair in journal.pairs]])
    aliases: dict[int, tuple[int, str]] = {}
    rows = []
    for pair in journal.pairs:
        mine, theirs = people[pair.survivor], people[pair.gone]
        changes = _changes(journal, pair, mine, theirs)
        former = mine.member_number if "member_number" in changes else theirs.member_number
        if former:
            aliases[pair.survivor] = (pair.merge, former)
        rows.append({"id": pair.survivor, "changes": changes})
    _run(_UPDATE, [journal.at, json.dumps(rows, default=str)])
    _keep_aliases(journal, aliases)


def stamp_provenance(journal: Journal, people: dict[int, Customer]) -> None:
    """Keep where the values come from that the survivors took over; after all single values are decided."""
    rows = []
    for pair in journal.pairs:
        mine, theirs = people[pair.survivor], people[pair.gone]
        entries = dict(mine.provenance)
        for field in sorted(journal.took[pair.merge]):
            for column in BIRTHDAY if field == "birthday" else (field,):
                entries[column] = _origin(theirs, column)
        if entries != mine.provenance:
            rows.append({"id": pair.survivor, "changes": {"provenance": entries}})
    if rows:
        _run(_UPDATE, [journal.at, json.dumps(rows)])


def _origin(person: Customer, field: str) -> dict[str, Any]:
    own = {"import": person.import_id, "staff": None, "source": person.source, "at": person.created_at.isoformat()}
    return dict(person.provenance.get(field) or person.provenance.get("*") or own)


def _changes(journal: Journal, pair: Pair, mine: Customer, theirs: Customer) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, kana in (("family_name", "family_kana"), ("given_name", "given_kana")):
        _take(journal, pair, name, mine, theirs, changes)
        # A reading belongs to its name: that of another name would be wrong.
        if name in changes and not journal.is_chosen(kana):
            journal.takes_theirs(pair, kana, "", getattr(theirs, kana))
            changes[kana] = getattr(theirs, kana)
        elif getattr(theirs, name) in ("", getattr(mine, name)) or journal.is_chosen(kana):
            _take(journal, pair, kana, mine, theirs, changes)
    for field in (*_PLAIN, "member_number"):
        _take(journal, pair, field, mine, theirs, changes)
    changes |= _birthday(journal, pair, mine, theirs)
    return changes


def _take(journal: Journal, pair: Pair, field: str, mine: Customer, theirs: Customer, changes: dict[str, Any]) -> None:
    value = getattr(theirs, field)
    if journal.takes_theirs(pair, field, _text(getattr(mine, field)), _text(value)):
        changes[field] = value


def _birthday(journal: Journal, pair: Pair, mine: Customer, theirs: Customer) -> dict[str, Any]:
    """A birthday is one value: parts that are unknown are filled where the known ones agree."""
    ours = [getattr(mine, part) for part in BIRTHDAY]
    other = [getattr(theirs, part) for part in BIRTHDAY]
    agree = all(a is None or b is None or a == b for a, b in zip(ours, other, strict=True))
    if agree and any(ours):
        whole = [b if a is None else a for a, b in zip(ours, other, strict=True)]
        return {} if whole == ours else dict(zip(BIRTHDAY, whole, strict=True))
    if journal.takes_theirs(pair, "birthday", _written(ours), _written(other)):
        return dict(zip(BIRTHDAY, other, strict=True))
    return {}


def _written(parts: list[Any]) -> str:
    return "-".join("" if part is None else str(part) for part in parts) if any(parts) else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _keep_aliases(journal: Journal, aliases: dict[int, tuple[int, str]]) -> None:
    if aliases:
        values = [list(aliases), [MEMBER] * len(aliases), [number for _merge, number in aliases.values()]]
        made = _run(_ALIASES, values, returns=True)
        journal.made(ExternalId._meta.db_table, {key: aliases[customer][0] for key, customer in made})


def _run(statement: str, values: list[Any], *, returns: bool = False) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if returns else []
