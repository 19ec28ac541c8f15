"""What a result cost and what was left of it: messages, coupons, goods, the margin somebody knows."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from joren.foundation.audit.models import AuditEntry
from joren.measurement.experiments import actions, presenting, queries
from joren.measurement.experiments.bookkeeping import books_of
from joren.measurement.experiments.costing import GivenAway, given_away, margin, spent_on
from joren.measurement.experiments.models import Evaluation, TypedMargin
from joren.measurement.experiments.rules import Step, cost_of
from joren.measurement.experiments.sources import as_subject
from joren.outreach.campaigns.models import AudienceMember
from joren.outreach.coupons.models import Coupon, CouponCode, Redemption
from joren.outreach.delivery.models import ChannelRule
from joren.record.customers.models import Customer
from joren.record.products.models import Product
from joren.touchpoints.purchases.models import PurchaseLine
from tests import cast

from .campaign import (
    AFTERWARDS,
    BEFORE,
    INSIDE,
    LAST,
    SENT_ON,
    TOKYO,
    assign,
    buy,
    campaign,
    deliver,
    later_sales,
    people,
    strong,
)

pytestmark = pytest.mark.django_db


def test_costs_are_what_the_channel_said_else_the_price_list():
    sent = campaign()
    members = people(3)
    assign(sent, "send", members)
    ChannelRule.objects.create(channel="mail", points=1, yen=Decimal("0.5"), quiet_from="00:00", quiet_until="00:00")
    deliver(members[0], sent.origin, cost=Decimal("3"))
    deliver(members[1], sent.origin)
    deliver(members[2], sent.origin, state="failed", cost=Decimal("3"))
    [spent] = spent_on(as_subject(sent), AFTERWARDS)
    assert (spent.channel, spent.messages, spent.cost, spent.assumed) == ("mail", 2, Decimal("3.50"), 1)


def test_the_margin_comes_from_products_that_say_what_they_cost_else_is_an_assumption():
    sent = campaign()
    hanako = cast.hanako()
    assign(sent, "send", [hanako])
    assert margin(as_subject(sent), AFTERWARDS).is_assumed
    product = Product.objects.create(code="P1", unit_cost=Decimal(400))
    bought = buy(hanako, 2000, INSIDE)
    PurchaseLine.objects.create(
        purchase=bought, number=1, product=product, quantity=2, amount=2000, customer=hanako, business_date=INSIDE
    )
    found = margin(as_subject(sent), AFTERWARDS)
    assert (round(found.share, 4), found.known, found.is_assumed) == (0.6, 1.0, False)
    assert margin(as_subject(sent), AFTERWARDS, taken_off=Decimal(500)).share == pytest.approx(1 - 800 / 2500)


def use(coupon: Coupon, person: Customer, origin: str, day: date, *, off: int = 0, state: str = "used") -> None:
    """The person has a code of it from `origin` and used it on a day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=TOKYO)
    name = f"{coupon.pk}-{person.pk}-{origin}-{day}"
    code = CouponCode.objects.create(
        coupon=coupon,
        code=f"T{CouponCode.objects.count()}",
        customer=person,
        origin=origin,
        given_for=name,
        given_at=at,
        used=1,
    )
    Redemption.objects.create(
        coupon=coupon,
        given=code,
        customer=person,
        key=name,
        discount=off,
        redeemed_at=at,
        business_date=day,
        recorded_at=at,
        state=state,
    )


def coupon(**more: object) -> Coupon:
    return Coupon.objects.create(name="お礼", starts_on=SENT_ON, status="active", **more)


def test_coupons_count_that_it_gave_and_that_were_used_in_the_window():
    sent = campaign()
    a, b, c, stranger = people(4)
    assign(sent, "send", [a, b, c])
    cake, off = coupon(kind="gift", gift="焼き菓子", gift_cost=80), coupon(kind="amount", value=500)
    unknown = coupon(kind="gift", gift="しおり")
    use(cake, a, sent.origin, INSIDE)
    use(cake, b, f"{sent.origin}:again", LAST)
    use(off, c, sent.origin, INSIDE, off=500)
    use(unknown, c, sent.origin, INSIDE)
    use(cake, c, sent.origin, AFTERWARDS)
    use(cake, c, sent.origin, BEFORE)
    use(cake, stranger, sent.origin, INSIDE)
    use(cake, a, "campaign:999999", INSIDE)
    use(off, a, sent.origin, INSIDE, off=500, state="given_back")
    assert given_away(as_subject(sent), AFTERWARDS) == GivenAway(4, Decimal(500), Decimal(160), 1)


