"""Working profiles out and writing them, a few thousand at a time; runs in processes of its own."""

from collections.abc import Sequence
from typing import Any, Final

import psycopg

from .reading import Profile, profiles_of

CHUNK: Final = 4_000
"""People per transaction."""

_KNOWN: Final = "SELECT customer_id, features, marks FROM duplicates_matchprofile WHERE customer_id = ANY(%s::bigint[])"
_FORGET: Final = "DELETE FROM duplicates_matchprofile WHERE customer_id = ANY(%s::bigint[])"
_WRITE: Final = """
COPY duplicates_matchprofile (customer_id, features, keys, refiners, marks) FROM STDIN (FORMAT binary)
"""
_DUE: Final = "INSERT INTO duplicates_due SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING"
_TYPES: Final = ("int8", "text", "int8[]", "int8[]", "int8[]")


def build(parameters: dict[str, Any], ids: Sequence[int]) -> int:
    """Write the profiles of these customers and mark the changed ones as due; returns how many changed.

    `parameters` open a connection of psycopg. Customers that are gone lose their profile.
    """
    with psycopg.connect(**parameters) as connection:
        return build_over(connection, ids)


def build_over(connection: psycopg.Connection[Any], ids: Sequence[int]) -> int:
    """`build` over an open connection, in its transaction."""
    known = {row[0]: (row[1], row[2]) for row in connection.execute(_KNOWN, [list(ids)])}
    made = list(profiles_of(connection, ids))
    changed = [profile for profile in made if known.pop(profile[0], None) != (profile[1], profile[4])]
    stale = [*known, *(profile[0] for profile in changed)]
    with connection.cursor() as cursor:
        if stale:
            cursor.execute(_FORGET, [stale])
            cursor.execute(_DUE, [[profile[0] for profile in changed]])
        _copy(cursor, changed)
    return len(changed)


def _copy(cursor: psycopg.Cursor[Any], profiles: Sequence[Profile]) -> None:
    with cursor.copy(_WRITE) as copy:
        copy.set_types(_TYPES)
        for customer, features, keys, refiners, marks in profiles:
            copy.write_row((customer, features, keys, refiners, marks))
