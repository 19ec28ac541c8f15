"""Entering and leaving on people's timelines, for the segments that ask for it."""

from datetime import date

from django.db import connection

from joren.foundation.time import clock
from joren.record.timeline.actions import NewEvent, append_many

from ..models import Segment
from .reasons import Because

_SPELLS = """
SELECT id, customer_id FROM library_membership
WHERE segment_id = %s AND customer_id = ANY(%s) AND {column} = %s
"""


def tell(segment: Segment, day: date, entering: list[tuple[int, Because]], leaving: list[tuple[int, Because]]) -> None:
    """One event for each spell that began or ended on the day, once."""
    _tell("segments.entered", "entered_on", segment, day, [customer for customer, _because in entering])
    _tell("segments.left", "left_on", segment, day, [customer for customer, _because in leaving])


def _tell(key: str, column: str, segment: Segment, day: date, customers: list[int]) -> None:
    if not customers:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SPELLS.format(column=column), [segment.pk, customers, day])
        spells = cursor.fetchall()
    data = {"segment": segment.key, "name": segment.name}
    at = clock.now()
    append_many(
        [
            NewEvent(customer_id=customer, key=key, occurred_at=at, occurred_on=day, subject=spell, data=data)
            for spell, customer in spells
        ]
    )
