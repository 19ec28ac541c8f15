"""Writing down who entered and who left: sets, never one row at a time."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import connection

from joren.foundation.database.copying import copy_rows

from .reasons import Because

_COLUMNS: Final = ("customer_id", "because")
_BACK: Final = """
UPDATE library_membership m SET left_on = NULL, left_because = NULL FROM following_entering e
WHERE m.segment_id = %(segment)s AND m.customer_id = e.customer_id AND m.left_on = %(day)s
"""
_ENTER: Final = """
INSERT INTO library_membership (segment_id, customer_id, entered_on, entered_because)
SELECT %(segment)s, e.customer_id, %(day)s, e.because
FROM following_entering e JOIN customers_customer c ON c.id = e.customer_id
WHERE NOT EXISTS (SELECT FROM library_membership m
                  WHERE m.segment_id = %(segment)s AND m.customer_id = e.customer_id AND m.left_on IS NULL)
ON CONFLICT DO NOTHING
"""
_NO_TRACE: Final = """
DELETE FROM library_membership m USING following_leaving l
WHERE m.segment_id = %(segment)s AND m.customer_id = l.customer_id AND m.left_on IS NULL
  AND (m.entered_on >= %(day)s OR NOT EXISTS (SELECT FROM customers_customer c WHERE c.id = l.customer_id))
"""
_LEAVE: Final = """
UPDATE library_membership m SET left_on = %(day)s, left_because = l.because FROM following_leaving l
WHERE m.segment_id = %(segment)s AND m.customer_id = l.customer_id AND m.left_on IS NULL
"""
_CLOSE: Final = """
UPDATE library_membership SET left_on = %(day)s, left_because = %(because)s::jsonb
WHERE segment_id = %(segment)s AND left_on IS NULL AND entered_on < %(day)s
"""
_DAY: Final = """
INSERT INTO library_segmentday (segment_id, day, members, joined, "left", version)
SELECT %(segment)s, %(day)s,
  (SELECT count(*) FROM library_membership WHERE segment_id = %(segment)s AND left_on IS NULL),
  (SELECT count(*) FROM library_membership WHERE segment_id = %(segment)s AND entered_on = %(day)s
     AND entered_because ->> 'kind' <> 'first'),
  (SELECT count(*) FROM library_membership WHERE segment_id = %(segment)s AND left_on = %(day)s),
  %(version)s
ON CONFLICT (segment_id, day) DO UPDATE
SET members = excluded.members, joined = excluded.joined, "left" = excluded."left", version = excluded.version
RETURNING members
"""


def enter(segment_id: int, day: date, people: Iterable[tuple[int, Because]]) -> None:
    """Open a spell for each; who left on that very day never left."""
    _gather("following_entering", people)
    _run(_BACK, segment_id, day)
    _run(_ENTER, segment_id, day)


def leave(segment_id: int, day: date, people: Iterable[tuple[int, Because]]) -> None:
    """Close the spell of each; who entered on that very day, or is no customer any more, leaves no trace."""
    _gather("following_leaving", people)
    _run(_NO_TRACE, segment_id, day)
    _run(_LEAVE, segment_id, day)


def close(segment_id: int, day: date, because: Because) -> None:
    """Close every open spell for one reason."""
    _run(
        "DELETE FROM library_membership WHERE segment_id = %(segment)s AND left_on IS NULL AND entered_on >= %(day)s",
        segment_id,
        day,
    )
    _run(_CLOSE, segment_id, day, because=json.dumps(because))


def count_day(segment_id: int, day: date, version: int) -> int:
    """Keep the figures of the day; how many members there are comes back."""
    with connection.cursor() as cursor:
        cursor.execute(_DAY, {"segment": segment_id, "day": day, "version": version})
        return int((cursor.fetchone() or (0,))[0])


def _gather(table: str, people: Iterable[tuple[int, Because]]) -> None:
    """The people in a table of this transaction alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {table} (customer_id bigint, because jsonb) ON COMMIT DELETE ROWS"
        )
        cursor.execute(f"TRUNCATE {table}")
    copy_rows(table, _COLUMNS, _rows(people))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def _rows(people: Iterable[tuple[int, Because]]) -> Iterable[tuple[int, str]]:
    """Written out once for all who share a reason."""
    last: Any = None
    written = ""
    for customer, because in people:
        if because is not last:
            last, written = because, json.dumps(because, ensure_ascii=False)
        yield customer, written


def _run(statement: str, segment_id: int, day: date, **more: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"segment": segment_id, "day": day, **more})
