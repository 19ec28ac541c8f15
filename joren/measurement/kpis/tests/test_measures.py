"""What each measure says: by hand, and beside the report it belongs to."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from joren.insight.loyalty.tests.history import noon, product, shop
from joren.insight.reports import queries
from joren.insight.reports.people import behind
from joren.measurement.kpis import metrics
from joren.measurement.kpis.catalogue import KPIS, kpi
from joren.measurement.kpis.rules.periods import Period, newest
from joren.measurement.kpis.scope import Scope
from joren.outreach.delivery.models import Delivery
from joren.outreach.line.models import ChatMessage, Friend
from joren.record.customers.models import Customer
from joren.touchpoints.purchases.models import Purchase, PurchaseLine
from tests import cast
from tests.worked_numbers import worked

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 9, 1)
MAY, AUGUST = Period(date(2026, 5, 1), date(2026, 5, 31)), Period(date(2026, 8, 1), date(2026, 8, 31))


def order(customer, day, item, amount, *, kind="sale", at="station"):
    made = Purchase.objects.create(
        customer=customer,
        shop=shop(at),
        kind=kind,
        source="test",
        external_id=str(Purchase.objects.count()),
        purchased_at=noon(day),
        business_date=day,
        amount=amount,
    )
    PurchaseLine.objects.create(
        purchase=made,
        number=0,
        product=product(item),
        quantity=1 if amount > 0 else -1,
        amount=amount,
        customer=customer,
        shop=made.shop,
        business_date=day,
        counts=True,
    )


def day(text):
    return date.fromisoformat(f"2026-{text}")


@pytest.fixture
def history():
    hana, ken, kaoru = (Customer.objects.create(family_name=name) for name in ("花", "健", "薫"))
    order(hana, day("03-01"), "tea", 1000)
    order(kaoru, day("05-03"), "beans", 1500, at="market")
    order(hana, day("05-10"), "tea", 1200)
    order(ken, day("05-15"), "tea", 2000)
    order(hana, day("05-20"), "beans", 3000)
    order(kaoru, day("06-01"), "tea", 500)
    order(hana, day("08-05"), "tea", 1000)
    order(None, day("08-09"), "tea", 700)
    order(hana, day("08-20"), "tea", -500, kind="return")
    return hana, ken, kaoru


def run(**given):
    rows = queries.run("kpis", {"as_of": AS_OF, **given}, staff=None).rows
    return {(row["key"], row["first"]): row for row in rows}


def plain(text):
    return None if text == "-" else Decimal(text)


def test_the_worked_numbers(history):
    found = run()
    for line in worked("kpis", "kpis"):
        row = found[line["measure"], date.fromisoformat(f"{line['month']}-01")]
        assert (row["value"], row["part"], row["whole"]) == tuple(
            plain(line[key]) for key in ("value", "part", "whole")
        )


def test_repeating_is_what_the_report_of_the_second_purchase_says(history):
    for period in newest("month", AS_OF):
        shifted = period.earlier(90)
        given = {"from": shifted.first, "to": shifted.last, "as_of": period.last}
        rows = queries.run("second_purchase", given, staff=None).rows
        (wanted,) = [row for row in rows if row["days"] == 90] or [{"share": None, "again": 0, "customers": 0}]
        (reading,) = kpi("repeat").read(Scope(), [period], "month")
        assert (reading.value, reading.part, reading.whole) == (wanted["share"], wanted["again"], wanted["customers"])


def test_crossing_is_the_sum_over_the_report_where_there_are_two_categories(history):
    shifted = AUGUST.earlier(90)
    given = {"from": shifted.first, "to": shifted.last, "as_of": AUGUST.last}
    rows = queries.run("cross_sell", given, staff=None).rows
    (reading,) = kpi("cross").read(Scope(), [AUGUST], "month")
    assert (
        (reading.part, reading.whole) == (sum(r["customers"] for r in rows), sum(r["watched"] for r in rows)) == (2, 4)
    )


def test_rising_is_the_report_until_the_last_day_less_that_until_the_eve(history):
    def steps(until):
        return sum(row["steps"] for row in queries.run("up_sell", {"to": until, "as_of": until}, staff=None).rows)

    (reading,) = kpi("up").read(Scope(), [AUGUST], "month")
    assert reading.whole == steps(day("08-31")) - steps(day("07-31")) == 1


def test_lapsing_is_what_the_report_of_lost_customers_says_month_by_month(history):
    today = date(2027, 3, 10)
    rows = {row["month"]: row for row in queries.run("customer_flow", {"as_of": today}, staff=None).rows}
    for period, reading in zip(
        months := newest("month", today), kpi("lapsed").read(Scope(), months, "month"), strict=True
    ):
        row = rows.get(f"{period.first:%Y-%m}", {"lost": 0, "opening": 0, "lost_share": None})
        assert (reading.part, reading.whole, reading.value) == (row["lost"], row["opening"], row["lost_share"])
    found = {f"{p.first:%m}": r.part for p, r in zip(months, kpi("lapsed").read(Scope(), months, "month"), strict=True)}
    assert (found["11"], found["12"], found["02"]) == (
        1,
        1,
        1,
    )  # 健 six months after May, 薫 after June, 花 after August


def test_a_quarter_loses_those_of_its_months_of_those_at_its_beginning(history):
    (*_, newest_one) = newest("quarter", date(2027, 1, 5))
    assert newest_one == Period(date(2026, 10, 1), date(2026, 12, 31))
    (reading,) = kpi("lapsed").read(Scope(), [newest_one], "quarter")
    assert (reading.part, reading.whole) == (2, 3)


def test_by_28_days_somebody_is_lost_in_the_sixth_without_a_purchase():
    last = date(2026, 8, 31)
    periods = newest("weeks", last + timedelta(days=1), number=8)
    assert (periods[-1], periods[0].days) == (Period(date(2026, 8, 4), last), 28)
    order(Customer.objects.create(family_name="健"), periods[1].last, "tea", 1000)
    order(Customer.objects.create(family_name="薫"), periods[2].first, "tea", 1000)
    readings = kpi("lapsed").read(Scope(), periods, "weeks")
    assert [(reading.part, reading.whole) for reading in readings[-2:]] == [(0, 2), (1, 2)]


def test_a_shop_counts_as_if_it_were_the_whole_business(history):
    assert run(shop="market")["sales", date(2026, 5, 1)]["value"] == Decimal(1500)
    station = run(shop="station")
    assert station["sales", date(2026, 5, 1)]["value"] == Decimal(6200)
    assert station["repeat", date(2026, 8, 1)]["whole"] == 2  # 薫 is new there on 1 June and 健 on 15 May


def test_people_narrow_a_measure(history):
    hana, ken, _kaoru = history
    (reading,) = kpi("sales").read(Scope(people=(ken.pk,)), [MAY], "month")
    assert reading.value == Decimal(2000)
    assert metrics.repeat_series([(AUGUST.first, AUGUST.last)], people=(hana.pk,)) == [None]


def test_a_measure_opens_to_its_people(history):
    hana, ken, kaoru = history
    given = {"as_of": AS_OF}
    wanted = {"sales": [hana], "repeat": [kaoru], "cross": [hana, kaoru], "up": [], "lapsed": []}
    for key, people in wanted.items():
        found = behind("kpis", f"{key}|2026-08-01", given, staff=None)
        assert found.ids == sorted(one.pk for one in people), key
    assert ken.pk not in behind("kpis", "repeat|2026-08-01", given, staff=None).ids


def message(number, channel="mail", state="sent", **more):
    customer = Customer.objects.create(family_name=f"客{number}")
    sent = datetime(2026, 8, 10, 3, tzinfo=UTC)
    return Delivery.objects.create(
        origin="campaign:1",
        customer=customer,
        channel=channel,
        state=state,
        due_at=sent,
        sent_at=sent,
        address=f"{number}@example.jp",
        **more,
    )


def test_opens_behind_a_prefetch_are_estimated_and_clicks_are_those_of_people():
    at = datetime(2026, 8, 11, tzinfo=UTC)
    for number in range(4):
        message(number, first_opened_at=at if number < 1 else None)
    for number in range(4, 6):
        message(number, machine_opened_at=at)
    message(6, state="bounced")
    message(7, machine_clicked_at=at)
    message(8, "line", first_clicked_at=at)
    message(9, "post")
    (opened,) = kpi("opened").read(Scope(), [AUGUST], "month")
    assert (opened.value, opened.whole) == (Decimal("0.2000"), 7)  # 1 of 5 whom one can know, 0.4 of the 2 others
    (clicked,) = kpi("clicked").read(Scope(), [AUGUST], "month")
    assert (clicked.part, clicked.whole, clicked.value) == (1, 8, Decimal("0.1250"))
    assert metrics.clicked(AUGUST.first, AUGUST.last) == Decimal("12.5")


def said(friend, minute, *, ours=False, staff=None, state="sent"):
    at = datetime(2026, 8, 10, 0, tzinfo=UTC) + timedelta(minutes=minute)
    state = state if ours else "received"
    ChatMessage.objects.create(
        friend=friend, at=at, is_ours=ours, staff=staff, state=state, line_id=f"{friend.pk}-{minute}"
    )


def test_the_time_to_answer_counts_from_the_first_message_and_only_answers_by_staff():
    staff, at = cast.owner(), datetime(2026, 8, 1, tzinfo=UTC)
    one, two, three = (Friend.objects.create(user_id=f"U{n}", status_at=at) for n in range(3))
    said(one, 0), said(one, 3)
    said(one, 1, ours=True)  # by the machine
    said(one, 10, ours=True, staff=staff), said(one, 11, ours=True, staff=staff)
    said(two, 0), said(two, 30, ours=True, staff=staff, state="failed"), said(two, 40, ours=True, staff=staff)
    said(three, 60)
    with time_machine.travel(datetime(2026, 8, 10, 3, 40, tzinfo=UTC), tick=False):  # 160 minutes after the third wrote
        (reading,) = kpi("answered").read(Scope(), [AUGUST], "month")
    assert (reading.value, reading.part, reading.whole) == (Decimal("40.0"), 2, 3)
    assert reading.more == {"p90": Decimal("136.0"), "unanswered": 1}  # between 40 and 160


def test_what_is_not_measured_yet_says_so_and_has_no_value():
    found = {row["key"]: row for row in queries.run("kpis", {"as_of": AS_OF}, staff=None).rows}
    assert (found["nps"]["value"], found["satisfaction"]["value"]) == (None, None)
    assert "アンケート" in found["nps"]["missing"]
    assert [each.key for each in KPIS if each.read is None] == ["nps", "satisfaction"]
    assert all(found[each.key]["value"] is None for each in KPIS)  # no purchase yet: not even 0 yen


def test_metrics_are_per_cent_and_lapsing_is_that_of_the_newest_whole_month(history):
    assert metrics.repeat(AUGUST.first, AUGUST.last) == Decimal(50)
    spans = [(date(2026, 12, 1), date(2026, 12, 20)), (date(2026, 12, 21), date(2026, 12, 31))]
    november, december = metrics.lapsed_series(spans)
    assert (november, december) == (Decimal("33.33"), Decimal(50))
