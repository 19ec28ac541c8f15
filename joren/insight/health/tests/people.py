"""A small base whose figures are known by hand."""

from datetime import date, datetime
from decimal import Decimal

from joren.foundation.time.clock import TOKYO
from joren.record.consents import actions as consents
from joren.record.customers import actions as customers
from joren.touchpoints.purchases import actions as purchases

NOON = "2026-04-15 12:00:00+09:00"
TODAY = date(2026, 4, 15)


def agrees(customer, channel="mail"):
    """The customer agreed to news over the channel."""
    consents.grant(
        customer_id=customer.pk,
        channel=channel,
        purpose="marketing",
        how="店頭",
        text="お知らせを受け取ります",
        by=None,
        at=datetime(2025, 1, 1, tzinfo=TOKYO),
    )


def bought(customer, amount, day=date(2026, 3, 1), **given):
    """A purchase at noon; of nobody without a customer."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=TOKYO)
    customer_id = customer.pk if customer else None
    return purchases.record(by=None, customer_id=customer_id, purchased_at=at, amount=Decimal(amount), **given)


def new(**given):
    """A customer without a fault unless one is given: kana name, a mail address."""
    known = {"family_name": "はら", "given_name": "じゅん", "emails": ["jun@example.jp"]}
    return customers.create(by=None, **(known | given))


def small_base(hanako, ichiro, misaki, kenta):
    """10,000 yen: 2,000 of nobody; ichiro 3,000 never agreed; misaki 1,000 agreed, with a fault; hanako 4,000 in order.

    kenta bought nothing, lacks his reading and never agreed; ichiro's purchase of long ago counts for nothing.
    """
    bought(None, 2000)
    bought(hanako, 4500)
    bought(hanako, -500, kind="return")
    bought(ichiro, 3000)
    bought(ichiro, 9000, day=date(2025, 4, 15))
    bought(misaki, 1000)
    agrees(hanako)
    agrees(misaki)
    agrees(misaki, "line")
    customers.change(customer_id=misaki.pk, by=None, family_kana="")
