"""People as they stand in the database, read over one plain connection: also by processes that know no Django."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import psycopg

from .rules.blocking import keys_of, refiners_of
from .rules.features import PersonFeatures, Written, features_of, packed
from .rules.marks import marks_of

_PEOPLE: Final = """
WITH wanted AS (SELECT unnest(%(ids)s::bigint[]) AS id),
points AS (
    SELECT customer_id, array_agg(value) FILTER (WHERE kind = 'phone') AS phones,
           array_agg(value) FILTER (WHERE kind = 'email') AS emails,
           array_agg(value) FILTER (WHERE kind = 'line') AS lines
    FROM customers_contactpoint WHERE customer_id = ANY(%(ids)s::bigint[]) GROUP BY customer_id),
numbers AS (
    SELECT customer_id, array_agg(source || ':' || value) AS external
    FROM customers_externalid WHERE customer_id = ANY(%(ids)s::bigint[]) GROUP BY customer_id),
places AS (
    SELECT customer_id,
           array_agg(ARRAY[postal_code, prefecture, city, line, building] ORDER BY is_primary DESC, id) AS places
    FROM customers_postaladdress WHERE customer_id = ANY(%(ids)s::bigint[]) GROUP BY customer_id),
former AS (
    SELECT survivor_id, array_agg(id) AS ids
    FROM customers_formerid WHERE survivor_id = ANY(%(ids)s::bigint[]) GROUP BY survivor_id)
SELECT c.id, c.family_name, c.given_name, c.family_kana, c.given_kana, c.company, c.birth_year, c.birth_month,
       c.birth_day, c.gender, c.member_number, coalesce(c.registered_on::text, ''), phones, emails, lines, external,
       places, former.ids
FROM wanted JOIN customers_customer c USING (id) LEFT JOIN points ON points.customer_id = c.id
LEFT JOIN numbers ON numbers.customer_id = c.id LEFT JOIN places ON places.customer_id = c.id
LEFT JOIN former ON former.survivor_id = c.id
"""

Profile = tuple[int, str, list[int], list[int], list[int]]
"""(customer, packed features, keys, refiners, marks)."""


def people_of(connection: psycopg.Connection[Any], ids: Sequence[int]) -> Iterator[tuple[int, list[int], Written]]:
    """Those of the customers that exist: their number, the numbers of records merged into them, what is written."""
    for row in connection.execute(_PEOPLE, {"ids": list(ids)}):
        yield row[0], row[17] or [], written_of(row)


def written_of(row: Sequence[Any]) -> Written:
    """One row of the query as a person."""
    return Written(
        family_name=row[1],
        given_name=row[2],
        family_kana=row[3],
        given_kana=row[4],
        company=row[5],
        birth_year=row[6],
        birth_month=row[7],
        birth_day=row[8],
        gender=row[9],
        member_number=row[10],
        registered_on=row[11],
        phones=row[12] or (),
        emails=row[13] or (),
        line_ids=row[14] or (),
        external_ids=row[15] or (),
        addresses=[tuple(place) for place in row[16] or ()],
    )


def profiles_of(connection: psycopg.Connection[Any], ids: Sequence[int]) -> Iterator[Profile]:
    """The profiles of those of the customers that exist."""
    for customer, former, person in people_of(connection, ids):
        yield profile(customer, former, features_of(person))


def profile(customer: int, former: Iterable[int], person: PersonFeatures) -> Profile:
    """What is kept of a person."""
    return customer, packed(person), keys_of(person), refiners_of(person), marks_of(customer, former, person)
