"""``/api/v1/journeys/``: journeys, the people in them, rehearsals."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from joren.foundation.accounts.permissions import demand

from . import actions, queries
from .telling import told, told_entry, told_rehearsal, told_whole

router = Router()
PAGE = 200


class RehearsalIn(Schema):
    """What to rehearse: how many days, and whether everybody reacts."""

    days: int = 90
    everybody_reacts: bool = False


@router.get("/", response=list[dict[str, Any]])
def journeys(request: HttpRequest) -> Any:
    """List all journeys."""
    demand(request.auth, "journeys.view")  # type: ignore[attr-defined]
    return [told(one) for one in queries.journeys().order_by("pk")]


@router.get("/{number}", response=dict[str, Any])
def journey(request: HttpRequest, number: int) -> Any:
    """One journey: a sentence for each step, and its numbers."""
    demand(request.auth, "journeys.view")  # type: ignore[attr-defined]
    return told_whole(queries.journey(number))


@router.get("/{number}/entries", response=list[dict[str, Any]])
def entries(request: HttpRequest, number: int, after: int = 0) -> Any:
    """People who entered, in the order they did; `after` is the id of the last one of the page before."""
    staff = demand(request.auth, "journeys.view")  # type: ignore[attr-defined]
    rows = queries.entries_visible_to(queries.journey(number), staff).filter(pk__gt=after).order_by("pk")
    return [told_entry(row) for row in rows[:PAGE]]


@router.post("/{number}/rehearsals", response={202: dict[str, Any]})
def rehearse(request: HttpRequest, number: int, body: RehearsalIn) -> Any:
    """Ask for a rehearsal of the draft; look at it until its state is ``done``."""
    staff = demand(request.auth, "journeys.write")  # type: ignore[attr-defined]
    days = max(1, min(body.days, 366))
    made = actions.rehearse(queries.journey(number), days=days, everybody_reacts=body.everybody_reacts, by=staff)
    return 202, told_rehearsal(made)


@router.get("/rehearsals/{number}", response=dict[str, Any])
def rehearsal(request: HttpRequest, number: int) -> Any:
    """What a rehearsal came to."""
    demand(request.auth, "journeys.view")  # type: ignore[attr-defined]
    return told_rehearsal(queries.rehearsal(number))
