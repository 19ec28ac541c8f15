"""Data health for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.cli import plain
from joren.record.customers.api import Problem
from joren.record.customers.queries import LARGEST_ID

from . import queries

router = Router()
_REFUSALS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem}
_LARGEST_PAGE = 200


class StepOut(Schema):
    """A step of the waterfall: sales (null when shares are over people), people, its part of the first step."""

    key: str
    yen: float | None
    people: int | None
    share: float
    lost_yen: float | None
    lost_people: int | None


class ChannelOut(Schema):
    """How many people a channel reaches. `working`: something would arrive; `people`: they agreed too."""

    channel: str
    working: int
    people: int
    share: float | None
    yen: float
    yen_share: float | None


class CheckOut(Schema):
    """What a check found."""

    check: str
    people: int
    findings: int
    yen: float


class HealthOut(Schema):
    """The figures of the last measurement. `share`: the one number; `basis`: sales, people or nothing."""

    day: str
    measured_at: str
    basis: str
    share: float | None
    linked_share: float | None
    list_only: bool
    steps: list[StepOut]
    people: dict[str, int]
    anonymous: dict[str, Any]
    channels: list[ChannelOut]
    checks: list[CheckOut]


class FindingOut(Schema):
    """One thing wrong in a record."""

    id: int
    customer: int
    name: str
    check: str
    hint: bool
    wrong: str
    suggestions: list[str]
    yen: Any
    state: str
    found_at: Any


class FindingsOut(Schema):
    """A page of findings by number. `next` goes on from here when given as `after`; null at the end."""

    items: list[FindingOut]
    next: int | None


class Filters(Schema):
    """Which findings are wanted."""

    check: str = ""
    after: int = 0
    limit: int = 50


@router.get("", response={200: HealthOut, **_REFUSALS}, summary="The health of the data")
def show(request: HttpRequest) -> Any:
    """The one number with its waterfall, the channels and the checks, for the customers you may see."""
    return plain(queries.the_figures(demand(request.user, "health.view")))


@router.get("/findings", response={200: FindingsOut, **_REFUSALS}, summary="What is wrong in which record")
def findings(request: HttpRequest, filters: Query[Filters]) -> Any:
    """Open findings about customers you may see."""
    staff = demand(request.user, "health.view")
    limit, after = min(max(filters.limit, 1), _LARGEST_PAGE), min(max(filters.after, 0), LARGEST_ID)
    rows = queries.findings(staff, check=filters.check).filter(pk__gt=after).order_by("pk")
    found = list(rows[: limit + 1])
    return plain(
        {
            "items": [queries.told(finding) for finding in found[:limit]],
            "next": found[limit - 1].pk if len(found) > limit else None,
        }
    )
