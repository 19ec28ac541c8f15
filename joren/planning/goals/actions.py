"""Writes of goals."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.time import clock

from . import queries
from .errors import GoalWithoutChange, GoalWithoutTime
from .models import Goal


@transaction.atomic
def set_goal(
    *,
    name: str,
    metric: str,
    target: Decimal,
    starts_on: date,
    due_on: date,
    owner: Staff | None = None,
    note: str = "",
    by: Staff | None,
) -> Goal:
    """Set a goal; its baseline is measured here. Raises `UnknownMetric`, `GoalWithoutTime` or `GoalWithoutChange`."""
    if due_on <= starts_on:
        raise GoalWithoutTime
    baseline = queries.baseline_of(metric, starts_on, due_on)
    if baseline == target:
        raise GoalWithoutChange
    goal = Goal.objects.create(
        name=name,
        metric=metric,
        baseline=baseline,
        target=target,
        starts_on=starts_on,
        due_on=due_on,
        owner=owner,
        note=note,
    )
    record("created", by=by, subject_type="goal", subject_id=goal.pk, label=name)
    return goal


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
