"""Writes of goals."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.time import clock
from joren.record.shops.models import Shop

from . import measures, outlook, queries, reviewing
from .errors import BadName, BadTarget, GoalWithoutChange, NotMeasurable
from .models import Goal, GoalReview, Measure
from .rules.target import is_change, read_target

LONGEST_NAME = 200


@transaction.atomic
def set_goal(
    *,
    name: str,
    metric: str,
    target: Decimal | str,
    starts_on: date,
    due_on: date,
    owner: Staff | None = None,
    note: str = "",
    shop: Shop | None = None,
    segment_key: str = "",
    review: str = Goal.Review.MONTH,
    by: Staff | None,
) -> Goal:
    """Set a goal; its baseline is measured here. `target`: a number, or as typed ("+10%").

    Raises `BadName`, `GoalWithoutTime`, `GoalOutOfRange`, `UnknownMetric`, `GoalWithoutChange`, `BadTarget`,
    `CannotNarrow`, `NotMeasurable`.
    """
    name = _named(name)
    first, last = queries.days_before(starts_on, due_on)
    found = queries.metric(metric)
    before = _before(metric, starts_on, due_on, shop, segment_key, needed=isinstance(target, str) and is_change(target))
    baseline = Decimal(0) if found.accumulates else before
    if baseline is None:
        raise NotMeasurable(metric=found.label, first=first, last=last)
    wanted = _target(target, before, is_percent=found.unit == "percent")
    if wanted == baseline:
        raise GoalWithoutChange
    goal = Goal.objects.create(
        name=name,
        metric=metric,
        baseline=baseline,
        target=wanted,
        starts_on=starts_on,
        due_on=due_on,
        owner=owner,
        note=note,
        shop=shop,
        segment_key=segment_key,
        before=before,
        measured_first=first if before is not None else None,
        measured_last=last if before is not None else None,
        review=review,
    )
    record("created", by=by, subject_type="goal", subject_id=goal.pk, label=name)
    return goal


def _named(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadName
    return name


def _before(
    metric: str, starts_on: date, due_on: date, shop: Shop | None, segment_key: str, *, needed: bool
) -> Decimal | None:
    people = queries.people_of(segment_key, starts_on)
    try:
        return queries.before_of(metric, starts_on, due_on, shop=shop.pk if shop else None, people=people)
    except NotMeasurable:
        if needed:
            raise
        return None


def _target(target: Decimal | str, before: Decimal | None, *, is_percent: bool) -> Decimal:
    if isinstance(target, Decimal):
        return target
    try:
        return read_target(target, before or Decimal(0), is_percent=is_percent)
    except ValueError:
        raise BadTarget(text=target[:50]) from None


def look(goal: Goal) -> None:
    """Look at its course and keep what is told; safe to run again."""
    today = clock.today()
    goal.outlook, goal.looked_on = outlook.look(goal, today), today
    Goal.objects.filter(pk=goal.pk).update(outlook=goal.outlook, looked_on=today)


@transaction.atomic
def close_goal(goal: Goal, *, by: Staff | None) -> None:
    """Put a goal away; it stays in the list of closed ones."""
    if Goal.objects.filter(pk=goal.pk, closed_at=None).update(closed_at=clock.now()):
        record("changed", by=by, subject_type="goal", subject_id=goal.pk, label=goal.name, detail={"closed": True})


@transaction.atomic
def reopen_goal(goal: Goal, *, by: Staff | None) -> None:
    """Take a closed goal back: the undo of `close_goal`."""
    if Goal.objects.filter(pk=goal.pk, closed_at__isnull=False).update(closed_at=None):
        record("changed", by=by, subject_type="goal", subject_id=goal.pk, label=goal.name, detail={"closed": False})


@transaction.atomic
def add_measure(goal: Goal, *, kind: str, reference: int | None = None, name: str = "", by: Staff | None) -> Measure:
    """Hang something that is done under a goal; one campaign, journey or coupon once.

    Raises `UnknownMeasure`, `BadName`.
    """
    if kind == Measure.Kind.FREE:
        name, reference = _named(name), None
    else:
        name = measures.name_of(kind, reference)
    given: dict[str, Any] = {"name": name, "added_on": clock.today()}
    if reference is None:
        made, new = Measure.objects.create(goal=goal, kind=kind, **given), True
    else:
        made, new = Measure.objects.get_or_create(goal=goal, kind=kind, reference=reference, defaults=given)
    if new:
        record("changed", by=by, subject_type="goal", subject_id=goal.pk, label=goal.name, detail={"measure": name})
    return made


@transaction.atomic
def tell_measure(measure: Measure, *, status: str, result: str, by: Staff | None) -> None:
    """Say how something else that is done stands and what came of it."""
    ended = clock.today() if status in (Measure.Status.DONE, Measure.Status.STOPPED) else None
    measure.status, measure.result = status, result
    measure.ended_on = (measure.ended_on or ended) if ended else None
    measure.save(update_fields=["status", "result", "ended_on"])
    detail = {"measure": measure.name, "state": status}
    record("changed", by=by, subject_type="goal", subject_id=measure.goal_id, label=measure.name, detail=detail)


@transaction.atomic
def remove_measure(measure: Measure, *, by: Staff | None) -> None:
    """Take it off the goal; what it was remains where it is."""
    detail = {"removed": measure.name}
    record("changed", by=by, subject_type="goal", subject_id=measure.goal_id, label=measure.name, detail=detail)
    measure.delete()


@transaction.atomic
def write_review(
    goal: Goal, *, on: date, keep: str = "", stop: str = "", notes: str = "", by: Staff | None
) -> GoalReview:
    """Write down what was concluded on a day of review, with the numbers of then. Raises `NoSuchReviewDay`."""
    figures = reviewing.figures(reviewing.prepared(goal, on))
    written = {"keep": keep, "stop": stop, "notes": notes, "figures": figures, "staff": by, "written_at": clock.now()}
    review, _new = GoalReview.objects.update_or_create(goal=goal, on=on, defaults=written)
    detail = {"review": on.isoformat()}
    record("changed", by=by, subject_type="goal", subject_id=goal.pk, label=goal.name, detail=detail)
    return review
