"""Versions, comings and goings, growth, overlaps and templates for programs."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand

from . import actions, moves_of, queries, templating, versions
from .growth import Step, growth
from .history_commands import told_rows
from .overlap import chosen, overlap
from .telling import Teller

history_router = Router()
_LARGEST_PAGE = 10_000


class OverlapQuestion(Schema):
    """Which segments, two to four of them, and the day."""

    segments: list[str] = Field(examples=[["vip", "lunch"]])
    as_of: dt.date | None = Field(None, description="today when left out")


class NewTemplate(Schema):
    """What to call the template; the segment's name when left out."""

    name: str = ""
    why: str = ""


@history_router.get("/saved/{key}/versions", response=dict[str, Any], summary="The rules a segment has had")
def list_versions(request: HttpRequest, key: str) -> dict[str, Any]:
    """Newest first, each with what it changed and how many people it held."""
    demand(request.user, "segments.view")
    return {"versions": [each.as_dict() for each in versions.versions_of(queries.get_segment(key))]}


@history_router.post("/saved/{key}/versions/{number}/restore", response=dict[str, Any], summary="Take a rule back")
def restore_version(request: HttpRequest, key: str, number: int) -> dict[str, Any]:
    """The rule of an older version as a new version."""
    staff = demand(request.user, "segments.change")
    return queries.told(actions.restore_version(queries.get_segment(key), number, by=staff))


@history_router.get("/saved/{key}/history", response=dict[str, Any], summary="Who came in or left")
def read_history(
    request: HttpRequest,
    key: str,
    left: bool = False,
    since: dt.date | None = None,
    after: Annotated[int, Field(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Field(ge=1, le=_LARGEST_PAGE)] = 1_000,
) -> dict[str, Any]:
    """By the number of the spell; `next` goes on from here."""
    staff, segment = demand(request.user, "segments.view"), queries.get_segment(key)
    rows = (moves_of.left if left else moves_of.entered)(segment, staff, since=since)
    page = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
    more = page[limit - 1].pk if len(page) > limit else None
    people = list(told_rows(page[:limit], Teller(segment.names), entering=not left))
    return {"people": people, "next": more}


@history_router.get("/saved/{key}/growth", response=dict[str, Any], summary="Members over time")
def read_growth(request: HttpRequest, key: str, step: Step | None = None) -> dict[str, Any]:
    """Kept day by day since following began, computed by today's rule for the ends of the months before."""
    demand(request.user, "segments.view")
    found = growth(queries.get_segment(key), step)
    return {"began_on": found.began_on, "step": found.step, "computed_at": found.computed_at, "points": found.told()}


@history_router.post("/overlap", response=dict[str, Any], summary="How segments overlap")
def read_overlap(request: HttpRequest, body: OverlapQuestion) -> dict[str, Any]:
    """Exact counts of every part."""
    demand(request.user, "segments.view")
    return overlap(chosen(body.segments), as_of=body.as_of).told()


@history_router.get("/templates", response=dict[str, Any], summary="Rules to start from")
def list_templates(request: HttpRequest) -> dict[str, Any]:
    """The business's own and the usual ones, with how many people each finds now."""
    demand(request.user, "segments.view")
    found = templating.templates()
    numbers = templating.counts(found)
    return {"templates": [each.as_dict() | {"count": numbers.get(each.key)} for each in found]}


@history_router.post("/saved/{key}/template", response=dict[str, Any], summary="Keep a rule as a template")
def save_template(request: HttpRequest, key: str, body: NewTemplate) -> dict[str, Any]:
    """The rule of a segment as one of the business's own templates."""
    staff, segment = demand(request.user, "segments.change"), queries.get_segment(key)
    saved = actions.save_template(segment, name=body.name or segment.name, why=body.why, by=staff)
    return templating.template(saved.key).as_dict()
