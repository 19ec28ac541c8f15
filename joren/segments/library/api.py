"""Segments for programs: count, members, why, save, and the catalogue of attributes."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.record.customers.queries import find
from joren.segments.catalogue.queries import catalogue
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine import run
from joren.segments.engine.asking import Asking

from . import actions, queries
from .describing import described_attribute
from .history_api import history_router
from .listing import customers_of

router = Router()
router.add_router("", history_router)
_EXAMPLE = {"attribute": "purchases.count", "with": {"period": {"last_days": 365}}, "op": "at_least", "value": 3}
_LARGEST_PAGE = 10_000


class ErrorBody(Schema):
    """What is wrong. A broken rule lists its `problems`: path, code and message of each."""

    code: str = Field(examples=["invalid_rule"])
    message: str
    remedy: str | None = None
    problems: list[dict[str, Any]] | None = None


class Problem(Schema):
    """The one shape of every error."""

    error: ErrorBody


class Question(Schema):
    """A rule (see docs/rules/segments.md) and the day it is asked for; a saved one is ``{"segment": "key"}``."""

    rule: dict[str, Any] = Field(examples=[_EXAMPLE])
    as_of: dt.date | None = Field(None, description="today when left out")


class MembersQuestion(Question):
    """Which members: `limit` at most, with numbers above `after`."""

    after: int = Field(0, ge=0, lt=2**63)
    limit: int = Field(1_000, ge=1, le=_LARGEST_PAGE)


class WhyQuestion(Question):
    """Whom: number of the record, member number or ``source:number``."""

    customer: str = Field(examples=["M0001"])


class NewRule(Schema):
    """What to save. `name` is needed for a new segment."""

    rule: dict[str, Any] = Field(examples=[_EXAMPLE])
    name: str = ""
    note: str | None = None


class Counted(Schema):
    """How many people the rule is true for, and the rule in words."""

    count: int
    as_of: dt.date
    sentence: str


class Members(Schema):
    """The number of all members and a page of them by the number of the record; `next` goes on from here."""

    count: int
    as_of: dt.date
    members: list[int]
    next: int | None


_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem, 503: Problem}


@router.get("/", response={200: dict[str, Any], **_ANSWERS}, summary="List saved segments")
def list_segments(request: HttpRequest) -> dict[str, Any]:
    """All segments in use, with their rules and sentences."""
    demand(request.user, "segments.view")
    return {"segments": [queries.told(segment) for segment in queries.segments().order_by("name", "pk")]}


@router.get("/attributes", response={200: dict[str, Any], **_ANSWERS}, summary="The catalogue of attributes")
def list_attributes(request: HttpRequest) -> dict[str, Any]:
    """Everything that can be known of a customer."""
    demand(request.user, "segments.view")
    return {"attributes": [described_attribute(found) for found in catalogue().attributes.values()]}


@router.get("/attributes/{key}", response={200: dict[str, Any], **_ANSWERS}, summary="One attribute")
def read_attribute(request: HttpRequest, key: str) -> dict[str, Any]:
    """An attribute with its operators, parameters and an example."""
    demand(request.user, "segments.view")
    return described_attribute(catalogue().attribute(key))


@router.post("/count", response={200: Counted, **_ANSWERS}, summary="Count a rule")
def count(request: HttpRequest, body: Question) -> dict[str, Any]:
    """How many customers the rule is true for."""
    demand(request.user, "segments.view")
    asking = Asking(as_of=body.as_of)
    bound = asking.rule(body.rule)
    return {"count": run.count(bound, as_of=asking.as_of), "as_of": asking.as_of, "sentence": rule_sentence(bound)}


@router.post("/members", response={200: Members, **_ANSWERS}, summary="List the members of a rule")
def members(request: HttpRequest, body: MembersQuestion) -> dict[str, Any]:
    """The customers the rule is true for, by the number of their record."""
    staff = demand(request.user, "segments.view")
    asking = Asking(as_of=body.as_of)
    found = run.members(asking.rule(body.rule), as_of=asking.as_of)
    seen = customers_of(found, staff).filter(pk__gt=body.after).order_by("pk").values_list("pk", flat=True)
    page = list(seen[: body.limit + 1])
    more = page[body.limit - 1] if len(page) > body.limit else None
    return {"count": len(found), "as_of": asking.as_of, "members": page[: body.limit], "next": more}


@router.post("/why", response={200: dict[str, Any], **_ANSWERS}, summary="Why a customer is in or out")
def why(request: HttpRequest, body: WhyQuestion) -> dict[str, Any]:
    """The rule as a tree with each answer and whether it was met."""
    staff = demand(request.user, "segments.view")
    asking, customer = Asking(as_of=body.as_of), find(body.customer, staff)
    found = run.why(asking.rule(body.rule), customer.pk, as_of=asking.as_of)
    return {"customer": customer.pk, "as_of": asking.as_of, "met": found.met, "why": found.as_dict()}


@router.get("/saved/{key}", response={200: dict[str, Any], **_ANSWERS}, summary="Read a saved segment")
def read_segment(request: HttpRequest, key: str) -> dict[str, Any]:
    """Its rule, sentence and version."""
    demand(request.user, "segments.view")
    return queries.told(queries.get_segment(key))


@router.put("/saved/{key}", response={200: dict[str, Any], 409: Problem, **_ANSWERS}, summary="Save a segment")
def save_segment(request: HttpRequest, key: str, body: NewRule) -> dict[str, Any]:
    """Save the rule under that key: a new segment, or a new version of the one there is."""
    staff = demand(request.user, "segments.change")
    return queries.told(actions.save(key=key, rule=body.rule, name=body.name, note=body.note, by=staff))
