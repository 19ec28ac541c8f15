"""Goals, what is done for them, reviews and experience as programs and the terminal are told."""

from typing import Any

from joren.foundation.registry import Metric

from . import measures, queries, reviewing
from .experience import Experience
from .measures import ShownMeasure
from .models import Goal, GoalReview
from .queries import GoalWithStanding
from .reviewing import Prepared
from .rules import Standing


def told_metric(metric: Metric) -> dict[str, Any]:
    """Something a goal can be set on."""
    return {
        "key": metric.key,
        "label": str(metric.label),
        "unit": metric.unit,
        "accumulates": metric.accumulates,
        "by_shop_and_segment": bool(metric.series),
    }


def told(item: GoalWithStanding) -> dict[str, Any]:
    """A goal, where it stands, and what the last look at its course said. Rates are in per cent, waiting in minutes."""
    goal = item.goal
    return {
        "id": goal.pk,
        "name": goal.name,
        "metric": goal.metric,
        "label": str(item.metric.label) if item.metric else None,
        "unit": item.metric.unit if item.metric else None,
        "shop": goal.shop.code if goal.shop else None,
        "segment": goal.segment_key or None,
        "starts_on": goal.starts_on,
        "due_on": goal.due_on,
        "baseline": goal.baseline,
        "target": goal.target,
        "before": goal.before,
        "before_first": goal.measured_first,
        "before_last": goal.measured_last,
        "review": goal.review,
        "owner": goal.owner.email if goal.owner else None,
        "note": goal.note,
        "is_closed": goal.closed_at is not None,
        "standing": _standing(item.standing),
        "looked_on": goal.looked_on,
        "forecast": goal.outlook.get("forecast"),
        "visible": goal.outlook.get("visible"),
    }


def told_fully(goal: Goal) -> dict[str, Any]:
    """The same with what is done for it, its days of review, and what was written on them."""
    return told(queries.with_standing(goal)) | {
        "measures": [told_measure(each) for each in measures.of_goal(goal)],
        "review_days": [
            {"on": day, "has_come": has_come, "is_written": is_written}
            for day, has_come, is_written in reviewing.days(goal)
        ],
        "reviews": [told_written(review) for review in goal.reviews.select_related("staff")],
    }


def told_measure(each: ShownMeasure) -> dict[str, Any]:
    """Something that is done. `proven`: extra sales that a group held back proves; null where nothing is proven."""
    low, high = each.interval or (None, None)
    return {
        "id": each.measure.pk,
        "kind": each.measure.kind,
        "reference": each.measure.reference,
        "name": each.measure.name,
        "phase": each.phase,
        "state": each.state,
        "verdict": each.verdict.code if each.verdict else None,
        "proven": each.proven,
        "low": low if each.proven is not None else None,
        "high": high if each.proven is not None else None,
        "told": each.measure.result,
    }


def told_review(found: Prepared) -> dict[str, Any]:
    """A review filled in beforehand, and what was written, if it was."""
    return {
        "goal": found.goal.pk,
        "first": found.first,
        "on": found.on,
        "value": found.value,
        "target": found.goal.target,
        "standing": _standing(found.standing),
        "ran": [told_measure(each) for each in found.ran],
        "keep": found.keep,
        "stop": found.stop,
        "written": told_written(found.written) if found.written else None,
    }


def told_written(review: GoalReview) -> dict[str, Any]:
    """What was concluded, with the numbers of then."""
    return {
        "on": review.on,
        "keep": review.keep,
        "stop": review.stop,
        "notes": review.notes,
        "figures": review.figures,
        "by": review.staff.email if review.staff else None,
        "written_at": review.written_at,
    }


def told_experience(each: Experience) -> dict[str, Any]:
    """A finished measure and what it brought a person."""
    proven = None if each.each is None else {"value": each.each, "low": each.low, "high": each.high}
    return {
        "name": each.name,
        "kind": each.kind,
        "on": each.on,
        "segment": each.segment or None,
        "channels": sorted(each.traits.channels),
        "verdict": each.code or None,
        "words": each.verdict,
        "people": each.people,
        "per_person": proven,
        "extra_sales": each.total,
        "told": each.told,
        "page": each.url or None,
    }


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "current": standing.current,
        "progress": round(standing.progress, 4),
        "expected": round(standing.expected, 4),
        "verdict": standing.verdict.value,
    }
