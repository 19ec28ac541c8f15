"""Birthdays and anniversaries: each day for those whose day it is, each year once, also after a stand-still."""

from datetime import date, datetime

import pytest

from joren.foundation.jobs.actions import schedule
from joren.foundation.jobs.running import run_due
from joren.foundation.time.clock import TOKYO
from joren.outreach.campaigns import actions, queries, repeating
from joren.outreach.campaigns.models import AudienceMember
from joren.outreach.campaigns.rules import at_hour, days_kept_on
from joren.outreach.delivery.models import Delivery
from joren.outreach.mail.models import CapturedMail
from joren.outreach.mail.tests.people import people
from joren.record.customers.models import Customer

from .test_campaigns import campaign, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def long_ago(time_machine):
    """Consents are given before everything else happens."""
    time_machine.move_to(datetime(2026, 1, 1, tzinfo=TOKYO), tick=False)


def born(month, day=None, number=0):
    customer = Customer.objects.order_by("pk")[number]
    Customer.objects.filter(pk=customer.pk).update(birth_month=month, birth_day=day)
    return customer.pk


def started(owner, **changes):
    made = campaign(**{"repeats": "birthday", "held_back_share": 0} | changes)
    actions.send(made, by=owner)
    run_jobs()
    return queries.campaign(made.pk)


def at(time_machine, *moment):
    time_machine.move_to(datetime(*moment, tzinfo=TOKYO), tick=False)


def day(time_machine, *moment):
    at(time_machine, *moment)
    repeating.run_all()
    schedule("delivery.sweep")
    run_due(kinds=["delivery.sweep"])
    run_due(kinds=["delivery.send"])


def who():
    return set(AudienceMember.objects.values_list("customer_id", "occasion"))


def test_everybody_gets_it_on_their_day_each_year_and_never_twice(owner, time_machine):
    people(3)
    first, second = born(6, 2), born(6, 3, number=1)
    at(time_machine, 2026, 6, 1, 12)
    made = started(owner)
    assert made.status == "sending" and who() == set()
    for hour in (9, 11, 23):
        day(time_machine, 2026, 6, 2, hour)
    assert who() == {(first, "2026")} and CapturedMail.objects.count() == 1
    day(time_machine, 2026, 6, 3, 11)
    day(time_machine, 2026, 6, 3, 12)
    assert who() == {(first, "2026"), (second, "2026")} and CapturedMail.objects.count() == 2


def test_the_next_year_is_another_occasion(owner, time_machine):
    people(1)
    first = born(6, 2)
    at(time_machine, 2026, 6, 2, 12)
    started(owner)
    assert who() == {(first, "2026")}
    for number in range(1, 4):
        day(time_machine, 2027, 6, number, 11)
    assert who() == {(first, "2026"), (first, "2027")}
    assert Delivery.objects.values_list("occasion", flat=True).distinct().count() == 2
    assert CapturedMail.objects.count() == 2


def test_before_the_time_of_day_it_waits(owner, time_machine):
    people(1)
    born(6, 2)
    at(time_machine, 2026, 6, 2, 8)
    started(owner)
    assert Delivery.objects.get().due_at == datetime(2026, 6, 2, 10, tzinfo=TOKYO)
    assert not CapturedMail.objects.exists()
    day(time_machine, 2026, 6, 2, 10, 1)
    assert CapturedMail.objects.count() == 1


def test_a_leap_day_is_kept_on_the_28th_in_common_years_and_a_bare_month_on_its_first_day(owner, time_machine):
    people(3)
    leap, bare, common = born(2, 29), born(3, number=1), born(2, 28, number=2)
    at(time_machine, 2027, 2, 27, 12)
    started(owner)
    day(time_machine, 2027, 2, 28, 11)
    assert who() == {(leap, "2027"), (common, "2027")}
    day(time_machine, 2027, 3, 1, 11)
    assert who() == {(leap, "2027"), (common, "2027"), (bare, "2027")}
    day(time_machine, 2028, 2, 28, 11)
    assert (leap, "2028") not in who()
    day(time_machine, 2028, 2, 29, 11)
    assert (leap, "2028") in who()


def test_days_that_were_missed_are_made_up_for_a_week_and_no_longer(owner, time_machine):
    people(3)
    old, recent, today = born(6, 5), born(6, 14, number=1), born(6, 20, number=2)
    at(time_machine, 2026, 6, 1, 12)
    started(owner)
    day(time_machine, 2026, 6, 20, 12)
    day(time_machine, 2026, 6, 20, 13)
    assert who() == {(recent, "2026"), (today, "2026")}
    assert CapturedMail.objects.count() == 2 and old not in {customer for customer, _year in who()}


def test_days_before_the_day(owner, time_machine):
    people(1)
    first = born(1, 2)
    at(time_machine, 2026, 12, 20, 12)
    started(owner, days_before=7)
    day(time_machine, 2026, 12, 26, 12)
    assert who() == {(first, "2027")}


def test_the_anniversary_of_registering_counts_from_the_year_after(owner, time_machine):
    people(2)
    old, new = Customer.objects.order_by("pk")
    Customer.objects.filter(pk=old.pk).update(registered_on=date(2020, 6, 2))
    Customer.objects.filter(pk=new.pk).update(registered_on=date(2026, 6, 2))
    at(time_machine, 2026, 6, 2, 12)
    started(owner, repeats="anniversary")
    assert who() == {(old.pk, "2026")}


def test_a_paused_or_ended_campaign_decides_about_nobody(owner, time_machine):
    people(2)
    born(6, 3), born(6, 4, number=1)
    at(time_machine, 2026, 6, 1, 12)
    made = started(owner)
    actions.pause(made, by=owner)
    day(time_machine, 2026, 6, 3, 12)
    assert who() == set()
    actions.resume(made, by=owner)
    day(time_machine, 2026, 6, 3, 13)
    assert len(who()) == 1
    actions.cancel(made, by=owner)
    day(time_machine, 2026, 6, 4, 12)
    assert len(who()) == 1 and queries.campaign(made.pk).status == "cancelled"


def test_some_are_held_back_by_lot_each_for_themselves(owner, time_machine):
    for customer in people(60):
        Customer.objects.filter(pk=customer.pk).update(birth_month=6, birth_day=2)
    at(time_machine, 2026, 6, 2, 12)
    started(owner, held_back_share="0.3")
    held = AudienceMember.objects.filter(decision="held_back").count()
    assert 7 <= held <= 30 and CapturedMail.objects.count() == 60 - held


@pytest.mark.parametrize(
    ("when", "days"), [(date(2027, 2, 28), [28, 29]), (date(2028, 2, 28), [28]), (date(2026, 3, 1), [1])]
)
def test_days_that_are_kept(when, days):
    assert days_kept_on(when) == days


@pytest.mark.parametrize(
    ("hour", "moment"),
    [(None, (1, 10, 20)), (10, (1, 10, 20)), (9, (2, 9, 0)), (11, (1, 11, 0)), (0, (2, 0, 0))],
)
def test_the_best_hour_is_within_a_day(hour, moment):
    start = datetime(2026, 6, 1, 10, 20, tzinfo=TOKYO)
    number, at_, minute = moment
    assert at_hour(start, hour, TOKYO) == datetime(2026, 6, number, at_, minute, tzinfo=TOKYO)
