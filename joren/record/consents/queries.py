"""Reads of consent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from joren.foundation.time.clock import TOKYO, now

from .models import Consent


@dataclass(frozen=True, kw_only=True)
class ChannelState:
    """What one customer says to one channel and purpose. `last` is the newest row, None if nothing was ever said."""

    channel: str
    channel_label: str
    purpose: str
    purpose_label: str
    given: bool
    last: Consent | None

    @property
    def refused(self) -> bool:
        """The customer said no, as opposed to never having been asked."""
        return self.last is not None and not self.given


def given_at(at: datetime) -> Q:
    """The condition on a consent row that it stands at that moment."""
    return Q(granted_at__lte=at) & (Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))


def may_receive(
    customer_ids: Collection[int],
    channel: str,
    purpose: str = Consent.Purpose.MARKETING,
    at: datetime | None = None,
) -> set[int]:
    """Those of the customers whose consent for channel and purpose stands at that moment (now). Nobody by default."""
    rows = Consent.objects.filter(given_at(at or now()), channel=channel, purpose=purpose)
    return set(rows.filter(customer_id__in=list(customer_ids)).values_list("customer_id", flat=True))


def consented(channel: str, purpose: str = Consent.Purpose.MARKETING) -> QuerySet[Consent, int]:
    """Ids of all customers who agree now, as a query to filter others by."""
    return Consent.objects.filter(given_at(now()), channel=channel, purpose=purpose).values_list(
        "customer_id", flat=True
    )


def state_of(customer_id: int) -> list[ChannelState]:
    """What may be sent to the customer: one line per channel and purpose, in one query.

    All channels for news and offers; for other purposes those about which something was said.
    """
    rows: dict[tuple[str, str], list[Consent]] = {}
    for row in Consent.objects.filter(customer_id=customer_id):
        rows.setdefault((row.channel, row.purpose), []).append(row)
    moment = now()
    return [
        _state(channel, purpose, rows.get((channel, purpose), []), moment)
        for purpose in Consent.Purpose.values
        for channel in Consent.Channel.values
        if purpose == Consent.Purpose.MARKETING or (channel, purpose) in rows
    ]


def _state(channel: str, purpose: str, rows: list[Consent], at: datetime) -> ChannelState:
    standing = [row for row in rows if row.covers(at)]
    newest = max(rows, key=lambda row: row.last_said_at, default=None)
    return ChannelState(
        channel=channel,
        channel_label=str(Consent.Channel(channel).label),
        purpose=purpose,
        purpose_label=str(Consent.Purpose(purpose).label),
        given=bool(standing),
        last=standing[0] if standing else newest,
    )


def history_of(customer_id: int) -> list[Consent]:
    """Every consent row of the customer, newest first, with its evidence."""
    rows = Consent.objects.filter(customer_id=customer_id)
    return sorted(rows, key=lambda row: row.last_said_at, reverse=True)


def describe(customer: Any, staff: Any = None) -> list[dict[str, Any]]:
    """What may be sent, as `joren customers show --json` and the API tell it."""
    return [told(state) for state in state_of(customer.pk)]


def told(state: ChannelState) -> dict[str, Any]:
    """One line of consent for programs."""
    last = state.last
    return {
        "channel": state.channel,
        "purpose": state.purpose,
        "given": state.given,
        "granted_at": last.granted_at if last else None,
        "granted_how": last.granted_how if last else "",
        "granted_text": last.granted_text if last else "",
        "withdrawn_at": last.withdrawn_at if last else None,
        "withdrawn_how": last.withdrawn_how if last else "",
    }


def aware(at: datetime | None) -> datetime | None:
    """The moment with a time zone: one without is meant in Japan."""
    return at.replace(tzinfo=TOKYO) if at is not None and at.tzinfo is None else at


def standing_of(customer_ids: Collection[int]) -> dict[int, dict[str, bool]]:
    """What these customers say now to news and offers: customer to channel to yes or no; nothing where never asked."""
    at = now()
    found: dict[int, dict[str, bool]] = {}
    these = RawSQL("SELECT unnest(%s::bigint[])", [list(customer_ids)])  # thousands as one parameter
    rows = Consent.objects.filter(customer_id__in=these, purpose=Consent.Purpose.MARKETING)
    for row in rows.only("customer_id", "channel", "granted_at", "withdrawn_at"):
        said = found.setdefault(row.customer_id, {})
        said[row.channel] = said.get(row.channel, False) or row.covers(at)
    return found
