"""Regulars for programs: what they are, how many, why, and who is next."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.cli import plain
from joren.record.customers.api import Problem

from . import actions, queries, telling

router = Router()
_LARGEST_PAGE = 1_000
_REFUSALS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem}


class DefinitionIn(Schema):
    """What a regular is from now on."""

    rule: dict[str, Any] = Field(examples=[{"attribute": "purchases.count", "op": "at_least", "value": 3}])
    name: str = Field("", max_length=200)
    money_step: float | None = Field(
        None, gt=0, le=1e9, description="the amount that is one step; measured when left out"
    )
    window_days: int = Field(90, ge=1, le=180)


class DefinitionOut(Schema):
    """What a regular is."""

    id: int
    name: str
    sentence: str
    rule: dict[str, Any]
    money_step: float | None
    window_days: int
    set_at: dt.datetime
    set_by: str | None


class RegularOut(Schema):
    """A regular and what the person brought."""

    id: int
    member_number: str | None
    name: str
    amount: float
    purchases: int
    last_purchase: dt.date | None


class RegularsOut(Schema):
    """How many regulars there are. Shares are of 1."""

    definition: DefinitionOut
    as_of: dt.date
    regulars: int
    customers: int
    share_of_customers: float | None
    sales: float
    sales_of_regulars: float
    share_of_sales: float | None
    customers_shown: list[RegularOut]


class FactorsOut(Schema):
    """What later regulars had early. `status`: found, nothing, too_few or too_early; `message` tells why."""

    definition: DefinitionOut
    as_of: dt.date
    status: str
    message: str
    basis: str
    horizon_days: int
    window_days: int
    people: int
    regulars: int
    factors: list[dict[str, Any]]
    pairs: list[dict[str, Any]]
    unclear: list[dict[str, Any]]
    itself: list[str]
    too_few: int
    point: str
    asked: int
    pairs_asked: int
    not_asked: int


class ProspectOut(Schema):
    """A person one step away."""

    id: int
    member_number: str | None
    name: str
    step: str
    attribute: str
    kind: str
    missing: float
    days_since_last: int | None
    by_mail: bool
    chance: float | None
    worth: float
    channels: list[str]
    left_out: str


class ProspectsOut(Schema):
    """Who is next. `number` counts all, `prospects` lists the first."""

    definition: DefinitionOut
    as_of: dt.date
    number: int
    by_mail: int
    prospects: list[ProspectOut]


@router.get("/definition", response={200: DefinitionOut, **_REFUSALS}, summary="What a regular is")
def definition(request: HttpRequest) -> Any:
    """The official definition."""
    demand(request.user, "loyalty.view")
    return plain(telling.definition_told(queries.official()))


@router.put("/definition", response={200: DefinitionOut, **_REFUSALS}, summary="Say what a regular is")
def define(request: HttpRequest, body: DefinitionIn) -> Any:
    """Make a rule the official definition."""
    staff = demand(request.user, "loyalty.define")
    step = actions.as_step(body.money_step)
    made = actions.define(rule=body.rule, name=body.name, money_step=step, window_days=body.window_days, by=staff)
    return plain(telling.definition_told(made))


@router.get("", response={200: RegularsOut, **_REFUSALS}, summary="How many regulars, and who")
def show(
    request: HttpRequest, as_of: dt.date | None = None, limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = 20
) -> Any:
    """How many, what share of customers and sales, and those who paid most."""
    staff = demand(request.user, "loyalty.view")
    return plain(telling.regulars_told(queries.official(), staff=staff, as_of=as_of, limit=limit))


@router.get("/factors", response={200: FactorsOut, **_REFUSALS}, summary="Why people become regulars")
def factors(request: HttpRequest, as_of: dt.date | None = None, point: Literal["first", "second"] = "first") -> Any:
    """Computed now, by what was known some days after the first purchase or by the second one."""
    demand(request.user, "loyalty.view")
    return plain(telling.factors_told(queries.official(), as_of=as_of, point=point))


@router.get("/prospects", response={200: ProspectsOut, **_REFUSALS}, summary="Who is one step away")
def list_prospects(
    request: HttpRequest,
    as_of: dt.date | None = None,
    by_mail: bool = False,
    limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = 50,
) -> Any:
    """Those of whom most may be expected first."""
    staff = demand(request.user, "loyalty.view")
    only = True if by_mail else None
    told = telling.prospects_told(queries.official(), staff=staff, as_of=as_of, limit=limit, by_mail=only)
    return plain(told)
