"""The timeline for programs."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.record.customers.api import Problem
from joren.record.customers.queries import find

from . import queries

router = Router()


class EventOut(Schema):
    """Something that happened to the customer, newest first."""

    id: int
    key: str = Field(examples=["purchases.recorded"])
    kind: str = Field(examples=["purchase"])
    occurred_at: dt.datetime
    occurred_on: dt.date = Field(description="the business day it counts for")
    sentence: str
    channel: str
    origin: str
    shop: str | None
    staff: str | None


class TimelineOut(Schema):
    """Some events. `next` goes on from here when given as `before`; null at the end."""

    items: list[EventOut]
    next: str | None


class TimelineQuery(Schema):
    """Which events, and how many at once."""

    kind: list[str] = Field([], examples=[["purchase"]])
    before: str = ""
    limit: int = Field(50, ge=1, le=200)


@router.get(
    "/{ref}/timeline",
    response={200: TimelineOut, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    summary="Read a customer's timeline",
)
def read_timeline(request: HttpRequest, ref: str, query: Query[TimelineQuery]) -> dict[str, Any]:
    """What happened to the customer, newest first."""
    staff = demand(request.user, "customers.view")
    customer = find(ref, staff)
    page = queries.timeline_of(customer.pk, kinds=query.kind, before=query.before, limit=query.limit)
    return {"items": [queries.told(event) for event in page.events], "next": page.more or None}
