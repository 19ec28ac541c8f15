"""Leaving the messages of a frozen audience for the engine, piece by piece, while the first ones go already.

The dispatch of each channel *stands*: it is open and takes more, so that the first mail of a million leaves within
seconds. Who gets one was decided by the freeze; a piece that is left twice changes nothing, so a worker may die.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from joren.foundation.time import clock
from joren.outreach.content import queries as contents
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.channels import channel as channel_entry
from joren.outreach.delivery.models import Wish
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


def is_anybody_chosen(campaign: Campaign) -> bool:
    """Whether the frozen audience has anybody who gets a message."""
    return _chosen(campaign).exists()


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
        left += _leave_piece(campaign, [member for member, has_one in piece if not has_one], at)
        after, size = piece[-1][0].id, _PIECE
        if not goes_on(left):
            break
    return left


def _chosen(campaign: Campaign) -> QuerySet[AudienceMember]:
    return AudienceMember.objects.filter(campaign=campaign, decision=AudienceMember.Decision.SEND)


_PIECE_SQL: Final = """
WITH piece AS MATERIALIZED (SELECT id, customer_id, channel, variant, occasion FROM campaigns_audiencemember
    WHERE campaign_id = %(campaign)s AND decision = 'send' AND id > %(after)s
      AND (variant <> '' OR NOT %(testing)s) AND (occasion = %(occasion)s::text OR %(occasion)s IS NULL)
    ORDER BY id LIMIT %(size)s)
SELECT p.*, COALESCE((SELECT true FROM delivery_delivery d WHERE d.origin = %(origin)s AND d.customer_id = p.customer_id
    AND d.channel = p.channel AND d.occasion = p.occasion AND d.duplicate_of_id IS NULL LIMIT 1), false)
FROM piece p ORDER BY p.id
"""
"""The next people, and whether each has a message already: asked one by one in the index that makes messages unique.
As a join the planner, which knows nothing yet of rows written a second ago, reads the whole sending for every piece."""


def _piece(campaign: Campaign, after: int, size: int, occasion: str | None) -> list[tuple[Member, bool]]:
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "origin": campaign.origin,
        "after": after,
        "size": size,
        "testing": bool(campaign.testing),
        "occasion": occasion,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PIECE_SQL, values)
        return [(Member(*row[:-1]), row[-1]) for row in cursor.fetchall()]


def _leave_piece(campaign: Campaign, piece: list[Member], at: datetime) -> int:
    hours = best_hours([row.customer_id for row in piece]) if campaign.best_hour else {}
    groups: dict[tuple[str, str, str], list[Member]] = defaultdict(list)
    for row in piece:
        groups[row.channel, row.variant, row.occasion].append(row)
    return sum(
        delivery.add_many(
            origin=campaign.origin,
            channel=channel,
            deliveries=_messages(campaign, rows, lambda key: rules.at_hour(at, hours.get(key), clock.TOKYO)),
        )
        for (channel, _variant, _occasion), rows in groups.items()
    )


def _messages(campaign: Campaign, rows: list[Member], due: Callable[[int], datetime]) -> Iterator[NewDelivery]:
    """Messages of people of one channel, wording and occasion. Whose address vanished since the freeze has none, and
    is cancelled with the reason when its turn comes."""
    ids = [row.customer_id for row in rows]
    _id, _customer, channel, variant, occasion = rows[0]
    words = contents.content_of(campaign.origin, channel, variant)
    values = contents.values_of(ids, words, campaign.origin, occasion)
    addresses = _free(campaign.origin, channel, {occasion}, addresses_of(channel, ids))
    for row in rows:
        yield NewDelivery(
            customer_id=row.customer_id,
            address=addresses.get(row.customer_id, ""),
            content=values.get(row.customer_id, {}),
            variant=variant,
            occasion=occasion,
            due_at=due(row.customer_id),
        )


_TAKEN: Final = """
SELECT a.address FROM unnest(%(addresses)s::text[]) AS a(address), unnest(%(occasions)s::text[]) AS o(occasion)
WHERE (SELECT true FROM delivery_delivery d WHERE d.origin = %(origin)s AND d.channel = %(channel)s
    AND d.address = a.address AND d.occasion = o.occasion AND d.address <> '' LIMIT 1)
"""


def _free(origin: str, channel: str, occasions: set[str], addresses: dict[int, str]) -> dict[int, str]:
    """Only addresses nobody of this sending has yet: the first of two people with one address is written to."""
    asked = {"addresses": list(addresses.values()), "occasions": list(occasions)}
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"origin": origin, "channel": channel, **asked})
        taken = {address for (address,) in cursor.fetchall()}
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
