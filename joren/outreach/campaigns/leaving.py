"""Leaving the messages of a frozen audience for the engine, piece by piece, while the first ones go already.

The dispatch of each channel *stands*: it is open and takes more, so that the first mail of a million leaves within
seconds. Who gets one was decided by the freeze; a piece that is left twice changes nothing, so a worker may die.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from joren.foundation.time import clock
from joren.outreach.content import queries as contents
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.channels import channel as channel_entry
from joren.outreach.delivery.models import Delivery, Wish
from joren.outreach.delivery.reach_sql import POSTAL
from joren.record.customers.models import ContactPoint

from . import rules
from .models import AudienceMember, Campaign

_FIRST, _PIECE = 200, 5_000
"""People in the first piece, and in every other."""


class Member(NamedTuple):
    """A row of the audience that waits for its message."""

    id: int
    customer_id: int
    channel: str
    variant: str
    occasion: str


def stand(campaign: Campaign, channels: Sequence[str]) -> None:
    """Open the campaign's dispatches for messages that come one after the other."""
    minds = campaign.annoyance != Campaign.Annoyance.SEND
    for channel in channels:
        delivery.stand(origin=campaign.origin, channel=channel, minds_budget=minds)


def channels_used(campaign: Campaign) -> list[str]:
    """The channels over which somebody of the frozen audience is reached."""
    found = set(_chosen(campaign).order_by().values_list("channel", flat=True).distinct())
    return [channel for channel in campaign.channels if channel in found]


def leave(
    campaign: Campaign,
    *,
    at: datetime,
    goes_on: Callable[[int], bool] = lambda left: True,
    occasion: str | None = None,
) -> int:
    """Leave a message for everybody chosen who has none yet; returns how many. `goes_on` hears of every piece, and
    stops it by False. Those who wait for the winner of a test are left out until they know their words."""
    left, after, size = 0, 0, _FIRST
    while piece := _piece(campaign, after, size, occasion):
        left += _leave_piece(campaign, piece, at)
        after, size = piece[-1].id, _PIECE
        if not goes_on(left):
            break
    return left


def _chosen(campaign: Campaign) -> QuerySet[AudienceMember]:
    return AudienceMember.objects.filter(campaign=campaign, decision=AudienceMember.Decision.SEND)


def _piece(campaign: Campaign, after: int, size: int, occasion: str | None) -> list[Member]:
    has_one = Delivery.objects.filter(
        origin=campaign.origin, customer_id=OuterRef("customer_id"), occasion=OuterRef("occasion")
    )
    rows = _chosen(campaign).filter(~Exists(has_one), pk__gt=after).order_by("pk")
    if campaign.testing:
        rows = rows.exclude(variant="")
    if occasion is not None:
        rows = rows.filter(occasion=occasion)
    return [Member(*row) for row in rows.values_list(*Member._fields)[:size]]


def _leave_piece(campaign: Campaign, piece: list[Member], at: datetime) -> int:
    hours = best_hours([row.customer_id for row in piece]) if campaign.best_hour else {}
    groups: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for row in piece:
        groups[row.channel, row.variant].append(row)
    left = 0
    for (channel, variant), rows in groups.items():
        left += delivery.add_many(
            origin=campaign.origin,
            channel=channel,
            deliveries=_messages(
                campaign, rows, channel, variant, lambda key: rules.at_hour(at, hours.get(key), clock.TOKYO)
            ),
        )
    return left


def _messages(
    campaign: Campaign, rows: list[Member], channel: str, variant: str, due: Callable[[int], datetime]
) -> Iterator[NewDelivery]:
    """Whose address vanished since the freeze has none, and is cancelled with the reason when its turn comes."""
    ids = [row.customer_id for row in rows]
    values = contents.values_of(ids, contents.content_of(campaign.origin, channel, variant), campaign.origin)
    addresses = _free(campaign.origin, channel, {row.occasion for row in rows}, addresses_of(channel, ids))
    for row in rows:
        yield NewDelivery(
            customer_id=row.customer_id,
            address=addresses.get(row.customer_id, ""),
            content=values.get(row.customer_id, {}),
            variant=variant,
            occasion=row.occasion,
            due_at=due(row.customer_id),
        )


def _free(origin: str, channel: str, occasions: set[str], addresses: dict[int, str]) -> dict[int, str]:
    """Only addresses nobody of this sending has yet: the first of two people with one address is written to."""
    rows = Delivery.objects.filter(origin=origin, channel=channel, address__in=list(addresses.values()))
    taken = set(rows.filter(occasion__in=occasions).values_list("address", flat=True))
    found: dict[int, str] = {}
    for customer_id, address in sorted(addresses.items()):
        if address not in taken:
            found[customer_id] = address
            taken.add(address)
    return found


def addresses_of(channel: str, ids: Sequence[int]) -> dict[int, str]:
    """The address each of these people is written to over a channel: one that works, the preferred first."""
    kind = channel_entry(channel).address_kind
    return _postal(ids) if kind == "postal" else _points(kind, channel_entry(channel).address_pattern, ids)


def _points(kind: str, pattern: str, ids: Sequence[int]) -> dict[int, str]:
    rows = ContactPoint.objects.filter(customer_id__in=ids, kind=kind, undeliverable_at=None)
    if pattern:
        rows = rows.filter(value__regex=pattern)
    found: dict[int, str] = {}
    for customer_id, value in rows.order_by("customer_id", "-is_primary", "id").values_list("customer_id", "value"):
        found.setdefault(customer_id, value)
    return found


def _postal(ids: Sequence[int]) -> dict[int, str]:
    sql = (
        f"SELECT DISTINCT ON (p.customer_id) p.customer_id, {POSTAL} FROM customers_postaladdress p"  # noqa: S608
        " WHERE p.customer_id = ANY(%s) AND p.city || p.line <> '' ORDER BY p.customer_id, p.is_primary DESC, p.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids)])
        return dict(cursor.fetchall())


def best_hours(ids: Sequence[int]) -> dict[int, int]:
    """The hour of the day (Japan) in which each of these people reads, as they said or as was learned."""
    rows = Wish.objects.filter(customer_id__in=ids).annotate(best=Coalesce("hour", "learned_hour"))
    return dict(rows.exclude(best=None).values_list("customer_id", "best"))


def complete(campaign: Campaign) -> None:
    """Nothing more comes: each dispatch finishes when its last message has gone."""
    for channel in campaign.channels:
        delivery.complete(origin=campaign.origin, channel=channel)
