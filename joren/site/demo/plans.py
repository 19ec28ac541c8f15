"""What the made-up business has decided: who is a regular, which segments it works with, what it wants to reach."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from django.db.models import QuerySet

from joren.foundation.accounts.models import Staff
from joren.insight.loyalty.actions import NEAR, REGULARS, define
from joren.insight.loyalty.models import RegularDefinition
from joren.planning.goals.actions import set_goal
from joren.planning.goals.queries import same_days_before
from joren.segments.library.actions import count, save
from joren.segments.library.models import Segment

from . import words_story

REGULAR: Final[dict[str, Any]] = {"attribute": "purchases.count", "op": "at_least", "value": 5}
_GONE, _LEFT = timedelta(days=60), timedelta(days=30)
_ROUND: Final = Decimal(100_000)


def make_plans(last_day: date, owner: Staff) -> dict[str, list[int]]:
    """Make them and return their primary keys by model."""
    definition = define(rule=REGULAR, name=words_story.REGULAR_NAME, by=owner)
    segments = [save(**segment, by=owner) for segment in words_story.SEGMENTS]
    for segment in [*segments, *_following()]:
        count(segment)
    return {
        "loyalty.regulardefinition": [definition.pk],
        "library.segment": [segment.pk for segment in segments],
        "goals.goal": [_goal(last_day, owner)],
    }


def forget_plans(definitions: list[int]) -> None:
    """Let the segments that follow the definition of a regular go with it, unless somebody has defined anew since."""
    if not RegularDefinition.objects.filter(is_official=True).exclude(pk__in=definitions).exists():
        _following().delete()


def _following() -> QuerySet[Segment]:
    return Segment.objects.filter(key__in=(REGULARS, NEAR))


def _goal(last_day: date, owner: Staff) -> int:
    """Sales of 90 days, of which 60 are over: a tenth more than in the 90 days before."""
    starts_on, due_on = last_day - _GONE + timedelta(days=1), last_day + _LEFT
    before = same_days_before("purchases.sales", starts_on, due_on)
    target = (before * Decimal("1.1") / _ROUND).to_integral_value(ROUND_CEILING) * _ROUND
    goal = set_goal(
        name=words_story.GOAL["name"],
        note=words_story.GOAL["note"],
        metric="purchases.sales",
        target=target,
        starts_on=starts_on,
        due_on=due_on,
        owner=owner,
        by=owner,
    )
    return goal.pk
