"""What the people of an audience bought becomes sums, statuses and sentences."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from joren.measurement.experiments import queries, sentences
from joren.measurement.experiments.measuring import groups_of
from joren.measurement.experiments.queries import Status
from joren.measurement.experiments.rules import Code, Moments, adjust, difference_in_means
from joren.measurement.experiments.sources import as_subject
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer
from joren.touchpoints.purchases import actions as purchases
from tests import cast
from tests.worked_numbers import agrees, worked

from .campaign import (
    AFTERWARDS,
    BEFORE,
    DAYS,
    INSIDE,
    LAST,
    SENT_ON,
    TOKYO,
    assign,
    buy,
    campaign,
    later_sales,
    people,
    purchase,
)

pytestmark = pytest.mark.django_db


def result_of(of, as_of=None) -> Any:
    return queries.result_of(of, as_of)


def groups(of):
    return groups_of(as_subject(of), AFTERWARDS)


def amounts(cell):
    return [int(part) for part in cell.split()]


def test_nine_people_give_the_worked_numbers_of_the_document():
    [row] = worked("experiments", "adjust")
    sent = campaign()
    treated = [cast.hanako(), cast.ichiro(), cast.misaki(), cast.kenta(), cast.yumi()]
    held_back = people(4)
    assign(sent, "send", treated)
    assign(sent, "held_back", held_back)
    for members, now, before in (
        (treated, row["treated"], row["treated before"]),
        (held_back, row["held back"], row["held back before"]),
    ):
        for member, y, x in zip(members, amounts(now), amounts(before), strict=True):
            if y:
                buy(member, y, INSIDE)
            if x:
                buy(member, x, BEFORE)
    found = groups(sent)
    assert found.treated == Moments(5, 13000, 51_000_000, 6000, 14_000_000, 25_000_000, 4)
    assert found.held_back == Moments(4, 5000, 13_000_000, 6000, 14_000_000, 13_000_000, 2)
    adjusted = adjust(found.treated, found.held_back)
    effect = difference_in_means(adjusted.treated, adjusted.held_back)
    assert effect is not None
    assert agrees(row["theta"], adjusted.theta)
    assert agrees(row["effect"], effect.value)


def test_returns_net_out_cancelled_purchases_count_for_nothing_and_a_returner_stays_a_buyer():
    sent = campaign()
    hanako, ichiro = cast.hanako(), cast.ichiro()
    assign(sent, "send", [hanako, ichiro])
    buy(hanako, 3000, INSIDE)
    buy(hanako, -3000, INSIDE, kind="return")
    buy(ichiro, 9000, INSIDE, cancelled=True)
    buy(ichiro, -500, INSIDE, kind="return")
    assert groups(sent).treated == Moments(2, Decimal(-500), Decimal(250_000), 0, 0, 0, 1)


def test_the_window_is_counted_in_business_dates():
    sent = campaign()
    night, morning = cast.hanako(), cast.ichiro()
    assign(sent, "send", [night, morning])
    cafe = cast.cafe()
    after_midnight = datetime.combine(LAST + timedelta(days=1), time(2, 30), TOKYO)
    at_five = datetime.combine(LAST + timedelta(days=1), time(5, 0), TOKYO)
    purchases.record(customer_id=night.pk, shop_id=cafe.pk, amount=Decimal(1000), purchased_at=after_midnight, by=None)
    purchases.record(customer_id=morning.pk, shop_id=cafe.pk, amount=Decimal(1000), purchased_at=at_five, by=None)
    assert groups(sent).treated.sum_y == 1000
    assert groups(sent).treated.buyers == 1


@pytest.mark.parametrize(
    ("day", "x", "y"),
    [
        (SENT_ON - timedelta(days=DAYS + 1), 0, 0),
        (SENT_ON - timedelta(days=DAYS), 700, 0),
        (SENT_ON - timedelta(days=1), 700, 0),
        (SENT_ON, 0, 700),
        (LAST, 0, 700),
        (LAST + timedelta(days=1), 0, 0),
    ],
)
def test_each_day_belongs_to_the_time_before_to_the_window_or_to_neither(day, x, y):
    sent = campaign()
    hanako = cast.hanako()
    assign(sent, "send", [hanako])
    buy(hanako, 700, day)
    assert (groups(sent).treated.sum_x, groups(sent).treated.sum_y) == (x, y)


def test_people_left_out_and_other_peoples_purchases_do_not_count():
    sent = campaign()
    hanako, ichiro, misaki = cast.hanako(), cast.ichiro(), cast.misaki()
    assign(sent, "send", [hanako])
    assign(sent, "excluded", [ichiro])
    for person in (hanako, ichiro, misaki):
        buy(person, 1000, INSIDE)
    assert (groups(sent).treated.n, groups(sent).treated.sum_y, groups(sent).held_back.n) == (1, 1000, 0)


def test_a_deleted_customer_leaves_their_group_and_their_amount():
    sent = campaign()
    hanako, ichiro = cast.hanako(), cast.ichiro()
    assign(sent, "send", [hanako, ichiro])
    buy(hanako, 1000, INSIDE)
    buy(ichiro, 200, INSIDE)
    customers.delete(customer_id=hanako.pk, reason="本人の希望", by=None)
    assert (groups(sent).treated.n, groups(sent).treated.sum_y) == (1, 200)


def test_an_erased_customer_whose_record_stays_still_counts():
    sent = campaign()
    hanako = cast.hanako()
    assign(sent, "send", [hanako])
    buy(hanako, 1000, INSIDE)
    Customer.objects.filter(pk=hanako.pk).update(family_name="", given_name="", note="")
    assert (groups(sent).treated.n, groups(sent).treated.sum_y) == (1, 1000)


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (SENT_ON - timedelta(days=1), Status.NOT_SENT),
        (SENT_ON, Status.RUNNING),
        (LAST, Status.RUNNING),
        (AFTERWARDS, Status.FINISHED),
    ],
)
def test_the_status_follows_the_day(as_of, status):
    sent = campaign()
    assign(sent, "send", [cast.hanako()])
    buy(cast.kenta(), 100, LAST)
    assert result_of(sent, as_of).status is status


def test_a_draft_has_no_result():
    result = result_of(campaign(sent=False), AFTERWARDS)
    assert (result.status, result.groups, result.figures) == (Status.NOT_SENT, None, None)


def test_while_the_window_runs_figures_are_shown_without_a_verdict():
    sent = campaign()
    hanako = cast.hanako()
    assign(sent, "send", [hanako])
    buy(hanako, 1000, SENT_ON)
    buy(hanako, 2000, INSIDE)
    result = result_of(sent, SENT_ON + timedelta(days=1))
    assert result.figures is None
    assert result.groups.treated.sum_y == 1000, "purchases of the day asked about or later are not known yet"


def test_a_window_whose_sales_are_not_in_waits_and_says_so():
    sent = campaign()
    assign(sent, "send", [cast.hanako()])
    buy(cast.hanako(), 1000, INSIDE)
    result = result_of(sent, AFTERWARDS)
    assert (result.status, result.sales_known_until) == (Status.WAITING_FOR_SALES, INSIDE)
    with translation.override("en"):
        assert sentences.sentence(result, "JPY") == (
            "The window ended on 23 April 2025, but sales are in only up to 13 April 2025."
        )


def test_nobody_held_back_is_said_honestly():
    sent = campaign(share="0")
    assign(sent, "send", people(20))
    later_sales()
    result = result_of(sent, AFTERWARDS)
    assert result.figures.code is Code.NO_CONTROL
    assert result.figures.sales is None
    with translation.override("ja"):
        assert "比べ" in sentences.sentence(result, "JPY")


def test_people_lost_from_one_group_stop_every_number():
    sent = campaign()
    assign(sent, "send", people(900))
    assign(sent, "held_back", people(60))
    later_sales()
    result = result_of(sent, AFTERWARDS)
    assert result.figures.code is Code.SAMPLE_RATIO_MISMATCH
    assert result.figures.sales is None
    assert result.figures.buyers is None


def simulated(effect):
    """600 people sent to, 300 held back; each fifth buys for 3000 or so, `effect` per cent because of the mail."""
    sent = campaign(share="0.333", name=f"効果{effect}")
    treated, held_back = people(600, "T"), people(300, "H")
    assign(sent, "send", treated)
    assign(sent, "held_back", held_back)
    rows = [
        purchase(person, 3000 + 10 * (place % 37), INSIDE)
        for group in (treated, held_back)
        for place, person in enumerate(group)
        if place % 5 == 0
    ]
    rows += [
        purchase(person, 2500, INSIDE) for place, person in enumerate(treated) if place % 5 and place % 100 < effect
    ]
    type(rows[0]).objects.bulk_create(rows)
    return sent


def test_a_true_effect_is_found_and_the_sentence_says_by_how_much():
    sent = simulated(effect=25)
    later_sales()
    result = result_of(sent, AFTERWARDS)
    assert result.figures.code is Code.UP
    assert result.groups.treated.buyers == 120 + 120
    assert result.figures.buyers.value == pytest.approx(120)
    assert result.figures.sales.low < 120 * 2500 < result.figures.sales.high
    with translation.override("ja"):
        told = sentences.sentence(result, "JPY")
    assert told.startswith("この配信で、買った人が120人（95%の幅：")
    assert told.endswith("増えました。")


def test_no_effect_is_not_claimed():
    sent = simulated(effect=0)
    later_sales()
    result = result_of(sent, AFTERWARDS)
    assert result.figures.code is Code.NOT_YET_KNOWN
    assert result.figures.sales.low < 0 < result.figures.sales.high
    assert result.figures.about and result.figures.about > 900
    with translation.override("ja"):
        assert sentences.sentence(result, "JPY").startswith("まだわかりません。およそ")


def test_the_sums_take_one_query_whatever_the_size(django_assert_num_queries):
    sent = simulated(effect=10)
    with django_assert_num_queries(1):
        groups(sent)
    with django_assert_num_queries(4):  # the kept verdict, the last day, the sums, how far sales are known
        result_of(sent)


def test_the_shop_whose_day_ends_last_decides_when_a_day_is_over(time_machine):
    cast.cafe()
    time_machine.move_to(datetime(2025, 4, 24, 4, 59, tzinfo=TOKYO))
    assert queries.today() == date(2025, 4, 23)
    time_machine.move_to(datetime(2025, 4, 24, 5, 0, tzinfo=TOKYO))
    assert queries.today() == date(2025, 4, 24)


def test_shares_and_seconds_of_a_cent_are_exact():
    sent = campaign()
    hanako = cast.hanako()
    assign(sent, "send", [hanako])
    for _ in range(10):
        buy(hanako, Decimal("0.10"), INSIDE)
    assert Fraction(groups(sent).treated.sum_y) == 1
    assert Fraction(groups(sent).treated.sum_yy) == 1


def test_keeping_loses_no_digit():
    before = Decimal("1234567890.12")
    sums = Moments(3, Decimal("0.30"), Decimal("0.1000"), before, before * before, Decimal(0), 2)
    assert queries.moments_from(queries.moments_as_json(sums)) == sums
