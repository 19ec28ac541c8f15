"""A coupon in a campaign: one code each in what people read, used at the till, told beside the result."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.campaigns import actions, queries, repeating
from joren.outreach.content import actions as content
from joren.outreach.content.words import Words
from joren.outreach.coupons import actions as coupons
from joren.outreach.coupons import matching, redeeming
from joren.outreach.coupons.attribution import used_coupon
from joren.outreach.coupons.models import CouponCode
from joren.outreach.coupons.offers import Use
from joren.outreach.coupons.rules.codes import shown
from joren.outreach.delivery.attribution import Credit, credits
from joren.outreach.delivery.models import Delivery
from joren.outreach.mail.models import CapturedMail
from joren.outreach.mail.tests.people import people
from joren.record.customers.models import Customer
from joren.touchpoints.purchases.models import Purchase
from tests import cast

from .test_campaigns import campaign, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}")


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(datetime(2026, 6, 2, 12, tzinfo=TOKYO), tick=False)


def with_coupon(**changes):
    made = coupons.create(
        by=None,
        name="500円引き",
        kind="amount",
        value=Decimal(500),
        starts_on=date(2026, 1, 1),
        answers={"price_is_real": True},
    )
    coupons.put_to_use(made, by=None)
    written = campaign(**changes)
    blocks = [{"type": "text", "text": "ありがとうございます"}, {"type": "coupon", "coupon": made.pk}]
    content.change(written.message, Words(channel="mail", subject="クーポンのお知らせ", blocks=blocks), by=None)
    return written


def sent(owner, number):
    people(number)
    made = with_coupon()
    actions.send(made, by=owner)
    run_jobs()
    return queries.campaign(made.pk)


def use(given, key, **changes):
    return redeeming.redeem(Use(**{"code": given.code, "key": key, "amount": Decimal(2000)} | changes), by=None)


def credited(made, days=14):
    return used_coupon(made.origin, clock.today(), clock.today() + timedelta(days=60), days)


def test_everybody_who_is_sent_it_reads_a_code_of_their_own_and_nobody_held_back_has_one(owner):
    made = sent(owner, 20)
    held_back = set(made.audience.filter(decision="held_back").values_list("customer_id", flat=True))
    given = {row.customer_id: row for row in CouponCode.objects.all()}
    assert (len(given), len(held_back), set(given) & held_back) == (18, 2, set())
    assert {row.origin for row in given.values()} == {made.origin}
    for mail in CapturedMail.objects.all():
        [code] = set(CODE.findall(mail.text))
        assert code == shown(given[Delivery.objects.get(address=mail.recipient).customer_id].code)
    run_jobs()
    assert CouponCode.objects.count() == 18


def test_what_was_bought_with_the_coupon_stands_beside_the_result(owner, time_machine):
    made = sent(owner, 5)
    assert credited(made) == Credit(0, 0, Decimal(0)), "given and not used yet"
    first, second, third, fourth = CouponCode.objects.order_by("pk")[:4]
    use(first, "till-1")
    shop = cast.station_shop()
    use(second, "till-2", shop=shop, receipt="R2", amount=Decimal(3000))
    Purchase.objects.create(
        customer=second.customer,
        shop=shop,
        source="till",
        external_id="R2",
        purchased_at=clock.now(),
        business_date=clock.today(),
        amount=Decimal(2600),
    )
    use(third, "till-3")
    redeeming.give_back("till-3", by=None)
    matching.match()
    assert credited(made) == Credit(2, 2, Decimal(1500 + 2600)), "what the till told, and what the purchase says"
    window = (clock.today(), clock.today() + timedelta(days=60), 14)
    time_machine.move_to(datetime(2026, 6, 17, 12, tzinfo=TOKYO), tick=False)
    use(fourth, "till-4")
    shown_beside = {way.key: found for way, found in credits(made.origin, *window)}
    assert shown_beside["coupon"] == Credit(2, 2, Decimal(4100)), "a use after more than the days looked at is none"
    assert used_coupon(made.origin, window[0], window[1], 15).buyers == 3
    assert used_coupon(f"{made.origin}0", *window) is None, "no other number that begins alike"


def test_a_campaign_without_a_coupon_is_told_nothing_about_coupons(owner):
    people(2)
    made = campaign()
    actions.send(made, by=owner)
    run_jobs()
    assert "coupon" not in {way.key for way, _found in credits(made.origin, clock.today(), clock.today(), 14)}


def test_a_birthday_campaign_gives_a_new_code_each_year(owner, time_machine):
    people(1)
    Customer.objects.update(birth_month=6, birth_day=2)
    made = with_coupon(repeats="birthday", held_back_share=0)
    actions.send(made, by=owner)
    run_jobs()
    for year in (2026, 2027):
        time_machine.move_to(datetime(year, 6, 2, 12, tzinfo=TOKYO), tick=False)
        for _time in range(2):
            repeating.run_all()
            run_jobs()
    codes = list(CouponCode.objects.order_by("pk").values_list("given_for", flat=True))
    assert [given.split("|")[:2] for given in codes] == [[made.origin, "2026"], [made.origin, "2027"]]
    assert len({CODE.search(mail.text).group() for mail in CapturedMail.objects.all()}) == 2
