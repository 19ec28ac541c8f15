"""The one question to the database decides exactly as the written rules do."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction

from joren.foundation.time.clock import now
from joren.outreach.delivery.models import Delivery, Policy
from joren.outreach.delivery.reach import Plan, decide
from joren.outreach.delivery.rules.budget import MEMORY, MONTH, WEEK, Budget, charged, signs_of_fatigue

from .test_reach import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_channels")]

PRICES = {"mail": 1, "line": 2, "post": 2}
TIRED_AFTER = 3


def history(random, at):
    """Some messages of one person: hours ago, channel, whether they answered."""
    moments = [at - timedelta(hours=random.randint(-24 * 40, 24 * 120)) for _ in range(random.randint(0, 14))]
    return [(moment, random.choice(list(PRICES)), random.random() < 0.2 and moment < at) for moment in moments]


def by_the_rules(messages, at, budget):
    points = [(moment, PRICES[channel]) for moment, channel, _ in messages]
    week, month = charged(points, at, WEEK), charged(points, at, MONTH)
    heard = [(moment, told) for moment, channel, told in messages if channel != "post" and at - MEMORY < moment <= at]
    last = max((moment for moment, told in heard if told), default=at - MEMORY)
    signs = signs_of_fatigue(
        streak=sum(moment > last for moment, _ in heard), tired_after=TIRED_AFTER, stopped=False, complained=False
    )
    if not budget.allows(PRICES["mail"], week=week, month=month):
        return "budget"
    return "" if budget.shrunk(signs).allows(PRICES["mail"], week=week, month=month) else "fatigued"


def test_three_hundred_made_up_people():
    random, budget, at = Random(7), Budget(week=4, month=7), now()
    Policy.objects.create(pk=1, per_week=budget.week, per_month=budget.month, tired_after=TIRED_AFTER)
    wanted, rows = {}, []
    for number in range(300):
        customer, messages = person(mail=f"{number}@example.jp", agrees_to=["mail"]), history(random, at)
        wanted[customer.pk] = by_the_rules(messages, at, budget)
        rows += [
            Delivery(
                customer=customer,
                origin=f"campaign:{number}-{place}",
                channel=channel,
                state="sent" if moment <= at else "due",
                due_at=moment,
                sent_at=moment if moment <= at else None,
                first_clicked_at=moment if told else None,
            )
            for place, (moment, channel, told) in enumerate(messages)
        ]
    Delivery.objects.bulk_create(rows)
    plan = Plan(channels=("mail",), at=now())
    with transaction.atomic(), decide(plan, wanted) as table, connection.cursor() as cursor:
        cursor.execute(f"SELECT customer_id, reason FROM {table}")
        assert dict(cursor.fetchall()) == wanted
    assert {reason: list(wanted.values()).count(reason) > 20 for reason in ("", "budget", "fatigued")} == {
        "": True,
        "budget": True,
        "fatigued": True,
    }
