"""The customers as the checks look at them, some at a time: a fixed number of questions, each by its index."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from joren.foundation.japanese.addresses import parse_address

from .rules.person import AGREEMENT, FEWEST_PEOPLE, Person, Point, Readings

DAYS: Final = 365

_PEOPLE: Final = """
SELECT id, family_name, given_name, family_kana, given_kana, company, honorific, birth_year, birth_month, birth_day,
    registered_on FROM customers_customer WHERE id = ANY(%s) ORDER BY id
"""
_POINTS: Final = """
SELECT customer_id, id, kind, value, undeliverable_at IS NOT NULL, undeliverable_reason
FROM customers_contactpoint WHERE customer_id = ANY(%s) ORDER BY id
"""
_ADDRESSES: Final = """
SELECT customer_id, postal_code, prefecture, city, line FROM customers_postaladdress
WHERE customer_id = ANY(%s) AND is_primary ORDER BY id DESC
"""
_AGREED: Final = """
SELECT customer_id, channel FROM consents_consent WHERE customer_id = ANY(%s) AND purpose = 'marketing'
    AND granted_at <= statement_timestamp() AND (withdrawn_at IS NULL OR withdrawn_at > statement_timestamp())
"""
_SEEN: Final = "SELECT customer_id, max(occurred_on) FROM timeline_event WHERE customer_id = ANY(%s) GROUP BY 1"
_SALES: Final = """
SELECT customer_id, min(business_date), coalesce(sum(amount) FILTER (WHERE business_date BETWEEN %s AND %s), 0),
    coalesce(bool_or(business_date BETWEEN %s AND %s), false)
FROM purchases_purchase WHERE customer_id = ANY(%s) AND cancelled_at IS NULL GROUP BY 1
"""
_DOUBLES: Final = """
SELECT d.id, d.first_id, d.second_id, a.family_name || ' ' || a.given_name, b.family_name || ' ' || b.given_name
FROM duplicates_candidate d
JOIN customers_customer a ON a.id = d.first_id JOIN customers_customer b ON b.id = d.second_id
WHERE d.state = 'open' AND d.suggests = 'same' AND {side} = ANY(%s)
"""
_READINGS: Final = """
SELECT name, written FROM (
    SELECT {name} AS name, mode() WITHIN GROUP (ORDER BY {kana}) AS written, count(*) AS people,
        sum(count(*)) OVER (PARTITION BY {name}) AS everybody
    FROM customers_customer WHERE {kana} <> '' AND {name} <> ''
    GROUP BY {name}, translate({kana}, %s, %s)
) found WHERE people >= %s AND people >= %s * everybody
"""
_KATAKANA: Final = "".join(map(chr, range(0x30A1, 0x30F7)))
_HIRAGANA: Final = "".join(map(chr, range(0x3041, 0x3097)))


@dataclass(frozen=True, slots=True)
class Seen:
    """A customer with what they bought in the last 365 business days."""

    person: Person
    stake: Decimal
    bought: bool


def window(today: date) -> tuple[date, date]:
    """The first and the last of the 365 days, both inside."""
    return today - timedelta(days=DAYS - 1), today


def people_of(ids: Sequence[int], today: date) -> Iterator[Seen]:
    """These customers in the order of their ids; who is gone is left out."""
    given = list(ids)
    points: dict[int, list[Point]] = defaultdict(list)
    for customer, *values in _rows(_POINTS, [given]):
        points[customer].append(Point(*values))
    agreed: dict[int, set[str]] = defaultdict(set)
    for customer, channel in _rows(_AGREED, [given]):
        agreed[customer].add(channel)
    addresses = {customer: in_parts(*parts) for customer, *parts in _rows(_ADDRESSES, [given])}
    seen = dict(_rows(_SEEN, [given]))
    sales = {customer: rest for customer, *rest in _rows(_SALES, [*window(today) * 2, given])}
    doubles = _doubles(given)
    for row in _rows(_PEOPLE, [given]):
        key, registered = row[0], row[10]
        first, stake, bought = sales.get(key, (None, Decimal(0), False))
        person = Person(
            **dict(zip(_NAMES, row, strict=True)),
            last_seen=max(filter(None, (seen.get(key), registered, first)), default=None),
            first_bought=first,
            points=tuple(points.get(key, ())),
            address=addresses.get(key, ()),
            agreed=frozenset(agreed.get(key, ())),
            doubles=doubles.get(key, {}),
        )
        yield Seen(person, stake, bought)


def in_parts(code: str, prefecture: str, city: str, line: str) -> tuple[str, str, str, str]:
    """The address with the prefecture and city that its line begins with: files often have one column for all of it."""
    if (prefecture and city) or not line:
        return code, prefecture, city, line
    written = parse_address(prefecture + city + line)
    found = prefecture or written.prefecture, city or written.city
    rest = line.removeprefix(found[0]).removeprefix(found[1])
    # Written otherwise than it is called (a district left out): what was read of it stands for it.
    return code, *found, rest if rest != line or not written.city else written.town + written.block


def readings() -> Readings:
    """How names are read here, where nearly everybody agrees: one pass over the base for each part of the name."""
    found = []
    for part in ("family", "given"):
        question = _READINGS.format(name=f"{part}_name", kana=f"{part}_kana")
        found.append(dict(_rows(question, [_KATAKANA, _HIRAGANA, FEWEST_PEOPLE, AGREEMENT])))
    return Readings(*found)


_NAMES: Final = (
    *("id", "family_name", "given_name", "family_kana", "given_kana", "company", "honorific"),
    *("birth_year", "birth_month", "birth_day", "registered_on"),
)


def _doubles(ids: list[int]) -> dict[int, dict[int, str]]:
    """Open pairs of each of them: the pair to the other one's name."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for place, side in enumerate(("d.first_id", "d.second_id")):
        for pair, *both, one, other in _rows(_DOUBLES.format(side=side), [ids]):
            found[both[place]][pair] = (other, one)[place].strip()
    return found


def _rows(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
