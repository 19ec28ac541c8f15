"""What sending cost, by channel, what coupons gave away, and how much of a sale is left when the goods are paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection

from joren.foundation.registry import entries
from joren.outreach.coupons.models import Coupon, CouponCode, Redemption
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.models import Delivery
from joren.outreach.delivery.policy import rules_of
from joren.record.products.models import Product
from joren.touchpoints.purchases.models import PurchaseLine

from .measuring import parameters, people_sql
from .models import TypedMargin
from .rules import KNOWN_ENOUGH, margin_of
from .sources import Subject

_SPENT: Final = """
SELECT d.channel, count(*), coalesce(sum(d.cost), 0), count(*) FILTER (WHERE d.cost IS NULL)
FROM {deliveries} d
WHERE (d.origin = %(origin)s OR starts_with(d.origin, %(origin)s || ':'))
  AND d.state IN ('sent', 'bounced', 'uncertain') AND d.duplicate_of_id IS NULL
  AND d.customer_id IN (SELECT person.customer_id FROM ({people}) person)
GROUP BY d.channel ORDER BY d.channel
"""
_GOODS: Final = """
SELECT coalesce(sum(l.amount), 0),
       coalesce(sum(l.amount) FILTER (WHERE g.unit_cost IS NOT NULL), 0),
       coalesce(sum(l.quantity * g.unit_cost * CASE WHEN l.amount < 0 AND l.quantity > 0 THEN -1 ELSE 1 END), 0)
FROM ({people}) person
JOIN {lines} l ON l.customer_id = person.customer_id AND l.counts AND l.business_date >= person.start
     AND l.business_date < least(person.start + %(days)s::int, %(until)s::date)
LEFT JOIN {products} g ON g.id = l.product_id
"""


_GIVEN: Final = """
SELECT count(*), coalesce(sum(u.discount), 0), coalesce(sum(c.gift_cost) FILTER (WHERE c.kind = 'gift'), 0),
       count(*) FILTER (WHERE c.kind = 'gift' AND c.gift_cost IS NULL)
FROM {codes} g
JOIN {uses} u ON u.given_id = g.id AND u.state = 'used'
JOIN {coupons} c ON c.id = u.coupon_id
JOIN ({people}) person ON person.customer_id = g.customer_id AND u.business_date >= person.start
     AND u.business_date < least(person.start + %(days)s::int, %(until)s::date)
WHERE g.origin = %(origin)s OR starts_with(g.origin, %(origin)s || ':')
"""


@dataclass(frozen=True, slots=True)
class GivenAway:
    """What the coupons of an experiment gave away in its window: yen taken off at the till, and what gifts cost.

    `unknown` gifts have no cost written on their coupon and count as nothing.
    """

    uses: int = 0
    discounts: Decimal = Decimal(0)
    gifts: Decimal = Decimal(0)
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What the messages of one channel cost in yen; `assumed` of them by the price list, because the channel could not
    tell what they cost. `price` is that of the list.
    """

    channel: str
    label: str
    messages: int
    cost: Decimal
    assumed: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Margin:
    """The share of a sale left when the goods are paid (0 to 1), and the share of the sales whose goods' cost is known.

    `is_assumed`: too few products say what they cost. `is_typed`: somebody typed another, which goes before both.
    """

    share: float
    known: float
    is_assumed: bool
    is_typed: bool = False


def spent_on(subject: Subject, until: date) -> list[Spent]:
    """What sending to the people who count has cost, by channel."""
    if not subject.has_messages:
        return []
    sql = _SPENT.format(deliveries=Delivery._meta.db_table, people=people_sql(subject))
    prices = {rule.channel: rule.yen for rule in rules_of().values()}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(subject, until) | {"origin": subject.origin})
        rows = cursor.fetchall()
    labels = channel_labels()
    return [
        Spent(
            channel=channel,
            label=labels.get(channel, channel),
            messages=messages,
            cost=known + unknown * prices.get(channel, Decimal(0)),
            assumed=unknown,
            price=prices.get(channel, Decimal(0)),
        )
        for channel, messages, known, unknown in rows
    ]


def given_away(subject: Subject, until: date) -> GivenAway:
    """What was used of the coupons it gave, by people who count and within their windows."""
    if not subject.has_messages:
        return GivenAway()
    tables = {"codes": CouponCode, "uses": Redemption, "coupons": Coupon}
    sql = _GIVEN.format(people=people_sql(subject), **{name: model._meta.db_table for name, model in tables.items()})
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(subject, until) | {"origin": subject.origin})
        return GivenAway(*cursor.fetchone())


def margin(subject: Subject, until: date, *, taken_off: Decimal = Decimal(0)) -> Margin:
    """What was typed for this experiment, else from the goods these people bought in their windows.

    It is the margin at full price: `taken_off`, what coupons took off these sales, is added back.
    """
    sql = _GOODS.format(people=people_sql(subject), lines=PurchaseLine._meta.db_table, products=Product._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(subject, until))
        sales, with_cost, goods = (float(number) for number in cursor.fetchone())
    full = 1 + float(taken_off) / sales if sales > 0 else 1.0
    share, known = margin_of(sales * full, with_cost * full, goods)
    typed = TypedMargin.objects.filter(key=subject.key).first()
    if typed:
        return Margin(float(typed.share), known, True, True)
    return Margin(share, known, known < KNOWN_ENOUGH)


def channel_labels() -> dict[str, str]:
    """The channels' names as staff read them, by key."""
    return {channel.key: str(channel.label) for channel in entries(Channel)}
