"""Reads of delivery."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from joren.record.customers.queries import customers_visible_to

from .errors import NoSuchDispatch
from .models import Delivery, Dispatch, Suppression
from .rules.budget import WEEK

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_MANY: Final = 5
_WEEK: Final = """
SELECT least(messages, %(many)s), count(*) FROM (
    SELECT count(*) AS messages FROM delivery_delivery
    WHERE purpose = 'marketing' AND state = %(state)s AND due_at > %(due)s AND sent_at > %(since)s GROUP BY customer_id
) AS people GROUP BY 1
"""
UNFINISHED = (Delivery.State.DUE, Delivery.State.CLAIMED)


def dispatch_of(origin: str, channel: str) -> Dispatch:
    """The switch of everything of that origin over that channel. Raises `NoSuchDispatch`."""
    found = Dispatch.objects.filter(origin=origin, channel=channel).first()
    if found is None:
        raise NoSuchDispatch(origin=origin, channel=channel)
    return found


def dispatches_with_due_work(now: datetime) -> QuerySet[Dispatch]:
    """Open dispatches with a message that may go now."""
    due = Delivery.objects.filter(
        origin=OuterRef("origin"), channel=OuterRef("channel"), state=Delivery.State.DUE, due_at__lte=now
    )
    return Dispatch.objects.filter(Exists(due), state=Dispatch.State.OPEN)


def counts_by_state(origin: str, channel: str) -> dict[str, int]:
    """How many deliveries of the dispatch are in each state, every state named."""
    rows = Delivery.objects.filter(origin=origin, channel=channel)
    found = dict(rows.values_list("state").annotate(number=Count("pk")).order_by())
    return {str(state): found.get(state, 0) for state in Delivery.State.values}


def responses(origin: str, channel: str) -> dict[str, int]:
    """How many of the messages sent were opened and clicked (people, not times)."""
    rows = Delivery.objects.filter(origin=origin, channel=channel, state=Delivery.State.SENT)
    return rows.aggregate(
        opened=Count("pk", filter=Q(open_count__gt=0)), clicked=Count("pk", filter=Q(click_count__gt=0))
    )


def unfinished(origin: str, channel: str) -> bool:
    """Whether a message still waits or is in a worker's hands."""
    return Delivery.objects.filter(origin=origin, channel=channel, state__in=UNFINISHED).exists()


def next_due_at(origin: str, channel: str) -> datetime | None:
    """When the next waiting message may go; None when none waits."""
    rows = Delivery.objects.filter(origin=origin, channel=channel, state=Delivery.State.DUE)
    at: datetime | None = rows.aggregate(at=Min("due_at"))["at"]
    return at


def in_state(origin: str, channel: str, states: Collection[str] = ()) -> QuerySet[Delivery]:
    """Deliveries of the dispatch with their customers, in order; all states when none is named."""
    rows = Delivery.objects.filter(origin=origin, channel=channel).select_related("customer").order_by("pk")
    return rows.filter(state__in=list(states)) if states else rows


def uncertain(staff: "Staff | None") -> QuerySet[Delivery]:
    """The messages of which nobody knows whether they arrived, to people this person may see (None: the
    system), oldest first."""
    rows = Delivery.objects.filter(state=Delivery.State.UNCERTAIN, customer__in=customers_visible_to(staff))
    return rows.select_related("customer").order_by("pk")


def of_customer(customer_id: int, limit: int = 10) -> list[Delivery]:
    """The newest messages to one person."""
    return list(Delivery.objects.filter(customer_id=customer_id).order_by("-pk")[:limit])


def suppressed(channel: str, addresses: Iterable[str]) -> dict[str, str]:
    """Those of the addresses that must not be written to over the channel, with the reason."""
    rows = Suppression.objects.filter(channel=channel, address__in=list(addresses))
    return dict(rows.values_list("address", "reason"))


def attention_of_the_week(now: datetime) -> list[tuple[int, int]]:
    """How many people got how many messages of news and offers in the last seven days: (messages, people), 1 to 5+."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WEEK, {"state": Delivery.State.SENT, "due": now - WEEK - WEEK, "since": now - WEEK, "many": _MANY}
        )
        found = dict(cursor.fetchall())
    return [(number, found.get(number, 0)) for number in range(1, _MANY + 1)]


def suppressions() -> QuerySet[Suppression]:
    """The list of blocked addresses, newest first."""
    return Suppression.objects.order_by("-at", "-pk")
