"""Goals for programs."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.cli.output import plain
from joren.record.customers.api import Problem
from joren.record.shops.queries import shop_by_code

from . import actions, experience, queries, reviewing, telling
from .models import Measure

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
_LARGEST_ID = 2**63 - 1
_LONGEST_TEXT = 10_000


class GoalIn(Schema):
    """A goal to set. Its baseline is measured, over as many days just before the first one as it has."""

    name: str = Field(max_length=200, examples=["四月の売上"])
    metric: str = Field(max_length=60, examples=["purchases.sales"], description="see /goals/metrics")
    target: str = Field(max_length=50, examples=["+10%"], description="a number, or a change of what was measured")
    starts_on: dt.date
    due_on: dt.date
    review: Literal["week", "month"] = "month"
    shop: str = Field("", description="shop code: only purchases made there")
    segment: str = Field("", max_length=50, description="only those in it on the first day")
    owner: str = Field("", description="the address somebody logs in with")
    note: str = Field("", max_length=_LONGEST_TEXT)


class MeasureIn(Schema):
    """Something that is done for a goal: a campaign, a journey or a coupon by its number, anything else by its name."""

    kind: Literal["campaign", "journey", "coupon", "free"]
    reference: int | None = Field(None, ge=1, le=_LARGEST_ID)
    name: str = Field("", max_length=200)


class ToldIn(Schema):
    """How something else that is done stands and what came of it."""

    status: Literal["planned", "running", "done", "stopped"]
    result: str = Field("", max_length=_LONGEST_TEXT)


class ReviewIn(Schema):
    """What was concluded."""

    keep: str = Field("", max_length=_LONGEST_TEXT)
    stop: str = Field("", max_length=_LONGEST_TEXT)
    notes: str = Field("", max_length=_LONGEST_TEXT)


@router.get("/", response={200: dict[str, Any], **_ANSWERS}, summary="Goals and where they stand")
def list_goals(request: HttpRequest, closed: bool = False) -> dict[str, Any]:
    """The open ones, or those put away, the soonest to end first."""
    demand(request.user, "goals.view")
    return _plain({"goals": [telling.told(item) for item in queries.goals(closed=closed)]})


@router.post("/", response={200: dict[str, Any], **_ANSWERS}, summary="Set a goal")
def create(request: HttpRequest, body: GoalIn) -> dict[str, Any]:
    """Measure where it stands, keep it, and look where it is going."""
    staff = demand(request.user, "goals.change")
    given = body.dict(exclude={"shop", "segment", "owner"})
    goal = actions.set_goal(
        shop=shop_by_code(body.shop, staff) if body.shop else None,
        segment_key=body.segment,
        owner=queries.owner(body.owner) if body.owner else None,
        by=staff,
        **given,
    )
    actions.look(goal)
    return _plain(telling.told_fully(goal))


@router.get("/metrics", response={200: dict[str, Any], **_ANSWERS}, summary="What a goal can be set on")
def list_metrics(request: HttpRequest) -> dict[str, Any]:
    """What apps measure, and the sizes of saved segments."""
    demand(request.user, "goals.view")
    return _plain({"metrics": [telling.told_metric(each) for each in queries.metrics()]})


@router.get("/experience", response={200: dict[str, Any], **_ANSWERS}, summary="What finished measures brought")
def read_experience(
    request: HttpRequest, words: str = "", kind: str = "", channel: str = "", segment: str = ""
) -> dict[str, Any]:
    """Those that have all the `words`, the newest first."""
    demand(request.user, "goals.view")
    found = experience.search(words, kind=kind, channel=channel, segment=segment)
    return _plain({"experience": [telling.told_experience(each) for each in found]})


@router.get("/{int:pk}", response={200: dict[str, Any], **_ANSWERS}, summary="One goal")
def read(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Where it stands and is going, what is done for it, its reviews."""
    demand(request.user, "goals.view")
    return _plain(telling.told_fully(queries.goal(pk)))


@router.post("/{int:pk}/look", response={200: dict[str, Any], **_ANSWERS}, summary="Look where a goal is going")
def look(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Make its forecast now; else it is made each morning."""
    demand(request.user, "goals.change")
    goal = queries.goal(pk)
    actions.look(goal)
    return _plain(telling.told_fully(goal))


@router.post("/{int:pk}/close", response={200: dict[str, Any], **_ANSWERS}, summary="Put a goal away")
def close(request: HttpRequest, pk: int) -> dict[str, Any]:
    """It stays among the closed ones."""
    staff = demand(request.user, "goals.change")
    actions.close_goal(queries.goal(pk), by=staff)
    return _plain(telling.told_fully(queries.goal(pk)))


@router.post("/{int:pk}/reopen", response={200: dict[str, Any], **_ANSWERS}, summary="Take a closed goal back")
def reopen(request: HttpRequest, pk: int) -> dict[str, Any]:
    """The undo of putting it away."""
    staff = demand(request.user, "goals.change")
    actions.reopen_goal(queries.goal(pk), by=staff)
    return _plain(telling.told_fully(queries.goal(pk)))


@router.post("/{int:pk}/measures", response={200: dict[str, Any], **_ANSWERS}, summary="Hang something under a goal")
def add_measure(request: HttpRequest, pk: int, body: MeasureIn) -> dict[str, Any]:
    """One campaign, journey or coupon once."""
    staff = demand(request.user, "goals.change")
    goal = queries.goal(pk)
    actions.add_measure(goal, kind=body.kind, reference=body.reference, name=body.name, by=staff)
    return _plain(telling.told_fully(goal))


@router.put(
    "/{int:pk}/measures/{int:measure}", response={200: dict[str, Any], **_ANSWERS}, summary="Say how something stands"
)
def tell_measure(request: HttpRequest, pk: int, measure: int, body: ToldIn) -> dict[str, Any]:
    """Of something else that is done; campaigns, journeys and coupons tell it themselves."""
    staff = demand(request.user, "goals.change")
    found = queries.measure_of(pk, measure, kind=Measure.Kind.FREE)
    actions.tell_measure(found, status=body.status, result=body.result, by=staff)
    return _plain(telling.told_fully(queries.goal(pk)))


@router.delete(
    "/{int:pk}/measures/{int:measure}", response={200: dict[str, Any], **_ANSWERS}, summary="Take something off a goal"
)
def remove_measure(request: HttpRequest, pk: int, measure: int) -> dict[str, Any]:
    """What it was remains where it is."""
    staff = demand(request.user, "goals.change")
    actions.remove_measure(queries.measure_of(pk, measure), by=staff)
    return _plain(telling.told_fully(queries.goal(pk)))


@router.get("/{int:pk}/reviews/{day}", response={200: dict[str, Any], **_ANSWERS}, summary="A review, filled in")
def read_review(request: HttpRequest, pk: int, day: dt.date) -> dict[str, Any]:
    """The numbers of that evening, what ran, what was proven, what to go on with and stop."""
    demand(request.user, "goals.view")
    return _plain(telling.told_review(reviewing.prepared(queries.goal(pk), day)))


@router.put("/{int:pk}/reviews/{day}", response={200: dict[str, Any], **_ANSWERS}, summary="Write a review down")
def write_review(request: HttpRequest, pk: int, day: dt.date, body: ReviewIn) -> dict[str, Any]:
    """Keep what was concluded, with the numbers of then."""
    staff = demand(request.user, "goals.change")
    goal = queries.goal(pk)
    actions.write_review(goal, on=day, by=staff, **body.dict())
    return _plain(telling.told_review(reviewing.prepared(goal, day)))


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Exact numbers as numbers, words as words."""
    found: dict[str, Any] = plain(data)
    return found
