"""Predictions for programs."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.record.customers.api import Problem
from joren.record.customers.queries import LARGEST_ID

from . import queries

router = Router()
_REFUSALS: dict[int, Any] = {401: Problem, 403: Problem, 422: Problem}


class BandOut(Schema):
    """Customers whose chance (per cent) of still being one lies between, and what is expected of them."""

    band: int
    low: int
    high: int
    people: int
    purchases: float | None
    value: float | None


class OverviewOut(Schema):
    """The newest fit. `standing`: good, rough, off, too_few, too_early or none. `trial`: as tried on the past."""

    standing: str
    as_of: date | None = None
    people: int = 0
    repeaters: int = 0
    parameters: dict[str, float] = {}
    correlation: float = 0
    trial: dict[str, Any] = {}
    bands: list[BandOut]


class PredictionOut(Schema):
    """What is expected of one customer; `alive` in per cent, the others for 52 weeks."""

    customer: int
    alive: int
    purchases: float
    value: float | None
    next_on: date | None
    scored_on: date


class PageOut(Schema):
    """A page of predictions; `next` is the id to give as `after`, null at the end."""

    predictions: list[PredictionOut]
    next: int | None


@router.get("", response={200: OverviewOut, **_REFUSALS}, summary="The newest fit, its trial and the bands")
def overview(request: HttpRequest) -> Any:
    """Say how far predictions may be trusted and how the customers lie."""
    staff: Any = request.user
    demand(staff, "predictions.view")
    return queries.overview(staff)


class After(Schema):
    """Which page."""

    after: int = Field(0, ge=0, le=LARGEST_ID)
    limit: int = Field(100, ge=1, le=1000)


@router.get("/customers", response={200: PageOut, **_REFUSALS}, summary="Predictions by customer")
def customers(request: HttpRequest, page: Query[After]) -> Any:
    """List predictions in the order of their ids."""
    staff: Any = request.user
    demand(staff, "predictions.view")
    rows = list(queries.predictions(staff).filter(pk__gt=page.after).order_by("pk")[: page.limit + 1])
    found = [{"customer": row.customer_id} | queries.told(row) for row in rows[: page.limit]]
    return {"predictions": found, "next": rows[page.limit - 1].pk if len(rows) > page.limit else None}
