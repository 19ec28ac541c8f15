"""Real redemptions: 84.51°'s Complete Journey (CC0), campaign 27, given to 361 households and used 64 times by 36."""

import csv
import gzip
from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from joren.foundation.time.clock import TOKYO
from joren.outreach.coupons import actions, errors, giving, queries, redeeming
from joren.outreach.coupons.models import CouponCode, Redemption
from joren.outreach.coupons.offers import Use
from joren.record.customers.models import Customer
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db
CAMPAIGN = "27"


def rows(name):
    with gzip.open(shared_data(f"completejourney/{name}.csv.gz"), "rt") as file:
        return [row for row in csv.DictReader(file) if row["campaign_id"] == CAMPAIGN]


def at_noon(day):
    return datetime.combine(date.fromisoformat(day), time(12), TOKYO)


def test_every_real_use_is_taken_once_and_none_beside_its_time():
    (told,) = rows("campaign_descriptions")
    first, last = date.fromisoformat(told["start_date"]), date.fromisoformat(told["end_date"])
    households = sorted({row["household_id"] for row in rows("campaigns")})
    people = Customer.objects.bulk_create(Customer(family_name="世帯", member_number=f"H{one}") for one in households)
    uses = rows("coupon_redemptions")
    most = max(sum(row["household_id"] == one for row in uses) for one in households)
    coupon = actions.create(
        by=None,
        name="Complete Journey 27",
        kind="gift",
        gift="coupon",
        starts_on=first,
        ends_on=last,
        uses_each=most,
        answers={"way": "without_a_purchase", "worth": "1"},
    )
    actions.put_to_use(coupon, by=None)
    with time_machine.travel(at_noon(told["start_date"]), tick=False):
        given = giving.give(coupon, [one.pk for one in people], origin="campaign:27")
    code = {one.member_number[1:]: given[one.pk].code for one in people}
    for _told_twice in range(2):
        for number, row in enumerate(uses):
            use = Use(code=code[row["household_id"]], key=f"cj-{number}", at=at_noon(row["redemption_date"]))
            assert redeeming.replay(use, by=None).state == "used"
    found = queries.figures(coupon)
    assert (len(households), found["given"], found["uses"], found["people"]) == (361, 361, 64, 36)
    assert sum(CouponCode.objects.values_list("used", flat=True)) == 64
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        late = Use(code=code[households[0]], key=f"late-{day}", at=datetime.combine(day, time(12), TOKYO))
        with pytest.raises((errors.NotYet, errors.Expired)):
            redeeming.redeem(late, by=None)
    assert Redemption.objects.count() == 64