def test_a_discount_is_lost_whole_and_once():
    """100 people who would have come anyway pay 500 less each: 50,000 less in the till, and nothing else changed."""
    missing = -50_000 * 0.3
    assert missing - cost_of(0, 0, 50_000, 0.3) == pytest.approx(-50_000)
    assert cost_of(1_000, 160, 500, 0.3) == pytest.approx(1_000 + 160 + 350)
    assert cost_of(1_000, 0, 0, 0.3) == 1_000


def test_what_coupons_gave_away_is_taken_off_what_was_left():
    sent = strong()
    plain = books_of(queries.measure(as_subject(sent), AFTERWARDS))
    assert plain.profit
    person = AudienceMember.objects.filter(campaign=sent, decision="send").order_by("pk")[0].customer
    use(coupon(kind="gift", gift="焼き菓子", gift_cost=80), person, sent.origin, INSIDE)
    use(coupon(kind="amount", value=500), person, sent.origin, INSIDE, off=500)
    result = queries.measure(as_subject(sent), AFTERWARDS)
    books = books_of(result)
    assert books.profit
    assert (books.sending, round(books.untold, 6), round(books.cost, 6)) == (0, 350, 430)
    assert books.profit.gain.value == pytest.approx(plain.profit.gain.value - 430)
    money = presenting.told(result, "JPY")["money"]
    assert (money["cost"], money["coupons_used"], money["gifts"], money["discounts"]) == (430, 2, 80, 500)


def test_money_that_was_left_is_kept_with_the_verdict(time_machine, marketer):
    sent = strong()
    later_sales()
    for member in AudienceMember.objects.filter(campaign=sent, decision="send"):
        deliver(member.customer, sent.origin, cost=Decimal("10"))
    time_machine.move_to(datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=TOKYO) + timedelta(days=2))
    kept = actions.evaluate(sent, by=marketer)
    assert kept.extra_sales is not None
    assert (kept.cost, kept.margin, kept.margin_is_assumed) == (Decimal(1000), Decimal("0.3"), True)
    assert abs(kept.gain - (kept.extra_sales * Decimal("0.3") - 1000)) < 1
    assert kept.step == Step.EXTEND


def test_a_typed_margin_is_kept_for_every_look_and_leaves_the_verdict_alone(time_machine, marketer):
    sent = strong()
    later_sales()
    time_machine.move_to(datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=TOKYO) + timedelta(days=2))
    kept = actions.evaluate(sent, by=marketer)
    assert kept.extra_sales is not None
    actions.type_margin(as_subject(sent), share=Decimal("0.45"), by=marketer)
    after = Evaluation.objects.get()
    assert (after.margin, after.gain) == (Decimal("0.45"), (kept.extra_sales * Decimal("0.45")).quantize(Decimal(1)))
    assert (after.code, after.extra_sales, after.judged_at) == (kept.code, kept.extra_sales, kept.judged_at)
    assert books_of(queries.result_of(sent)).margin.is_typed
    assert AuditEntry.objects.filter(action="changed", detail={"margin": "0.45"}).count() == 1
    actions.type_margin(as_subject(sent), share=None, by=marketer)
    assert not TypedMargin.objects.exists()
    assert Evaluation.objects.get().margin == Decimal("0.3")


def test_a_margin_is_typed_by_those_who_judge_and_within_0_and_100(client, marketer, reader):
    sent = strong()
    address = reverse("experiments:margin", args=[sent.pk])
    client.force_login(reader)
    assert client.post(address, {"margin": "40"}).status_code == 403
    assert "粗利率" in client.get(reverse("experiments:result", args=[sent.pk])).content.decode()
    assert address not in client.get(reverse("experiments:result", args=[sent.pk])).content.decode()
    client.force_login(marketer)
    assert client.get(address).status_code == 405
    for wrong in ("101", "-1", "many", "1.234"):
        assert client.post(address, {"margin": wrong}).status_code == 302
    assert not TypedMargin.objects.exists()
    client.post(address, {"margin": "42.5"})
    page = client.get(reverse("experiments:result", args=[sent.pk]))
    assert page.context["books"].margin.share == 0.425
    assert 'value="42.50"' in page.content.decode()
