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
from .advising import size_of
from .sources import subject

router = Router()
results = Router()
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


class ExperimentNamed(Schema):
    """What was tried."""

    key: str = Field(examples=["campaign:12", "journey:3", "control:2026-04"])
    kind: str
    name: str


class StepOut(Schema):
    """What to do next."""

    key: str = Field(description="extend, repeat, cheaper, change, stop, wait, more_people, hold_back or find_lost")
    number: int | None = Field(description="days to wait, or people of a whole audience")
    sentence: str


class FiguresOut(Schema):
    """The numbers of a verdict; null where nothing may be claimed."""

    extra_sales: EstimateOut | None
    extra_sales_per_person: EstimateOut | None
    extra_buyers: EstimateOut | None
    extra_share_of_buyers: EstimateOut | None
    people_needed: int | None
    adjustment: AdjustmentOut | None
    split_p: float | None


class InterimOut(FiguresOut):
    """What can be said before the end. Its intervals hold however often one looks."""

    code: str


class ChannelCostOut(Schema):
    """What the messages of a channel cost; `by_price_list` of them by the price list."""

    channel: str
    messages: int
    cost: float
    by_price_list: int


class MoneyOut(Schema):
    """What was left: extra sales x margin - cost. `cost` = sending + gifts + discounts x (1 - margin)."""

    cost: float
    sending: float
    coupons_used: int = Field(description="uses of coupons it gave, by people who count and in their windows")
    gifts: float = Field(description="what the gifts of its coupons cost")
    discounts: float = Field(description="taken off at the till; missing from the sales already")
    channels: list[ChannelCostOut]
    margin: float = Field(description="share of a sale left when the goods are paid, 0 to 1")
    margin_is_assumed: bool
    margin_is_typed: bool
    left: EstimateOut | None
    per_yen: float | None = Field(description="what was left for each unit of money spent")


class ResultOut(FiguresOut):
    """What an experiment changed. `code` is null until the window has ended and its sales are in."""

    campaign: CampaignNamed | None
    experiment: ExperimentNamed
    status: str = Field(examples=["finished"], description="not_sent, running, waiting_for_sales or finished")
    code: str | None = Field(examples=["up"], description="up and down are claims; the others say why there is none")
    sentence: str
    remedy: str | None
    next_step: StepOut | None
    currency: str = Field(examples=["JPY"])
    as_of: dt.date
    judged_at: dt.datetime | None
    window: WindowOut | None
    days_left: int | None
    sales_known_until: dt.date | None
    held_back_share: float
    groups: GroupsOut | None
    interim: InterimOut | None
    money: MoneyOut | None


class WayOut(Schema):
    """How many people the messages came to. `loaded_by_machine` are not among `opened`: nobody knows of them."""

    label: str
    chosen: int
    sent: int
    delivered: int
    opened: int
    loaded_by_machine: int
    opened_estimate: float
    clicked: int
    bought: int
    left: int


class RatioOut(Schema):
    """A measure that is a ratio, of both groups."""

    key: str
    sent: float | None
    held_back: float | None
    difference: EstimateOut | None


class ClicksOut(Schema):
    """Clicks per message of a variant; the difference is from the first one."""

    key: str
    people: int
    per_message: float | None
    difference: EstimateOut | None


class PartOut(Schema):
    """One comparison of many; `claimed` after Holm's correction for all of them."""

    key: str
    label: str
    people: int
    compared_with: int
    per_person: EstimateOut | None
    p: float
    claimed: bool


class PartsOut(Schema):
    """Many comparisons. `differ_p`: how odd it would be for all effects to be the same."""

    by: str
    differ_p: float | None
    groups: list[PartOut]


class CreditOut(Schema):
    """What a way of counting credits; it proves nothing."""

    key: str
    buyers: int
    purchases: int
    sales: float


class EverythingOut(ResultOut):
    """A result with every further look at it."""

    way: list[WayOut]
    ratios: list[RatioOut]
    clicks: list[ClicksOut]
    variants: list[PartOut]
    groups_by: PartsOut | None
    credited: list[CreditOut]


class SightOut(Schema):
    """What shows with 80 % chance when so many are held back for so many days."""

    days: int
    held_back_share: float
    held_back: int
    smallest_per_person: float
    smallest_total: float
    smallest_relative: float | None
    smallest_buyers: float


class SizeOut(Schema):
    """What could be seen with the audience of a campaign."""

    people: int
    purchases_read_until: dt.date
    correlation: float
    spent_per_person: float
    planned: SightOut | None
    recommended: SightOut | None
    sights: list[SightOut]


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


@router.get("/{campaign_id}/size", response={200: SizeOut, **_PROBLEMS}, summary="Read what a campaign could show")
def read_size(request: HttpRequest, campaign_id: int) -> dict[str, Any]:
    """How large an effect must be to be seen with this audience, for several shares held back and numbers of days."""
    staff = demand(request.user, "experiments.view")
    return presenting.told_size(size_of(campaigns.campaign(campaign_id, staff)))


@results.get("/{key}", response={200: EverythingOut, **_PROBLEMS}, summary="Read everything known of a result")
def read_everything(request: HttpRequest, key: str, by: str = "", as_of: dt.date | None = None) -> dict[str, Any]:
    """A campaign (``campaign:12``), a journey (``journey:3``) or a month of the comparison group (``control:2026-04``).

    `by`: stratum, shop, channel or segment:KEY.
    """
    staff = demand(request.user, "experiments.view")
    found = queries.result_of(subject(key, staff), as_of)
    return presenting.told_everything(found, the_business().currency, by=by)
