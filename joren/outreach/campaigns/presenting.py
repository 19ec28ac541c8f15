"""A campaign for the eye: who is left out as bars, what it costs in yen and attention, how wordings fare."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.outreach.delivery import policy, reach
from joren.outreach.delivery.channels import Forecast
from joren.outreach.delivery.channels import channel as channel_entry
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to

from . import comparing, dividing, words
from .models import AudienceMember, Campaign

_NAMED: Final = 12
Reason = AudienceMember.Reason


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One part of an audience: `width` in percent of the longest bar, `share` of all members."""

    key: str
    label: str
    number: int
    width: float
    share: Decimal
    colour: str
    url: str


def bars(campaign: Campaign, preview: dividing.Preview | None) -> list[Bar]:
    """Who gets it, who is held back, who is left out for which reason: the whole segment, part by part."""
    if preview is None:
        return []
    parts = [("send", _("get it"), preview.sending, "blue"), ("held_back", _("held back"), preview.held_back, "azure")]
    labels = dict(Reason.choices)
    parts += [
        (key, str(labels[key]), preview.reasons[key], "orange" if key in map(str, reach.ANNOYED) else "secondary")
        for key in labels
        if preview.reasons.get(key)
    ]
    longest = max((number for _key, _label, number, _colour in parts), default=0) or 1
    address = reverse("campaigns:people", args=[campaign.pk])
    return [
        Bar(
            key=key,
            label=label,
            number=number,
            width=round(100 * number / longest, 1),
            share=Decimal(number) / (preview.members or 1),
            colour=colour,
            url="" if key == "held_back" and not preview.is_frozen else f"{address}?group={key}",
        )
        for key, label, number, colour in parts
        if number or key == "send"
    ]


def reasons(preview: dividing.Preview | None) -> list[tuple[str, str, int]]:
    """Why people are left out: key, words, how many."""
    if preview is None:
        return []
    labels = dict(Reason.choices)
    return [(key, str(labels[key]), preview.reasons[key]) for key in labels if preview.reasons.get(key)]


def ways(campaign: Campaign, preview: dividing.Preview | None) -> list[dict[str, Any]]:
    """For each channel: how many are reached over it, and what that costs in yen."""
    if preview is None:
        return []
    expected = dividing.forecasts(campaign, preview.channels)
    return [_way(key, preview.channels.get(key, 0), expected.get(key)) for key in campaign.channels]


def _way(key: str, number: int, expected: Forecast | None) -> dict[str, Any]:
    try:
        yen, icon = policy.yen(key), channel_entry(key).icon
    except KeyError:
        yen, icon = Decimal(0), "send"
    cost = expected.yen if expected else yen * number
    return {
        "key": key,
        "label": words.channel_label(key),
        "icon": icon,
        "people": number,
        "each": cost / number if number else yen,
        "cost": cost,
        "free": expected.free if expected else 0,
        "too_many": expected.too_many if expected else 0,
    }


def looks(campaign: Campaign, channel: str) -> list[dict[str, Any]]:
    """The channels a campaign may take, to look at what is said on each; `channel` is the one looked at."""
    return [
        {
            "key": key,
            "label": words.channel_label(key),
            "is_current": key == channel,
            "is_missing": words.said_on(campaign, key) is None,
        }
        for key in campaign.channels
    ]


def waits(campaign: Campaign) -> list[dict[str, Any]]:
    """The channels over which nothing may begin when the campaign would, with the moment from which it may."""
    starts = _starts(campaign)
    allowed = [(key, policy.next_allowed(key, starts)) for key in campaign.channels]
    return [{"label": words.channel_label(key), "at": moment} for key, moment in allowed if moment > starts]


def _starts(campaign: Campaign) -> datetime:
    """When its next message would begin if there were no quiet hours."""
    moment = clock.now()
    if campaign.repeats:
        return datetime.combine(clock.today(), campaign.repeat_time, clock.TOKYO)
    return max(moment, campaign.scheduled_at) if campaign.scheduled_at else moment


def attention(preview: dividing.Preview | None) -> dict[str, Any]:
    """What the sending takes of people's attention."""
    if preview is None:
        return {}
    rules = policy.the_policy()
    return {
        "points": preview.points,
        "each": Decimal(preview.points) / preview.sending if preview.sending else Decimal(0),
        "per_week": rules.per_week,
        "at_limit": preview.at_limit,
        "is_on": rules.budget_on,
    }


def tired(campaign: Campaign, preview: dividing.Preview | None, staff: Any) -> list[tuple[Customer, str]]:
    """Some of the people it would annoy, with why, as far as this person may see them."""
    if preview is None or not preview.annoys or preview.is_frozen:
        return []
    labels = dict(Reason.choices)
    found: list[tuple[Customer, str]] = []
    for reason in preview.annoyed:
        ids = dividing.member_ids(campaign, reason, _NAMED)
        seen = customers_visible_to(staff).filter(pk__in=ids).order_by("pk")
        found += [(customer, str(labels[reason])) for customer in seen]
    return found[:_NAMED]


def fared(campaign: Campaign) -> list[dict[str, Any]]:
    """How each wording fares, as bars by the measure that decides."""
    figures = comparing.fared(campaign)
    by_sales = campaign.decide_by == Campaign.DecideBy.SALES
    worth = {one.key: one.sales_each if by_sales else one.click_share for one in figures}
    most = max(worth.values(), default=Decimal(0)) or 1
    return [
        {
            "one": one,
            "label": one.key.upper(),
            "width": round(float(100 * worth[one.key] / most), 1),
            "is_winner": one.key == campaign.winner,
        }
        for one in figures
    ]


def day_asked(request: HttpRequest) -> dict[str, str]:
    """The moment another page (the calendar) asks the form of sending to begin with."""
    day = request.GET.get("day", "")
    return {"at": f"{day}T10:00"} if len(day) == 10 else {}  # noqa: PLR2004 - 2026-12-24
