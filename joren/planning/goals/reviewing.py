"""The page of a review, filled in beforehand: the numbers, what ran, what was proven, what to go on with and stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.foundation.time.business_day import business_date

from . import measures, queries, rules
from .errors import NoSuchReviewDay
from .measures import ShownMeasure
from .models import Goal, GoalReview
from .rules.units import reviews

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a review begins with. `value`, `standing`: on the evening of `on`; None where nothing can be said."""

    goal: Goal
    on: date
    first: date
    value: Decimal | None
    standing: rules.Standing | None
    ran: Sequence[ShownMeasure]
    proven: Sequence[ShownMeasure]
    keep: str
    stop: str
    written: GoalReview | None


def days(goal: Goal) -> list[tuple[date, bool, bool]]:
    """The days of review: (day, whether it has come, whether it was written)."""
    written = set(goal.reviews.values_list("on", flat=True))
    return [(day, day <= clock.today(), day in written) for day in reviews(goal.review, goal.starts_on, goal.due_on)]


def prepared(goal: Goal, on: date) -> Prepared:
    """A review of that day. Raises `NoSuchReviewDay`, also for one that has not come."""
    every = reviews(goal.review, goal.starts_on, goal.due_on)
    if on not in every or on > clock.today():
        raise NoSuchReviewDay(day=on)
    place = every.index(on)
    first = every[place - 1] + _DAY if place else goal.starts_on
    value = queries.current_of(goal, on)
    found = measures.of_goal(goal)
    ran = [each for each in found if each.measure.added_on <= on and not _ended_before(each, first)]
    proven = [each for each in found if each.verdict and business_date(each.verdict.judged_at) <= on]
    return Prepared(
        goal=goal,
        on=on,
        first=first,
        value=value,
        standing=None if value is None else _standing(goal, value, on),
        ran=ran,
        proven=proven,
        keep=_lines(proven, "up", _("%(name)s: it worked; do it again or for more people.")),
        stop=_lines(proven, "down", _("%(name)s: it cost sales; stop it.")),
        written=goal.reviews.filter(on=on).first(),
    )


def figures(found: Prepared) -> dict[str, Any]:
    """The numbers of a review, to keep."""
    return {
        "value": None if found.value is None else str(found.value),
        "progress": None if found.standing is None else found.standing.progress,
        "expected": None if found.standing is None else found.standing.expected,
        "proven": {each.measure.name: str(each.proven) for each in found.proven if each.proven is not None},
    }


def _standing(goal: Goal, value: Decimal, on: date) -> rules.Standing:
    return rules.standing(
        baseline=goal.baseline,
        target=goal.target,
        current=value,
        starts_on=goal.starts_on,
        due_on=goal.due_on,
        today=on,
    )


def _ended_before(each: ShownMeasure, first: date) -> bool:
    return bool(each.measure.ended_on and each.measure.ended_on < first)


def _lines(found: Sequence[ShownMeasure], code: str, words: str) -> str:
    named = [each.measure.name for each in found if each.verdict and each.verdict.code == code]
    return "\n".join(words % {"name": name} for name in named)
