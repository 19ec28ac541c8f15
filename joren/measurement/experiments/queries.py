"""Reads of experiments: what a campaign, a journey or all messages together changed."""

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
from .measuring import Groups, groups_of, people_inside
from .models import Evaluation
from .rules import Moments, judge, progress_of_campaign, progress_of_journey
from .sources import Subject, as_subject, running
from .windows import Window


class Status(StrEnum):
    """How far an experiment is."""

    NOT_SENT = "not_sent"
    RUNNING = "running"
    """The window has not ended: what is said is preliminary, by intervals that may be looked at every day."""
    WAITING_FOR_SALES = "waiting_for_sales"
    """The window has ended, but no sale of its last day or later is in yet."""
    FINISHED = "finished"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an experiment changed, as of the end of the business date before `as_of`.

    `groups` are None before the first message, `figures` (the verdict) until the window has ended and its sales are in.
    Until then `interim` says what can be said now, with intervals that hold however often somebody looks; `progress`
    is what they are made with. `sales_known_until` is the last business date with a purchase. `judged_at`: when a kept
    verdict was given. `inside`: people of a rolling experiment who are still in their window and do not count yet.
    """

    subject: Subject
    status: Status
    as_of: dt.date
    share: Decimal
    window: Window | None = None
    groups: Groups | None = None
    figures: Figures | None = None
    interim: Figures | None = None
    progress: float | None = None
    sales_known_until: dt.date | None = None
    judged_at: dt.datetime | None = None
    inside: int = 0

    @property
    def campaign(self) -> Campaign | None:
        """The campaign it is about, where it is about one."""
        return self.subject.campaign

    @property
    def now(self) -> Figures | None:
        """The verdict, or what can be said until there is one."""
        return self.figures or self.interim

    @property
    def days_left(self) -> int:
        """Days until the window has ended; 0 for a rolling one, which has no such day."""
        if self.window is None or self.subject.is_rolling:
            return 0
        return max(0, (self.window.end - self.as_of).days)


def result_of(of: Campaign | Subject, as_of: dt.date | None = None) -> Result:
    """The kept verdict, or what can be said now; with `as_of` always computed anew, from purchases before that day."""
    subject = as_subject(of) if isinstance(of, Campaign) else of
    kept = None if as_of else Evaluation.objects.filter(key=subject.key).first()
    return kept_result(subject, kept) if kept else measure(subject, as_of or today())


def measure(subject: Subject, as_of: dt.date, *, sales_are_in: bool = False) -> Result:
    """Compute the result from the purchases as they are. `sales_are_in`: a person says that none are missing."""
    window = subject.window
    if window is None or as_of < window.start:
        return Result(subject=subject, status=Status.NOT_SENT, as_of=as_of, share=subject.share)
    groups = groups_of(subject, as_of)
    known = sales_known_until(as_of)
    status = _status(subject, window, as_of, known, sales_are_in)
    finished = status is Status.FINISHED
    progress = None if finished else _progress(subject, window, groups, as_of)
    figures = Figures.of(judge(groups.treated, groups.held_back, subject.share, progress=progress))
    return Result(
        subject=subject,
        status=status,
        as_of=as_of,
        share=subject.share,
        window=window,
        groups=groups,
        figures=figures if finished else None,
        interim=None if finished or progress is None else figures,
        progress=progress,
        sales_known_until=known,
        inside=people_inside(subject, as_of) if subject.is_rolling and not finished else 0,
    )


def kept_result(subject: Subject, kept: Evaluation) -> Result:
    """A verdict as it was given."""
    return Result(
        subject=subject,
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
    return as_subject(campaign).window


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
    """All verdicts, newest first."""
    return Evaluation.objects.order_by("-window_start", "-pk")


def open_experiments() -> list[tuple[Subject, Window]]:
    """What was begun and has no verdict yet, with its windows, the next to end first."""
    return [(subject, subject.window) for subject in running() if subject.window]


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


def _status(subject: Subject, window: Window, as_of: dt.date, known: dt.date | None, sales_are_in: bool) -> Status:
    last = last_day(subject, window)
    if last is None or as_of <= last:
        return Status.RUNNING
    if sales_are_in or (known is not None and known >= last):
        return Status.FINISHED
    return Status.WAITING_FOR_SALES


def last_day(subject: Subject, window: Window) -> dt.date | None:
    """The last day that counts for anybody; None while people still come in."""
    if not subject.is_rolling:
        return window.last
    return None if subject.closes is None else Window(subject.closes, subject.days).last


def _progress(subject: Subject, window: Window, groups: Groups, as_of: dt.date) -> float | None:
    if subject.is_rolling:
        return progress_of_journey(groups.treated.n + groups.held_back.n)
    elapsed = min(1.0, (as_of - window.start).days / window.days)
    return progress_of_campaign(groups.treated, groups.held_back, elapsed) if elapsed else None
