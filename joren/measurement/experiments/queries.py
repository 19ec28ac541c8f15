"""Reads of experiments: what a campaign changed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Max, QuerySet, Sum

from joren.foundation.time import clock
from joren.foundation.time.business_day import business_date
from joren.outreach.campaigns.models import Campaign
from joren.record.shops.models import Shop
from joren.touchpoints.purchases.models import Purchase

from .figures import Figures
from .measuring import Groups, groups_of
from .models import Evaluation
from .rules import Moments, judge
from .windows import Window


class Status(StrEnum):
    """How far a campaign's experiment is."""

    NOT_SENT = "not_sent"
    RUNNING = "running"
    """The window has not ended: figures are preliminary and there is no verdict."""
    WAITING_FOR_SALES = "waiting_for_sales"
    """The window has ended, but no sale of its last day or later is in yet."""
    FINISHED = "finished"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a campaign changed, as of the end of the business date before `as_of`.

    `groups` are None before the send, `figures` (the verdict) until the window has ended and its sales are in.
    `sales_known_until` is the last business date with a purchase. `judged_at`: when a kept verdict was given.
    """

    campaign: Campaign
    status: Status
    as_of: dt.date
    share: Decimal
    window: Window | None = None
    groups: Groups | None = None
    figures: Figures | None = None
    sales_known_until: dt.date | None = None
    judged_at: dt.datetime | None = None


def result_of(campaign: Campaign, as_of: dt.date | None = None) -> Result:
    """The kept verdict, or what can be said now; with `as_of` always computed anew, from purchases before that day."""
    kept = None if as_of else Evaluation.objects.filter(campaign=campaign).first()
    return kept_result(campaign, kept) if kept else measure(campaign, as_of or today())


def measure(campaign: Campaign, as_of: dt.date, *, sales_are_in: bool = False) -> Result:
    """Compute the result from the purchases as they are. `sales_are_in`: a person says that none are missing."""
    window = window_of(campaign)
    if window is None or as_of < window.start:
        return Result(campaign=campaign, status=Status.NOT_SENT, as_of=as_of, share=campaign.held_back_share)
    groups = groups_of(campaign.pk, window, as_of)
    known = sales_known_until(as_of)
    status = _status(window, as_of, known, sales_are_in)
    finished = status is Status.FINISHED
    return Result(
        campaign=campaign,
        status=status,
        as_of=as_of,
        share=campaign.held_back_share,
        window=window,
        groups=groups,
        figures=Figures.of(judge(groups.treated, groups.held_back, campaign.held_back_share)) if finished else None,
        sales_known_until=known,
    )


def kept_result(campaign: Campaign, kept: Evaluation) -> Result:
    """A verdict as it was given."""
    return Result(
        campaign=campaign,
        status=Status.FINISHED,
        as_of=business_date(kept.judged_at),
        share=kept.share,
        window=Window(kept.window_start, kept.window_days),
        groups=Groups(moments_from(kept.treated), moments_from(kept.held_back)),
        figures=Figures.from_dict(kept.figures),
        judged_at=kept.judged_at,
    )


def window_of(campaign: Campaign) -> Window | None:
    """The days the campaign is judged over; None before its first message."""
    if campaign.started_at is None:
        return None
    return Window(business_date(campaign.started_at), campaign.window_days)


def today() -> dt.date:
    """The business date that runs in the shop whose day ends last: until then yesterday is not over."""
    latest = Shop.objects.aggregate(at=Max("day_ends_at"))["at"] or dt.time(0)
    return business_date(clock.now(), latest)


def sales_known_until(as_of: dt.date) -> dt.date | None:
    """The last business date up to `as_of` with a purchase, cancelled or not."""
    last: dt.date | None = Purchase.objects.filter(business_date__lte=as_of).aggregate(day=Max("business_date"))["day"]
    return last


def moments_as_json(moments: Moments) -> dict[str, str | int]:
    """Sums for keeping: amounts as text, so that no digit is lost."""
    amounts = ("sum_y", "sum_yy", "sum_x", "sum_xx", "sum_xy")
    return {"n": moments.n, "buyers": moments.buyers} | {key: str(getattr(moments, key)) for key in amounts}


def moments_from(data: dict[str, str | int]) -> Moments:
    """What `moments_as_json` wrote."""
    amounts = ("sum_y", "sum_yy", "sum_x", "sum_xx", "sum_xy")
    return Moments(n=int(data["n"]), buyers=int(data["buyers"]), **{key: Decimal(data[key]) for key in amounts})


def evaluations() -> QuerySet[Evaluation]:
    """All verdicts with their campaigns, newest first."""
    return Evaluation.objects.select_related("campaign").order_by("-window_start", "-pk")


def open_experiments() -> list[tuple[Campaign, Window]]:
    """Campaigns that were sent and have no verdict yet, with their windows, the next to end first."""
    sent = Campaign.objects.filter(started_at__isnull=False, evaluation=None)
    found = [(campaign, window) for campaign in sent if (window := window_of(campaign))]
    return sorted(found, key=lambda pair: pair[1].end)


def extra_sales(start: dt.date, end: dt.date) -> Decimal:
    """The extra sales of campaigns whose window ended from `start` to `end`, known or not: leaving out the
    unclear ones would add up lucky days only.
    """
    over = [
        kept.pk
        for kept in Evaluation.objects.filter(window_start__lte=end).only("window_start", "window_days")
        if start <= Window(kept.window_start, kept.window_days).last <= end
    ]
    total: Decimal | None = Evaluation.objects.filter(pk__in=over).aggregate(total=Sum("extra_sales"))["total"]
    return total or Decimal(0)


def _status(window: Window, as_of: dt.date, known: dt.date | None, sales_are_in: bool) -> Status:
    if not window.is_over(as_of):
        return Status.RUNNING
    if sales_are_in or (known is not None and known >= window.last):
        return Status.FINISHED
    return Status.WAITING_FOR_SALES
