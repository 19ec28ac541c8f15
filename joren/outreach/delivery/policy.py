"""Reads of the business's policy: budgets, prices, quiet hours, the global control group."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.conf import settings

from joren.foundation.registry import entries, resolve
from joren.foundation.time.clock import TOKYO

from .channels import Channel, Forecast
from .channels import channel as channel_entry
from .models import ChannelRule, Policy, SegmentBudget
from .rules.quiet import NEVER_QUIET, Quiet

_SUNDAY: Final = 6
_MARKS: Final = 12


def the_policy() -> Policy:
    """The one policy; an unsaved one with the defaults before somebody changed it."""
    return Policy.objects.filter(pk=1).first() or Policy(pk=1)


def rule_of(channel: Channel) -> ChannelRule:
    """What holds for a channel: what was decided, else (unsaved) what it declares."""
    return rules_of([channel])[channel.key]


def rules_of(channels: "list[Channel] | None" = None) -> dict[str, ChannelRule]:
    """What holds for each channel there is, or for these."""
    decided = {rule.channel: rule for rule in ChannelRule.objects.all()}
    wanted = list(entries(Channel)) if channels is None else channels
    return {channel.key: decided.get(channel.key) or _declared(channel) for channel in wanted}


def _declared(channel: Channel) -> ChannelRule:
    quiet = channel.quiet if settings.QUIET_BY_DEFAULT else NEVER_QUIET
    return ChannelRule(
        channel=channel.key,
        points=channel.points,
        yen=channel.default_cost,
        quiet_from=quiet.start,
        quiet_until=quiet.end,
        rests_on_holidays=quiet.holidays,
    )


def prices() -> dict[str, int]:
    """What a message takes of a person's attention, by channel."""
    return {key: rule.points for key, rule in rules_of().items()}


def yen(channel: str) -> Decimal:
    """What a message over this channel costs. Raises KeyError for a channel nobody declares."""
    return rules_of()[channel].yen


def forecast(channel: str, number: int, words: Any = None) -> Forecast:
    """What so many messages over a channel will cost: as the channel knows, else number times price. Raises KeyError
    for a channel nobody declares."""
    declared = channel_entry(channel)
    found = resolve(declared.forecast)(number, words) if declared.forecast and number else None
    return found or Forecast(yen=number * rule_of(declared).yen)


def quiet_of(channel: str) -> Quiet:
    """The quiet hours of a channel; none for one that nobody declares (any more)."""
    rule = rules_of().get(channel)
    if rule is None:
        return NEVER_QUIET
    return Quiet(start=rule.quiet_from, end=rule.quiet_until, holidays=rule.rests_on_holidays)


def next_allowed(channel: str, at: datetime, purpose: str = "marketing") -> datetime:
    """The first moment from `at` on at which the engine begins a message over this channel.

    What a person waits for (``service``: an order, a contract) knows no quiet hours.
    """
    return at if purpose == "service" else quiet_of(channel).next_allowed(at, TOKYO, is_holiday)


def is_quiet(channel: str, at: datetime, purpose: str = "marketing") -> bool:
    """Whether nothing may begin over this channel at that moment."""
    return purpose != "service" and quiet_of(channel).is_quiet(at, TOKYO, is_holiday)


@cache
def is_holiday(day: date) -> bool:
    """Whether people in Japan are at home that day: a Sunday or a national holiday."""
    import jpholiday

    return day.weekday() == _SUNDAY or bool(jpholiday.is_holiday(day))


def segment_budgets() -> list[SegmentBudget]:
    """Other budgets for the people of certain segments, the one that counts first at the front."""
    return list(SegmentBudget.objects.all())


def examples(per_week: int, rules: dict[str, ChannelRule]) -> list[tuple[Channel, int, range]]:
    """What a week's points are worth on each channel alone: how many messages fit, and as many marks for a picture."""
    fits = [(channel, per_week // max(1, rules[channel.key].points)) for channel in entries(Channel)]
    return [(channel, number, range(min(number, _MARKS))) for channel, number in fits]
