"""How an audience divides: who gets it, who is left out for which reason, what it takes of people's attention."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from joren.foundation.chance.assignment import held_back_number
from joren.foundation.time import clock
from joren.outreach.delivery import policy, reach
from joren.outreach.delivery.channels import Forecast
from joren.outreach.delivery.models import Delivery
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to
from joren.segments.engine import run as engine
from joren.segments.library.listing import customers_of

from . import repeating, words
from .audience import chosen_rule, decided, plan_of
from .freezing import over_the_cap
from .models import AudienceMember, Campaign

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Decision = AudienceMember.Decision
Reason = AudienceMember.Reason
_FIRST: Final = 2_000
"""So many of the reachable are kept by number, for an example and for counting empty merge fields."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How an audience divides. `held_back`: how many of the reachable chance will hold back, or has.

    `annoyed` are those a message would annoy, by reason, whatever was decided about them; `points` what the sending
    takes of everybody's attention together, `at_limit` how many have no room for another one in the same week, `cost`
    its yen. `channels`: how many are reached over which. `first`: some of the reachable.
    """

    members: int
    reachable: int
    held_back: int
    reasons: Mapping[str, int]
    is_frozen: bool
    channels: Mapping[str, int] = field(default_factory=dict)
    variants: Mapping[str, int] = field(default_factory=dict)
    annoyed: Mapping[str, int] = field(default_factory=dict)
    points: int = 0
    at_limit: int = 0
    cost: Decimal = Decimal(0)
    waiting: int = 0
    first: Sequence[int] = ()

    @property
    def sending(self) -> int:
        """How many get the message."""
        return self.reachable - self.held_back

    @property
    def annoys(self) -> int:
        """How many people it would annoy."""
        return sum(self.annoyed.values())

    @property
    def left_out(self) -> int:
        """How many of the segment cannot get it."""
        return sum(self.reasons.values())


def preview(campaign: Campaign) -> Preview:
    """Who gets it and who does not: as frozen, or as it would be at this moment. Raises `NoAudienceChosen`,
    `InvalidRule`. Of a campaign that repeats: those of the next thirty days."""
    return _frozen(campaign) if campaign.frozen_at else _live(campaign)


def members_now(campaign: Campaign) -> list[int]:
    """The ids of those it is about at this moment."""
    members = engine.members(chosen_rule(campaign))
    return repeating.with_a_day(campaign, members, clock.today(), repeating.LOOK_AHEAD) if campaign.repeats else members


def _live(campaign: Campaign) -> Preview:
    ids = members_now(campaign)
    with decided(campaign, ids, budget=True) as table:
        found = reach.attention_cost(plan_of(campaign), table)
        reasons, first = reach.reasons_in(table), _ids(table, "reason = ''", _FIRST)
    if campaign.annoyance == Campaign.Annoyance.SEND and found.annoys:
        with decided(campaign, ids, budget=False) as table:
            annoyed, found = found.annoyed, reach.attention_cost(plan_of(campaign, budget=False), table)
            reasons = reach.reasons_in(table)
    else:
        annoyed = found.annoyed
    return _divided(campaign, len(ids), found, reasons, annoyed, first)


def _divided(
    campaign: Campaign,
    members: int,
    found: reach.AttentionCost,
    reasons: dict[str, int],
    annoyed: dict[str, int],
    first: Sequence[int],
) -> Preview:
    over = over_the_cap(found.people, campaign.cap, campaign.held_back_share)
    reachable = found.people - over
    held_back = held_back_number(reachable, campaign.held_back_share)
    part = (reachable - held_back) / found.people if found.people else 0
    left_out = {reason: number for reason, number in reasons.items() if reason} | ({Reason.CAP: over} if over else {})
    channels = _scaled(found.by_channel, reachable - held_back)
    return Preview(
        members=members,
        reachable=reachable,
        held_back=held_back,
        reasons=left_out,
        is_frozen=False,
        channels=channels,
        annoyed=annoyed,
        points=round(found.points * part),
        at_limit=round(found.at_limit * part),
        cost=_cost(campaign, channels),
        first=first,
    )


def _scaled(numbers: Mapping[str, int], total: int) -> dict[str, int]:
    """The numbers in the same proportion, adding up to `total`: chance has not yet said who is held back."""
    whole, given = sum(numbers.values()), 0
    found: dict[str, int] = {}
    for key, number in sorted(numbers.items()):
        given += number
        found[key] = round(total * given / whole) - sum(found.values())
    return found


def forecasts(campaign: Campaign, channels: Mapping[str, int]) -> dict[str, Forecast]:
    """What the messages over each channel will cost, and how many have no room, as the channel knows; once they went,
    what they did cost. A channel nobody declares any more costs nothing."""
    declared = {key: number for key, number in channels.items() if key in policy.prices()}
    paid = _paid(campaign) if campaign.frozen_at else {}
    found = {}
    for key, number in declared.items():
        known, cost = paid.get(key, (0, Decimal(0)))
        coming = policy.forecast(key, max(number - known, 0), words.said_on(campaign, key))
        found[key] = replace(coming, yen=cost + coming.yen)
    return found


def _paid(campaign: Campaign) -> dict[str, tuple[int, Decimal]]:
    """By channel: how many messages told what they cost, and that together."""
    rows = Delivery.objects.filter(origin=campaign.origin, cost__isnull=False).values("channel")
    return {row["channel"]: (row["number"], row["yen"]) for row in rows.annotate(number=Count("pk"), yen=Sum("cost"))}


def _cost(campaign: Campaign, channels: Mapping[str, int]) -> Decimal:
    return sum((one.yen for one in forecasts(campaign, channels).values()), Decimal(0))


def _frozen(campaign: Campaign) -> Preview:
    rows = AudienceMember.objects.filter(campaign=campaign).values_list("decision", "reason", "channel", "variant")
    counts = list(rows.annotate(number=Count("pk")).order_by())
    of = _sums(counts)
    held_back, sending = of(lambda row: row[0] == Decision.HELD_BACK), of(lambda row: row[0] == Decision.SEND)
    channels = _by(counts, 2, lambda row: row[0] == Decision.SEND)
    reasons = _by(counts, 1, lambda row: row[0] == Decision.EXCLUDED)
    prices = policy.prices()
    return Preview(
        members=of(lambda row: True),
        reachable=sending + held_back,
        held_back=held_back,
        reasons=reasons,
        is_frozen=True,
        channels=channels,
        variants=_by(counts, 3, lambda row: row[0] == Decision.SEND and bool(row[3])),
        annoyed={reason: reasons[reason] for reason in map(str, reach.ANNOYED) if reason in reasons},
        points=sum(number * prices.get(channel, 0) for channel, number in channels.items()),
        cost=_cost(campaign, channels),
        waiting=of(lambda row: row[0] == Decision.SEND and bool(campaign.testing) and not row[3]),
        first=member_ids(campaign, "reachable", _FIRST),
    )


def _sums(counts: list[Any]) -> Any:
    return lambda meets: sum(row[-1] for row in counts if meets(row))


def _by(counts: list[Any], place: int, meets: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in counts:
        if meets(row):
            found[row[place]] = found.get(row[place], 0) + row[-1]
    return dict(sorted(found.items()))


def member_ids(campaign: Campaign, group: str, limit: int | None = None) -> list[int]:
    """The customers of a group: ``reachable``, ``send``, ``held_back``, or a reason of being left out.

    Before the freeze chance has not chosen: ``send`` is everybody who can be reached, and nobody is held back.
    """
    if not campaign.frozen_at:
        where = "reason = ''" if group in ("reachable", "send") else "reason = %s"
        budget = campaign.annoyance != Campaign.Annoyance.SEND or group in reach.ANNOYED
        with decided(campaign, members_now(campaign), budget=budget) as table:
            return _ids(table, where, limit, [group] if "%s" in where else [])
    return list(members_in(campaign, group).values_list("customer_id", flat=True)[:limit])


def members_in(campaign: Campaign, group: str) -> QuerySet[AudienceMember]:
    """The rows of a group of a frozen audience, as `member_ids` names them."""
    rows = AudienceMember.objects.filter(campaign=campaign).order_by("pk")
    if group in Decision.values:
        return rows.filter(decision=group)
    return rows.exclude(decision=Decision.EXCLUDED) if group == "reachable" else rows.filter(reason=group)


def people_in(campaign: Campaign, group: str, staff: "Staff | None") -> QuerySet[Customer]:
    """The customers of a group whom this person may see; of a frozen million no list is made."""
    if not campaign.frozen_at:
        return customers_of(member_ids(campaign, group), staff)
    return customers_visible_to(staff).filter(pk__in=members_in(campaign, group).order_by().values("customer_id"))


def _ids(table: str, where: str, limit: int | None = None, values: Sequence[Any] = ()) -> list[int]:
    sql = f"SELECT customer_id FROM {table} WHERE {where} ORDER BY customer_id"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {int(limit)}" if limit else sql, list(values))
        return [customer_id for (customer_id,) in cursor.fetchall()]
