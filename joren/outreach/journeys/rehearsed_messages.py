"""What would have become of messages in the past: who was reachable then, quiet hours, budgets, twice the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.db.models.functions import Coalesce

from joren.foundation.time import clock
from joren.outreach.content.models import Message
from joren.outreach.content.queries import channels_of, message_fingerprints
from joren.outreach.delivery.models import Delivery
from joren.outreach.delivery.policy import next_allowed, prices, the_policy
from joren.outreach.delivery.reach import Reason, Refusal, ways_of
from joren.outreach.delivery.rules.budget import MONTH, WEEK, Budget, charged
from joren.record.consents.models import Consent

from .errors import MessageGone
from .kinds import Doing
from .messages import MARKETING, plan_of, purpose_of
from .rules.flow import Flow

SOON: Final = timedelta(days=30)
"""The same message twice within so many days is worth a remark even where it is allowed."""


@dataclass(frozen=True, slots=True)
class Told:
    """What would have become of one message."""

    outcome: str
    goes_at: datetime
    message: int
    channel: str = ""
    never_twice: bool = True
    purpose: str = MARKETING


def told_of(doings: Sequence[Doing], agreed_at: datetime | None = None) -> list[Told]:
    """Each message by itself, as of its moment; the others of this journey are weighed by `settle`.

    What the journey really sent in those days is what is played, so it does not count. `agreed_at`: as if the consents
    of that moment had held all the time.
    """
    groups: dict[tuple[str, datetime], list[int]] = defaultdict(list)
    for place, doing in enumerate(doings):
        groups[doing.step, doing.at].append(place)
    found: dict[int, Told] = {}
    words: dict[int, tuple[tuple[str, ...], frozenset[str]]] = {}
    for places in groups.values():
        first = doings[places[0]]
        key = int(first.settings["message"])
        if key not in words:
            message = Message.objects.get(pk=key)
            words[key] = tuple(channels_of(message)), message_fingerprints(message)
        channels = tuple(one for one in first.settings.get("channels") or [] if one in words[key][0])
        if not channels:
            raise MessageGone
        asked = plan_of(first, channels, words[key][1])
        plan = replace(asked, agreed_at=agreed_at, rehearsed=f"journey:{first.journey_id}")
        ways = ways_of([doings[place].customer_id for place in places], plan)
        for place in places:
            found[place] = _told(doings[place], ways[doings[place].customer_id])
    return [found[place] for place in range(len(doings))]


def _told(doing: Doing, way: Any) -> Told:
    purpose, message = purpose_of(doing.settings), int(doing.settings["message"])
    never_twice = bool(doing.settings.get("never_twice", True))
    if isinstance(way, Refusal):
        return Told(str(way.reason), doing.at, message, "", never_twice, purpose)
    goes_at = next_allowed(way.channel, doing.at, purpose)
    return Told("sent", goes_at, message, way.channel, never_twice, purpose)


def agreed_since(flow: Flow, rows: Sequence[Any]) -> int:
    """How many of these messages were refused for a consent that was missing then and stands now."""
    refused: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.kind == "message" and row.outcome == Reason.NO_CONSENT:
            refused[row.step].append(row.customer_id)
    number, now = 0, clock.now()
    for step, customers in refused.items():
        settings = flow.nodes[step].settings
        agreed = Consent.objects.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=now),
            customer__in=customers,
            channel__in=settings.get("channels") or [],
            purpose=purpose_of(settings),
            granted_at__lte=now,
        )
        standing = set(agreed.values_list("customer_id", flat=True))
        number += sum(customer in standing for customer in customers)
    return number


def settle(rows: Sequence[tuple[Any, Told | None]], journey_id: int) -> None:
    """Weigh the messages of each person against each other, in the order in which they would have gone, and against
    what others than this journey really sent.

    A row has `customer_id`, `at`, `outcome` and `remark`; the last two are written.
    """
    by_person: dict[int, list[tuple[Any, Told]]] = defaultdict(list)
    for row, one in rows:
        if one is not None:
            by_person[row.customer_id].append((row, one))
    several = [key for key, messages in by_person.items() if len(messages) > 1]
    had = _had(several, journey_id)
    policy, points = the_policy(), prices()
    budget = Budget(week=policy.per_week, month=policy.per_month) if policy.budget_on else None
    for customer, messages in by_person.items():
        sent: list[tuple[datetime, int, int]] = []
        for row, one in sorted(messages, key=lambda pair: pair[0].at):
            _settle_one(row, one, sent, had.get(customer, []), budget, points)


def _settle_one(
    row: Any,
    one: Told,
    sent: list[tuple[datetime, int, int]],
    had: list[tuple[datetime, int]],
    budget: Budget | None,
    points: Mapping[str, int],
) -> None:
    if row.outcome != "sent":
        row.remark = "budget" if row.outcome in ("budget", "fatigued") else "refused"
        row.remark = "duplicate" if row.outcome == "had_it" else row.remark
        return
    before = [at for at, message, _points in sent if message == one.message]
    price = points.get(one.channel, 1)
    others = [(at, its) for at, _message, its in sent] + had
    if before and one.never_twice and one.purpose == MARKETING:
        row.outcome, row.remark = "had_it", "duplicate"
    elif sent and budget and one.purpose == MARKETING and not _fits(budget, price, others, row.at):
        row.outcome, row.remark = "budget", "budget"
    else:
        if before and row.at - max(before) < SOON:
            row.remark = "duplicate"
        elif one.goes_at != row.at:
            row.remark = "shifted"
        sent.append((one.goes_at, one.message, price))


def _fits(budget: Budget, price: int, others: list[tuple[datetime, int]], at: datetime) -> bool:
    return budget.allows(price, week=charged(others, at, WEEK), month=charged(others, at, MONTH))


def _had(customers: Sequence[int], journey_id: int) -> dict[int, list[tuple[datetime, int]]]:
    """The messages these people really got from others than this journey, with their points."""
    counting = Delivery.objects.filter(
        customer__in=customers, purpose=MARKETING, state__in=["due", "claimed", "sent", "uncertain"]
    )
    others = counting.exclude(origin__startswith=f"journey:{journey_id}:")
    rows = others.annotate(moment=Coalesce("sent_at", "due_at"))
    points, found = prices(), defaultdict(list)
    for customer, moment, channel, own in rows.values_list("customer", "moment", "channel", "points"):
        found[customer].append((moment, points.get(channel, 1) if own is None else own))
    return found
