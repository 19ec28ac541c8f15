"""A journey gives coupons: one for each time somebody comes through, told again it is the same."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from joren.outreach.coupons import actions as coupons
from joren.outreach.coupons import redeeming
from joren.outreach.coupons.models import CouponCode
from joren.outreach.coupons.offers import Use
from joren.outreach.delivery.attribution import credits
from joren.outreach.delivery.models import Delivery
from joren.outreach.journeys import actions
from joren.outreach.journeys.deeds import check_coupon
from joren.outreach.journeys.deeds import coupon as perform
from joren.outreach.journeys.errors import NotReady
from joren.outreach.journeys.kinds import Doing
from joren.outreach.journeys.models import Version
from joren.outreach.journeys.sentences.steps import coupon as sentence

from .playing import MONDAY, agrees, at, flow, live, message, note, passed, send, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def coupon():
    fields = {"name": "お礼の500円", "kind": "amount", "value": Decimal(500), "answers": {"price_is_real": True}}
    with at(MONDAY):
        return coupons.put_to_use(coupons.create(by=None, starts_on=date(2026, 3, 1), **fields), by=None)


def test_each_time_through_gives_a_code_that_the_till_takes_and_the_result_names(hanako, coupon):
    again = {"rule": "always"}
    journey = live(flow(step("s1", "coupon", coupon=coupon.pk), again=again))
    note(hanako, MONDAY + HOUR)
    note(hanako, MONDAY + DAY)
    first, second = CouponCode.objects.order_by("pk")
    assert passed(journey) == [("s1", "done")] * 2
    assert (first.customer_id, first.origin, first.code != second.code) == (
        hanako.pk,
        f"journey:{journey.pk}:1:s1",
        True,
    )
    with at(MONDAY + 2 * DAY):
        redeeming.redeem(Use(code=first.code, key="till-1", amount=Decimal(2000)), by=None)
    credited = {
        way.key: found for way, found in credits(f"journey:{journey.pk}", date(2026, 3, 1), date(2026, 4, 1), 28)
    }
    assert (credited["coupon"].buyers, credited["coupon"].sales) == (1, Decimal(1500))


def test_told_again_for_one_occasion_it_is_the_same_code(hanako, coupon):
    doing = Doing(hanako.pk, 1, 1, "journey:1:1:s1", "1", "s1", {"coupon": coupon.pk}, MONDAY)
    with at(MONDAY):
        assert perform(doing) == perform(doing)
    assert CouponCode.objects.count() == 1


def test_a_journey_with_a_coupon_nobody_can_have_is_not_published(coupon):
    coupons.stop(coupon, by=None)
    made = actions.create(name="お礼", by=None, definition=flow(step("s1", "coupon", coupon=coupon.pk)))
    with pytest.raises(NotReady):
        actions.publish(made, by=None)
    assert not Version.objects.exists()
    assert [list(check_coupon(settings)) == [] for settings in ({}, {"coupon": coupon.pk}, {"coupon": "x"})] == [
        False
    ] * 3
    assert sentence({"coupon": coupon.pk}) == "クーポン「お礼の500円」を渡す。"


def test_a_message_that_shows_the_coupon_gives_it_by_itself(hanako, coupon):
    agrees(hanako)
    words = message()
    words.wordings.update(blocks=[{"type": "coupon", "id": "b1", "coupon": coupon.pk}])
    live(flow(send("s1", words)))
    note(hanako, MONDAY + HOUR)
    [given] = CouponCode.objects.all()
    [values] = Delivery.objects.get().content["blocks"].values()
    assert values["plain"] == given.code


def test_the_same_words_are_never_sent_twice_unless_that_is_meant(hanako):
    agrees(hanako)
    words = message()
    first = live(flow(send("s1", words)), name="ひとつめ")
    second = live(flow(send("s1", words)), name="ふたつめ")
    meant = live(flow(send("s1", words, never_twice=False)), name="誕生日")
    note(hanako, MONDAY + HOUR)
    assert [passed(one)[0][1] for one in (first, second, meant)] == ["sent", "had_it", "sent"]
