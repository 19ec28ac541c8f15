"""Results for programs."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.business.queries import the_business
from joren.outreach.campaigns import queries as campaigns
from joren.record.customers.api import Problem

from . import actions, presenting, queries

router = Router()
_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)


class CampaignNamed(Schema):
    """Which campaign."""

    id: int
    name: str


class WindowOut(Schema):
    """The business dates that count; the time from `before` up to `first` serves the adjustment."""

    first: dt.date
    last: dt.date
    days: int
    before: dt.date


class GroupOut(Schema):
    """Everybody assigned to a group, whether or not the mail arrived."""

    people: int
    buyers: int = Field(description="people with at least one purchase in the window")
    sales: float = Field(description="returns taken off, cancelled purchases left out")
    sales_before: float


class GroupsOut(Schema):
    """Both groups."""

    sent: GroupOut
    held_back: GroupOut


class EstimateOut(Schema):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


class AdjustmentOut(Schema):
    """What purchases before the send explained (CUPED)."""

    theta: float
    noise_removed: float = Field(description="share of the variance that went away, 0 to 1")


class ResultOut(Schema):
    """What a campaign changed. `code` is null until the window has ended and its sales are in."""

    campaign: CampaignNamed
    status: str = Field(examples=["finished"], description="not_sent, running, waiting_for_sales or finished")
    code: str | None = Field(examples=["up"], description="up and down are claims; the others say why there is none")
    sentence: str
    remedy: str | None
    currency: str = Field(examples=["JPY"])
    as_of: dt.date
    judged_at: dt.datetime | None
    window: WindowOut | None
    sales_known_until: dt.date | None
    held_back_share: float
    groups: GroupsOut | None
    extra_sales: EstimateOut | None
    extra_sales_per_person: EstimateOut | None
    extra_buyers: EstimateOut | None
    extra_share_of_buyers: EstimateOut | None
    people_needed: int | None
    adjustment: AdjustmentOut | None
    split_p: float | None


@router.get("/{campaign_id}/result", response={200: ResultOut, **_PROBLEMS}, summary="Read what a campaign changed")
def read_result(request: HttpRequest, campaign_id: int, as_of: dt.date | None = None) -> dict[str, Any]:
    """The kept verdict, or what can be said now; with `as_of` computed anew from purchases before that day."""
    staff = demand(request.user, "experiments.view")
    campaign = campaigns.campaign(campaign_id, staff)
    return presenting.told(queries.result_of(campaign, as_of), the_business().currency)


@router.post("/{campaign_id}/result", response={200: ResultOut, **_PROBLEMS}, summary="Judge a campaign again")
def judge_again(request: HttpRequest, campaign_id: int) -> dict[str, Any]:
    """Give the verdict anew from the purchases that are in now, and keep it."""
    staff = demand(request.user, "experiments.judge")
    campaign = campaigns.campaign(campaign_id, staff)
    actions.evaluate(campaign, by=staff)
    return presenting.told(queries.result_of(campaign), the_business().currency)
