"""A small campaign of the cast, and purchases around it, for the tests of results."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from joren.outreach.campaigns.models import AudienceMember, Campaign
from joren.outreach.delivery.models import Delivery
from joren.record.customers.models import Customer
from joren.touchpoints.purchases.models import Purchase

TOKYO = ZoneInfo("Asia/Tokyo")
SENT_ON = date(2025, 4, 10)
DAYS = 14
LAST = SENT_ON + timedelta(days=DAYS - 1)
BEFORE = SENT_ON - timedelta(days=3)
INSIDE = SENT_ON + timedelta(days=3)
AFTERWARDS = SENT_ON + timedelta(days=DAYS)
NOON = datetime(2025, 4, 10, 12, tzinfo=TOKYO)
_number = count(1)


def campaign(*, sent: bool = True, share: str = "0.10", name: str = "春のお知らせ") -> Campaign:
    """A campaign sent on 10 April 2025 at ten in the morning, judged over 14 days."""
    return Campaign.objects.create(
        name=name,
        held_back_share=Decimal(share),
        window_days=DAYS,
        status=Campaign.Status.SENT if sent else Campaign.Status.DRAFT,
        frozen_at=datetime(2025, 4, 10, 10, tzinfo=TOKYO) if sent else None,
        started_at=datetime(2025, 4, 10, 10, tzinfo=TOKYO) if sent else None,
    )


def people(number: int, label: str = "P") -> list[Customer]:
    """So many customers with nothing but a name."""
    return Customer.objects.bulk_create(
        Customer(family_name="田中", given_name=f"{label}{index}") for index in range(number)
    )


def assign(to: Campaign, decision: str, members: list[Customer]) -> None:
    """Freeze these people into the audience."""
    AudienceMember.objects.bulk_create(
        AudienceMember(campaign=to, customer=member, decision=decision) for member in members
    )


def purchase(customer: Customer, amount: int, day: date, *, kind: str = "sale", cancelled: bool = False) -> Purchase:
    """A purchase of that business date; unsaved amounts of returns are given negative."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=TOKYO)
    return Purchase(
        customer=customer,
        kind=kind,
        source="till",
        external_id=str(next(_number)),
        purchased_at=at,
        business_date=day,
        amount=amount,
        cancelled_at=at if cancelled else None,
    )


def buy(customer: Customer, amount: int, day: date, *, kind: str = "sale", cancelled: bool = False) -> Purchase:
    """The same, saved."""
    bought = purchase(customer, amount, day, kind=kind, cancelled=cancelled)
    bought.save()
    return bought


def later_sales() -> None:
    """An anonymous sale after the window: the sales of the window are in."""
    stranger = purchase(Customer(), 500, AFTERWARDS)
    stranger.customer = None
    stranger.save()


def deliver(to: Customer, origin: str, **known: Any) -> Delivery:
    """A message that was sent on the day of the send."""
    return Delivery.objects.create(
        **(
            {"origin": origin, "customer": to, "channel": "mail", "state": "sent", "due_at": NOON, "sent_at": NOON}
            | known
        )
    )


def strong(*, lift: int = 9000) -> Campaign:
    """100 sent to, of whom 80 came again for `lift`; 100 held back who did not."""
    sent = campaign(share="0.5")
    treated, held_back = people(100, "T"), people(100, "H")
    assign(sent, "send", treated)
    assign(sent, "held_back", held_back)
    rows = [purchase(one, 1000 + place % 7 * 100, SENT_ON) for place, one in enumerate([*treated, *held_back])]
    rows += [purchase(one, lift, SENT_ON + timedelta(days=1)) for one in treated[:80]] if lift else []
    Purchase.objects.bulk_create(rows)
    return sent
