"""Recording, returning, cancelling and giving away single purchases."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from joren.foundation.audit.models import AuditEntry
from joren.foundation.time.clock import TOKYO, now
from joren.record.customers.errors import CustomerNotFound
from joren.record.timeline.models import Event
from joren.touchpoints.purchases import actions, metrics, queries
from joren.touchpoints.purchases.actions import NewLine
from joren.touchpoints.purchases.errors import (
    AlreadyCancelled,
    AlreadyRecorded,
    NotASale,
    NothingBought,
    NotPurchased,
    ReturnTooLarge,
)
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

pytestmark = pytest.mark.django_db

NIGHT = datetime(2024, 4, 2, 2, 30, tzinfo=TOKYO)


def bought(customer, *amounts, at=NIGHT, **given):
    lines = [NewLine(amount=Decimal(amount)) for amount in amounts]
    return actions.record(by=None, customer_id=customer.pk, purchased_at=at, lines=lines, **given)


def test_a_purchase_is_recorded_with_its_lines_day_and_event(hanako, cafe, owner):
    lines = [NewLine(amount=Decimal(480), description="ブレンド"), NewLine(amount=Decimal(520), quantity=Decimal(2))]
    purchase = actions.record(by=owner, customer_id=hanako.pk, shop_id=cafe.pk, purchased_at=NIGHT, lines=lines)
    assert (purchase.amount, purchase.business_date, purchase.minute_of_day) == (1000, date(2024, 4, 1), 150)
    assert list(purchase.lines.values_list("number", "amount", "customer_id", "business_date")) == [
        (1, 480, hanako.pk, date(2024, 4, 1)),
        (2, 520, hanako.pk, date(2024, 4, 1)),
    ]
    event = Event.objects.get(key="purchases.recorded")
    assert (event.subject, event.occurred_on, event.staff, event.data["amount"]) == (
        purchase.pk,
        date(2024, 4, 1),
        owner,
        "1000",
    )
    assert AuditEntry.objects.filter(subject_type="purchase", action="created", staff=owner).count() == 1


def test_a_purchase_without_a_customer_is_anonymous(cafe):
    actions.record(by=None, shop_id=cafe.pk, purchased_at=NIGHT, amount=Decimal(500))
    assert Purchase.objects.get().customer is None
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, NothingBought),
        ({"amount": Decimal(1), "purchased_at": now() + timedelta(days=1)}, NotPurchased),
        ({"amount": Decimal(1), "customer_id": 999_999}, CustomerNotFound),
    ],
)
def test_what_cannot_be_a_purchase_is_refused(given, refusal):
    with pytest.raises(refusal):
        actions.record(by=None, **given)
    assert not Purchase.objects.exists()


def test_one_number_of_one_source_is_recorded_once(hanako):
    bought(hanako, 100, source="pos", external_id="R1")
    with pytest.raises(AlreadyRecorded):
        bought(hanako, 200, source="pos", external_id="R1")
    assert (Purchase.objects.get().amount, PurchaseLine.objects.count()) == (100, 1)


def test_a_whole_return_nets_out(hanako):
    purchase = bought(hanako, 300, 200)
    back = actions.record_return(purchase=purchase, by=None)
    assert (back.kind, back.amount, sorted(back.lines.values_list("amount", flat=True))) == (
        "return",
        -500,
        [-300, -200],
    )
    found = queries.totals(hanako.pk)
    assert (found.count, found.amount) == (1, 0)
    assert Event.objects.filter(key="purchases.returned", customer=hanako).count() == 1
    with pytest.raises(ReturnTooLarge):
        actions.record_return(purchase=purchase, by=None, amount=Decimal(1))


def test_a_part_is_returned_and_then_only_the_rest(hanako):
    purchase = bought(hanako, 500)
    actions.record_return(purchase=purchase, by=None, amount=Decimal(200))
    with pytest.raises(ReturnTooLarge) as caught:
        actions.record_return(purchase=purchase, by=None, amount=Decimal(301))
    assert caught.value.details == {"left": "300.00"}
    actions.record_return(purchase=purchase, by=None)
    assert queries.totals(hanako.pk).amount == 0


def test_a_cancelled_purchase_counts_for_nothing_and_can_be_neither_cancelled_nor_returned(hanako, owner):
    purchase = bought(hanako, 500)
    actions.cancel(purchase=purchase, by=owner, reason="打ち間違い")
    purchase.refresh_from_db()
    assert (queries.totals(hanako.pk).count, purchase.note, purchase.lines.get().counts) == (0, "打ち間違い", False)
    assert metrics.sales(date(2024, 1, 1), date(2024, 12, 31)) == 0
    with pytest.raises(AlreadyCancelled):
        actions.cancel(purchase=purchase, by=owner)
    with pytest.raises(NotASale):
        actions.record_return(purchase=purchase, by=owner)
    assert Event.objects.filter(key="purchases.cancelled").count() == 1


def test_a_purchase_is_given_to_another_customer_with_its_lines_and_events(hanako, ichiro):
    purchase = bought(hanako, 500)
    actions.reassign(purchase=purchase, customer_id=ichiro.pk, by=None)
    assert (queries.totals(hanako.pk).count, queries.totals(ichiro.pk).count) == (0, 1)
    assert (
        PurchaseLine.objects.get().customer_id == Event.objects.get(key="purchases.recorded").customer_id == ichiro.pk
    )
    actions.reassign(purchase=purchase, customer_id=None, by=None)
    assert not Event.objects.filter(key__startswith="purchases.").exists()
    actions.reassign(purchase=purchase, customer_id=hanako.pk, by=None)
    assert Event.objects.get(key="purchases.recorded").customer_id == hanako.pk


def test_the_numbers_that_matter(hanako):
    for day, amount in ((1, 1000), (11, 2000), (31, 3001)):
        bought(hanako, amount, at=datetime(2024, 3, day, 12, tzinfo=TOKYO))
    found = queries.totals(hanako.pk)
    assert (found.count, found.amount, found.average) == (3, 6001, Decimal("2000.33"))
    assert (found.first_on, found.last_on, found.interval) == (date(2024, 3, 1), date(2024, 3, 31), Decimal(15))
    months = queries.months(hanako.pk, date(2024, 4, 15))
    assert (months[0][0], months[-1], months[-2]) == (date(2023, 5, 1), (date(2024, 4, 1), 0), (date(2024, 3, 1), 6001))


def test_the_numbers_of_the_business(hanako, ichiro):
    bought(hanako, 1000)
    actions.record_return(purchase=bought(ichiro, 300), by=None, amount=Decimal(100), returned_at=NIGHT)
    actions.record(by=None, amount=Decimal(50), purchased_at=NIGHT)
    year = (date(2024, 1, 1), date(2024, 12, 31))
    assert (metrics.sales(*year), metrics.purchases(*year), metrics.buyers(*year)) == (1250, 3, 2)
    assert metrics.sales(date(2025, 1, 1), date(2025, 12, 31)) == 0
