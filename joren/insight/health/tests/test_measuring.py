"""The figures of a base known by hand, measuring twice, dying in the middle, who sees what."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from joren.foundation.jobs import actions as jobs
from joren.foundation.jobs.running import run_due
from joren.insight.health import actions, queries
from joren.insight.health.actions import measuring
from joren.insight.health.errors import NotMeasured
from joren.insight.health.models import Finding, HealthSnapshot, Standing
from joren.insight.health.tests.people import NOON, TODAY, agrees, bought, new, small_base
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def base(hanako, ichiro, misaki, kenta):
    small_base(hanako, ichiro, misaki, kenta)
    return {"hanako": hanako, "ichiro": ichiro, "misaki": misaki, "kenta": kenta}


def steps(told):
    return [(step["key"], step["yen"], step["people"], step["share"]) for step in told["steps"]]


def test_each_step_of_the_waterfall_has_its_sales_people_and_share(base):
    actions.measure()
    told = queries.the_figures(None)
    assert steps(told) == [
        ("all", Decimal("10000.00"), None, 1.0),
        ("known", Decimal("8000.00"), 3, 0.8),
        ("reachable", Decimal("5000.00"), 2, 0.5),
        ("in_order", Decimal("4000.00"), 1, 0.4),
    ]
    assert [step["lost_yen"] for step in told["steps"]] == [
        Decimal("0.00"),
        Decimal("2000.00"),
        Decimal("3000.00"),
        Decimal("1000.00"),
    ]
    assert [step["lost_people"] for step in told["steps"]] == [None, None, 1, 1]
    assert (told["basis"], told["share"], told["linked_share"], told["list_only"]) == ("sales", 0.4, 0.8, False)
    assert told["people"] == {"all": 4, "reachable": 2, "in_order": 1}
    assert told["anonymous"] == {"yen": Decimal("2000.00"), "purchases": 1}
    assert (told["from"], told["to"]) == ("2025-04-16", "2026-04-15")


def test_the_share_of_each_channel_counts_what_works_and_what_was_agreed(base):
    actions.measure()
    channels = {row["channel"]: row for row in queries.the_figures(None)["channels"]}
    assert {name: (row["working"], row["people"], row["share"]) for name, row in channels.items()} == {
        "mail": (3, 2, 0.5),
        "line": (1, 1, 0.25),
        "sms": (2, 0, 0.0),
        "phone": (2, 0, 0.0),
        "post": (1, 0, 0.0),
    }
    assert (channels["mail"]["yen"], channels["mail"]["yen_share"]) == (Decimal("5000.00"), 0.625)


def test_findings_carry_the_sales_at_stake(base):
    actions.measure()
    found = list(queries.findings(None).values_list("customer_id", "check_key", "stake"))
    assert found == [(base["misaki"].pk, "missing_kana", 1000), (base["kenta"].pk, "missing_kana", 0)]
    assert [(row["check"], row["people"], row["yen"]) for row in queries.the_figures(None)["checks"]] == [
        ("missing_kana", 2, Decimal("1000.00"))
    ]


def test_sales_of_which_less_than_half_has_a_name_make_only_a_list_of_names(hanako):
    bought(None, 501)
    bought(hanako, 499)
    actions.measure()
    told = queries.the_figures(None)
    assert (told["linked_share"], told["list_only"]) == (0.499, True)


def test_without_sales_the_shares_are_of_people(hanako, kenta):
    agrees(hanako)
    actions.measure()
    told = queries.the_figures(None)
    assert (told["basis"], told["share"]) == ("people", 0.5)
    assert steps(told) == [("known", None, 2, 1.0), ("reachable", None, 1, 0.5), ("in_order", None, 1, 0.5)]


def test_an_empty_base_has_no_number(db):
    with pytest.raises(NotMeasured):
        queries.the_figures(None)
    actions.measure()
    assert (queries.the_figures(None)["basis"], queries.the_figures(None)["share"]) == ("nothing", None)


def test_cancelled_purchases_count_for_nothing(hanako):
    from joren.touchpoints.purchases import actions as purchases

    purchases.cancel(purchase=bought(hanako, 700), by=None)
    bought(hanako, 300)
    actions.measure()
    assert Standing.objects.get(customer=hanako).stake == 300


def test_measuring_twice_writes_nothing_new(base):
    actions.measure()
    before = (list(Finding.objects.order_by("pk").values()), list(Standing.objects.order_by("pk").values()))
    marks = _transactions()
    actions.measure()
    assert (list(Finding.objects.order_by("pk").values()), list(Standing.objects.order_by("pk").values())) == before
    assert _transactions() == marks
    assert HealthSnapshot.objects.count() == 1


def _transactions():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM health_standing UNION ALL SELECT ctid::text FROM health_finding")
        return sorted(cursor.fetchall())


def test_a_measurement_killed_in_the_middle_leaves_the_old_figures_and_is_made_up_for(base, monkeypatch):
    monkeypatch.setattr(measuring, "AT_ONCE", 1)
    seen = []

    def die(done, _total, _message):
        seen.append(done)
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.measure(progress=die)
    assert (Standing.objects.count(), HealthSnapshot.objects.count()) == (2, 0)
    actions.measure()
    assert Standing.objects.count() == 4
    assert queries.the_figures(None)["share"] == 0.4


def test_a_stopped_measurement_writes_no_figures(base):
    assert actions.measure(should_stop=lambda: True) is None
    assert HealthSnapshot.objects.count() == 0


def test_the_job_measures_and_picks_the_queue(base):
    actions.schedule_measuring()
    assert run_due(kinds=["health.measure"]) == 1
    assert HealthSnapshot.objects.get().day == TODAY
    assert [(row.week, row.place, row.customer_id) for row in queries.queue(None)] == [
        (date(2026, 4, 13), 1, base["misaki"].pk),
        (date(2026, 4, 13), 2, base["kenta"].pk),
    ]


def test_the_queue_of_a_week_stays_and_the_next_monday_brings_another(base):
    actions.measure()
    other = new(family_name="森", emails=["mori@example.jp"])
    bought(other, 9000)
    actions.measure()
    assert [row.customer_id for row in queries.queue(None)] == [base["misaki"].pk, base["kenta"].pk]
    with time_machine.travel("2026-04-20 06:00:00+09:00", tick=False):
        jobs.schedule("health.pick")
        run_due(kinds=["health.pick"])
        queue = [row.customer_id for row in queries.queue(None)]
        assert queue == [other.pk, base["misaki"].pk, base["kenta"].pk]


def test_a_fault_mended_elsewhere_counts_as_done(base):
    actions.measure()
    customers.change(customer_id=base["misaki"].pk, by=None, family_kana="さとう")
    actions.measure()
    progress = queries.progress_of(None)
    assert (progress["done"], progress["total"]) == (1, 2)
    assert progress["won_back"] == {"people": 0, "yen": "0.00"}
    assert queries.the_figures(None)["share"] == 0.5


def test_customers_who_are_gone_leave_nothing_behind(base):
    actions.measure()
    Customer.objects.filter(pk=base["kenta"].pk).delete()
    actions.measure()
    assert Standing.objects.count() == 3
    assert list(Finding.objects.values_list("customer_id", flat=True)) == [base["misaki"].pk]


def test_shop_staff_see_the_figures_and_findings_of_their_customers(base, station_staff):
    actions.measure()
    told = queries.the_figures(station_staff)
    assert steps(told)[0] == ("all", Decimal("4000.00"), None, 1.0)
    assert told["people"] == {"all": 2, "reachable": 1, "in_order": 1}
    assert [row.customer_id for row in queries.findings(station_staff)] == [base["kenta"].pk]
    assert [row.customer_id for row in queries.queue(station_staff)] == [base["kenta"].pk]
    assert list(queries.people_lost_at(station_staff, "reachable").values_list("customer_id", flat=True)) == [
        base["kenta"].pk
    ]


def test_who_is_lost_at_a_step_is_told_by_name(base):
    actions.measure()

    def lost(step):
        return list(queries.people_lost_at(None, step).values_list("customer_id", flat=True))

    assert lost("reachable") == [base["ichiro"].pk, base["kenta"].pk]
    assert lost("in_order") == [base["misaki"].pk]
    assert lost("left") == [base["hanako"].pk]
