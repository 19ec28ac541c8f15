"""The day a question is asked for: one day for everybody, or each person's own."""

from dataclasses import dataclass
from datetime import date

from joren.segments.catalogue.binding import BoundUse


@dataclass(frozen=True, slots=True)
class PerCustomer:
    """Each customer's own day: their answer to `anchor` (a date attribute, asked as of the whole question's day) and
    `plus_days` more. Facts after it do not count for them.

    People without an anchor are left out of the answer; with `complete` also those whose day is still to come, since
    less is known of them than of the others.
    """

    anchor: BoundUse
    plus_days: int = 0
    complete: bool = True


Moment = date | PerCustomer
