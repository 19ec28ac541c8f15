"""Merges for programs: make one person of two records, list, take back."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from joren.foundation.accounts.permissions import demand
from joren.record.customers.api import Problem
from joren.record.customers.queries import find

from . import actions, queries

router = Router()
_ANSWERS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class MergeOut(Schema):
    """One merge. `customer` holds what became of both; `undone_at` says that they are two again."""

    id: int
    survivor: int = Field(description="number of the record that stayed")
    gone: int = Field(description="number of the record that went; it still leads to the customer")
    customer: int
    reason: str = Field(examples=["same person"])
    at: dt.datetime
    by: str | None
    batch: int | None
    undone_at: dt.datetime | None


class MergePage(Schema):
    """Some merges, newest first, and where to go on."""

    items: list[MergeOut]
    next: str | None


class MergeIn(Schema):
    """Two records of one person, by number of the record, member number or ``source:number``."""

    survivor: str = Field(examples=["M0001"], description="the record that stays")
    gone: str = Field(examples=["pos:10002"])
    choices: dict[str, bool] = Field(
        {}, examples=[{"company": True}], description="fields whose value is to be that of the gone one (true) or not"
    )
    reason: str = Field("", examples=["same person"])


class PageQuery(Schema):
    """How many at once, and from where."""

    limit: int = Field(50, ge=1, le=200)
    before: int = Field(0, ge=0, lt=2**63, description="`next` of the page before")


@router.get("/", response={200: MergePage, **_ANSWERS}, summary="List merges")
def list_merges(request: HttpRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Merges of customers this token's owner may see, newest first."""
    found = queries.merges_visible_to(demand(request.user, "merging.merge")).order_by("-pk")
    rows = list((found.filter(pk__lt=query.before) if query.before else found)[: query.limit + 1])
    page = rows[: query.limit]
    more = str(page[-1].pk) if len(rows) > query.limit else None
    return {"items": [queries.told(merge) for merge in page], "next": more}


@router.post("/", response={201: MergeOut, 400: Problem, **_ANSWERS}, summary="Merge two customers")
def merge(request: HttpRequest, body: MergeIn) -> Status[dict[str, Any]]:
    """Make one person of two records."""
    staff = demand(request.user, "merging.merge")
    kept, gone = find(body.survivor, staff), find(body.gone, staff)
    made = actions.merge(survivor=kept, gone=gone, by=staff, choices=body.choices, reason=body.reason[:300])
    return Status(201, queries.told(made))


@router.get("/{int:merge_id}", response={200: MergeOut, **_ANSWERS}, summary="Read a merge")
def read_merge(request: HttpRequest, merge_id: int) -> dict[str, Any]:
    """One merge."""
    return queries.told(queries.get(merge_id, demand(request.user, "merging.merge")))


@router.delete("/{int:merge_id}", response={200: MergeOut, **_ANSWERS}, summary="Take a merge back")
def unmerge(request: HttpRequest, merge_id: int) -> dict[str, Any]:
    """Make two records of it again: the old number has its own customer again."""
    staff = demand(request.user, "merging.merge")
    found = queries.get(merge_id, staff)
    actions.unmerge(merge=found, by=staff)
    return queries.told(queries.get(merge_id, staff))
