"""What sending cost, by channel, and how much of a sale is left when the goods are paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection

from joren.foundation.registry import entries
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.models import Delivery
from joren.outreach.delivery.policy import rules_of
from joren.record.products.models import Product
from joren.touchpoints.purchases.models import PurchaseLine

from .measuring import parameters, people_sql
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

    `is_assumed`: too few products say what they cost (or somebody chose another margin on the page).
    """

    share: float
    known: float
    is_assumed: bool


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


def margin(subject: Subject, until: date, *, chosen: float | None = None) -> Margin:
    """From the goods these people bought in their windows; `chosen` (0 to 1) by whoever asks goes before."""
    sql = _GOODS.format(people=people_sql(subject), lines=PurchaseLine._meta.db_table, products=Product._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(subject, until))
        sales, with_cost, goods = (float(number) for number in cursor.fetchone())
    share, known = margin_of(sales, with_cost, goods)
    if chosen is not None:
        return Margin(chosen, known, True)
    return Margin(share, known, known < KNOWN_ENOUGH)


def channel_labels() -> dict[str, str]:
    """The channels' names as staff read them, by key."""
    return {channel.key: str(channel.label) for channel in entries(Channel)}
