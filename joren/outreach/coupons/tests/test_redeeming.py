"""Using coupons: exactly once, whatever is pressed twice, told twice, told late or given back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connections

from joren.foundation.time.clock import TOKYO
from joren.outreach.coupons import actions, errors, giving, redeeming
from joren.outreach.coupons.models import Coupon, CouponCode, Redemption
from joren.outreach.coupons.offers import Item, Use
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.record.timeline.models import Event
from tests import cast

NOON = datetime(2026, 11, 20, 12, tzinfo=TOKYO)
NEVER_USED = {"used": 0}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def coupon(*, put_to_use=True, **changes):
    fields = {
        "name": "秋の500円引き",
        "kind": "amount",
        "value": Decimal(500),
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2026, 11, 30),
        "answers": {"price_is_real": True},
    }
    made = actions.create(by=None, **fields | changes)
    return actions.put_to_use(made, by=None) if put_to_use else made


def code_for(made, person):
    return giving.give(made, [person.pk], origin="campaign:1")[person.pk]


def use(given, key="till-1", **changes):
    return Use(**{"code": given.code, "key": key, "amount": Decimal(2000)} | changes)


def state():
    return (
        list(CouponCode.objects.order_by("pk").values_list("used", flat=True)),
        list(Coupon.objects.order_by("pk").values_list("used", flat=True)),
        list(Redemption.objects.order_by("pk").values_list("key", "state")),
        Event.objects.filter(key__startswith="coupons.").count(),
    )


def refused(problem, told):
    before = state()
    with pytest.raises(problem):
        redeeming.redeem(told, by=None)
    assert state() == before


@pytest.mark.django_db
def test_a_code_is_used_once_and_takes_off_what_it_promised():
    given = code_for(coupon(), cast.hanako())
    used = redeeming.redeem(use(given, shop=cast.station_shop(), receipt="R1"), by=cast.owner())
    assert (used.discount, used.business_date, used.state) == (Decimal(500), date(2026, 11, 20), "used")
    assert used.customer_id == cast.hanako().pk
    told = Event.objects.get(key="coupons.used")
    assert (told.customer_id, told.origin, told.data["discount"]) == (cast.hanako().pk, "campaign:1", "500")
    refused(errors.UsedUp, use(given, key="till-2"))


@pytest.mark.django_db
def test_the_same_key_told_again_is_the_same_use():
    given = code_for(coupon(), cast.hanako())
    first = redeeming.redeem(use(given), by=None)
    assert redeeming.redeem(use(given), by=None).pk == first.pk
    assert Redemption.objects.count() == 1
    assert Event.objects.filter(key="coupons.used").count() == 1


@pytest.mark.django_db
def test_a_key_that_stands_for_another_use_is_refused():
    made = coupon()
    one, other = code_for(made, cast.hanako()), code_for(made, cast.ichiro())
    redeeming.redeem(use(one), by=None)
    refused(errors.KeyUsedOtherwise, use(other))
    refused(errors.KeyUsedOtherwise, use(other, key=""))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["{}", " {} ", "ｘ{}"])
def test_a_code_is_read_as_people_type_it(typed):
    given = code_for(coupon(), cast.hanako())
    code = given.code
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
    read = wide if typed.startswith("ｘ") else typed.format("-".join((code[:4], code[4:8], code[8:])))
    assert redeeming.redeem(use(given, code=read), by=None).given_id == given.pk


@pytest.mark.django_db
def test_a_misread_sign_is_told_from_a_code_nobody_gave():
    given = code_for(coupon(), cast.hanako())
    wrong = given.code[:-2] + ("A" if given.code[-2] != "A" else "B") + given.code[-1]
    refused(errors.CodeMistyped, use(given, code=wrong))
    refused(errors.CodeMistyped, use(given, code=""))
    given.code, kept = "", given.code
    CouponCode.objects.filter(pk=given.pk).update(code="")
    refused(errors.CodeUnknown, use(given, code=kept))


@pytest.mark.django_db
def test_days_are_business_days_of_the_shop():
    made = coupon(ends_on=date(2026, 11, 20))
    one, other = code_for(made, cast.hanako()), code_for(made, cast.ichiro())
    night = datetime(2026, 11, 21, 2, 30, tzinfo=TOKYO)
    with time_machine.travel(night, tick=False):
        refused(errors.Expired, use(one, shop=cast.station_shop()))
        assert redeeming.redeem(use(other, shop=cast.cafe()), by=None).business_date == date(2026, 11, 20)


@pytest.mark.django_db
def test_a_code_holds_so_many_days_after_it_was_given():
    given = code_for(coupon(valid_days=3, ends_on=None), cast.hanako())
    assert given.expires_on == date(2026, 11, 22)
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        refused(errors.Expired, use(given))


@pytest.mark.django_db
def test_before_the_first_day_in_another_shop_too_small_and_stopped_are_refused():
    early = coupon(starts_on=date(2026, 11, 25))
    refused(errors.NotYet, use(code_for(early, cast.hanako())))
    here = coupon(shops=[cast.station_shop()])
    refused(errors.WrongShop, use(code_for(here, cast.hanako()), shop=cast.cafe()))
    refused(errors.ShopNeeded, use(code_for(here, cast.hanako())))
    big = coupon(least_amount=Decimal(3000))
    refused(errors.TooSmall, use(code_for(big, cast.hanako())))
    refused(errors.AmountNeeded, use(code_for(big, cast.hanako()), amount=None))
    given = code_for(here, cast.hanako())
    actions.stop(here, by=None)
    refused(errors.NotInUse, use(given, shop=cast.station_shop()))


@pytest.mark.django_db
def test_a_code_that_was_taken_back_is_refused():
    given = code_for(coupon(), cast.hanako())
    giving.withdraw(given, by=cast.owner())
    refused(errors.NotInUse, use(given))


@pytest.mark.django_db
def test_only_the_goods_it_holds_for_count():
    drinks = Category.objects.create(code="01", name="飲みもの", path="01/")
    tea = Category.objects.create(code="0101", name="茶", path="01/0101/", parent=drinks)
    Product.objects.create(code="SENCHA", name="煎茶", category=tea)
    Product.objects.create(code="CAKE", name="ケーキ")
    made = coupon(kind="percent", value=Decimal(10), categories=[drinks])
    given = code_for(made, cast.hanako())
    cake = [Item(product="CAKE", amount=Decimal(1000))]
    refused(errors.WrongGoods, use(given, items=cake))
    refused(errors.WrongGoods, use(given))
    both = [*cake, Item(product="SENCHA", amount=Decimal(855))]
    assert redeeming.check(use(given, items=both)).discount == Decimal(85)
    assert redeeming.check(use(given, goods_confirmed=True)).discount == Decimal(200)


@pytest.mark.django_db
def test_a_coupon_whose_only_shop_or_goods_are_gone_holds_nowhere_instead_of_everywhere():
    cake, shop = Product.objects.create(code="CAKE", name="ケーキ"), Shop.objects.create(code="OLD", name="旧店")
    of_goods, of_shop = coupon(products=[cake]), coupon(shops=[shop])
    first, second = code_for(of_goods, cast.hanako()), code_for(of_shop, cast.hanako())
    cake.delete()
    shop.delete()
    refused(errors.NarrowedToNothing, use(first, goods_confirmed=True))
    refused(errors.NarrowedToNothing, use(second, shop=cast.cafe()))
    copied = actions.copy(of_goods, by=None)
    answers = {"price_is_real": True}
    with pytest.raises(errors.BadCoupon) as refusal:
        actions.put_to_use(actions.change(copied, by=None, answers=answers), by=None)
    assert refusal.value.details == {"field": "shops"}
    copied.refresh_from_db()
    assert copied.status == "draft"
    tea = Product.objects.create(code="TEA", name="茶")
    assert (
        actions.put_to_use(actions.change(copied, by=None, products=[tea], answers=answers), by=None).status == "active"
    )


@pytest.mark.django_db
def test_a_till_whose_clock_is_ahead_neither_opens_nor_closes_a_coupon():
    early = code_for(coupon(starts_on=date(2026, 11, 21)), cast.hanako())
    refused(errors.NotYet, use(early, at=NOON + timedelta(days=1)))
    last = code_for(coupon(ends_on=date(2026, 11, 20)), cast.hanako())
    done = redeeming.redeem(use(last, at=NOON + timedelta(days=1)), by=None)
    assert (done.redeemed_at, done.business_date) == (NOON, date(2026, 11, 20))


@pytest.mark.django_db
def test_two_coupons_on_one_receipt_only_where_both_allow_it():
    alone, one, other = coupon(), coupon(combines=True), coupon(combines=True)
    place = {"shop": cast.station_shop(), "receipt": "R-77"}
    redeeming.redeem(use(code_for(one, cast.hanako()), key="a", **place), by=None)
    refused(errors.DoesNotCombine, use(code_for(alone, cast.hanako()), key="b", **place))
    redeeming.redeem(use(code_for(other, cast.hanako()), key="c", **place), by=None)
    elsewhere = place | {"shop": cast.cafe()}
    redeeming.redeem(use(code_for(alone, cast.hanako()), key="d", **elsewhere), by=None)


@pytest.mark.django_db
def test_a_shared_code_counts_each_person():
    made = coupon(codes="shared", shared_code="あき500")
    told = Use(code="あき５００", key="1", amount=Decimal(900), customer_id=cast.hanako().pk)
    assert redeeming.redeem(told, by=None).discount == Decimal(500)
    refused(errors.UsedUp, Use(code="あき500", key="2", amount=Decimal(900), customer_id=cast.hanako().pk))
    refused(errors.CustomerNeeded, Use(code="あき500", key="3", amount=Decimal(900)))
    assert made.given.get().used == 1


@pytest.mark.django_db
def test_a_shared_code_without_a_limit_for_each_needs_nobody_and_ends_with_its_total():
    coupon(codes="shared", shared_code="TIRASHI", uses_each=None, most_uses=2)
    for key in ("1", "2"):
        redeeming.redeem(Use(code="tirashi", key=key, amount=Decimal(900)), by=None)
    refused(errors.AllGone, Use(code="tirashi", key="3", amount=Decimal(900)))


@pytest.mark.django_db
def test_a_refund_gives_the_coupon_back_once():
    made = coupon(most_uses=1)
    given = code_for(made, cast.hanako())
    redeeming.redeem(use(given), by=None)
    redeeming.give_back("till-1", by=None)
    redeeming.give_back("till-1", by=None)
    given.refresh_from_db()
    made.refresh_from_db()
    assert (given.used, made.used) == (0, 0)
    assert Event.objects.filter(key="coupons.given_back").count() == 1
    assert redeeming.redeem(use(given, key="till-2"), by=None).state == "used"
    with pytest.raises(errors.RedemptionNotFound):
        redeeming.give_back("unknown", by=None)


@pytest.mark.django_db
def test_a_use_told_late_is_judged_by_its_moment_and_told_again_changes_nothing():
    given = code_for(coupon(ends_on=date(2026, 11, 20)), cast.hanako())
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        told = use(given, at=NOON)
        first = redeeming.replay(told, by=None)
        again = redeeming.replay(told, by=None)
    assert first.pk == again.pk
    assert (first.state, first.was_offline, first.discount) == ("used", True, Decimal(500))
    assert Redemption.objects.count() == 1


@pytest.mark.django_db
def test_a_use_told_late_that_was_used_elsewhere_is_kept_as_disputed():
    given = code_for(coupon(), cast.hanako())
    redeeming.redeem(use(given, key="online"), by=None)
    late = redeeming.replay(use(given, key="offline", at=NOON - timedelta(hours=1)), by=None)
    assert redeeming.replay(use(given, key="offline", at=NOON - timedelta(hours=1)), by=None).pk == late.pk
    given.refresh_from_db()
    assert (late.state, given.used, late.customer_id) == ("disputed", 1, cast.hanako().pk)
    assert late.problem
    assert Event.objects.filter(key="coupons.used").count() == 1


@pytest.mark.django_db
def test_nobody_is_given_a_coupon_twice_for_one_occasion():
    made = coupon()
    people = [cast.hanako().pk, cast.ichiro().pk]
    first = giving.give(made, people, origin="campaign:1")
    again = giving.give(made, people, origin="campaign:1")
    assert {key: row.pk for key, row in first.items()} == {key: row.pk for key, row in again.items()}
    assert CouponCode.objects.count() == 2
    giving.give(made, people, origin="campaign:1", occasion="2027")
    assert CouponCode.objects.count() == 4
    assert Event.objects.filter(key="coupons.given").count() == 4


@pytest.mark.django_db
def test_a_draft_is_given_to_nobody():
    with pytest.raises(errors.CouponState):
        giving.give(coupon(put_to_use=False), [cast.hanako().pk])
    assert CouponCode.objects.count() == 0


def _in_threads(job, number):
    def run(argument):
        try:
            return job(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.django_db(transaction=True)
def test_of_fifty_tills_that_try_one_code_at_once_one_succeeds():
    given = code_for(coupon(), cast.hanako())

    def attempt(number):
        try:
            return redeeming.redeem(use(given, key=f"till-{number}"), by=None).state
        except errors.UsedUp:
            return "refused"

    results = _in_threads(attempt, 50)
    given.refresh_from_db()
    assert (results.count("used"), results.count("refused"), given.used) == (1, 49, 1)
    assert Redemption.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_times_the_same_press_is_one_use():
    given = code_for(coupon(), cast.hanako())
    results = _in_threads(lambda number: redeeming.redeem(use(given), by=None).pk, 50)
    assert len(set(results)) == 1
    assert Redemption.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_strangers_get_exactly_the_ten_there_are():
    made = coupon(codes="shared", shared_code="TIRASHI", uses_each=None, most_uses=10)

    def attempt(number):
        try:
            return redeeming.redeem(Use(code="TIRASHI", key=f"k{number}", amount=Decimal(900)), by=None).state
        except errors.AllGone:
            return "refused"

    results = _in_threads(attempt, 50)
    made.refresh_from_db()
    assert (results.count("used"), made.used, Redemption.objects.count()) == (10, 10, 10)


@pytest.mark.django_db(transaction=True)
def test_one_stranger_s_press_told_fifty_times_at_once_is_one_use():
    made = coupon(codes="shared", shared_code="TIRASHI", uses_each=None, most_uses=10)
    told = Use(code="TIRASHI", key="same", amount=Decimal(900))
    results = _in_threads(lambda number: redeeming.redeem(told, by=None).pk, 50)
    made.refresh_from_db()
    assert (len(set(results)), made.used, Redemption.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_key_for_two_codes_at_once_is_one_use():
    made = coupon()
    codes = [code_for(made, cast.hanako()), code_for(made, cast.ichiro())]

    def attempt(number):
        try:
            return redeeming.redeem(use(codes[number % 2], key="same"), by=None).pk
        except errors.KeyUsedOtherwise:
            return "refused"

    results = set(_in_threads(attempt, 20))
    assert (len(results - {"refused"}), Redemption.objects.count()) == (1, 1)
    assert sum(CouponCode.objects.values_list("used", flat=True)) == 1
