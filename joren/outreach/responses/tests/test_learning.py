"""What is learned of everybody in the database is what the written rules say of one."""

import datetime as dt

import pytest

from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.delivery.models import Wish
from joren.outreach.responses import learning, queries
from joren.outreach.responses.models import Click, Habits
from joren.outreach.responses.rules import habits
from joren.outreach.responses.rules.discount import people_who_opened
from joren.outreach.responses.rules.habits import best_channel, best_hour, shares
from joren.record.timeline.actions import append

from .sendings import deliveries, sent_to


def at(hour: int, days: int = 3) -> dt.datetime:
    return dt.datetime.combine(clock.today() - dt.timedelta(days=days), dt.time(hour, 5), TOKYO)


def test_one_open_at_night_does_not_outweigh_everybody_but_a_habit_does():
    crowd = shares({19: 60, 20: 100, 21: 60})
    assert best_hour(crowd) == 20
    assert best_hour(crowd, {3: 1}) == 20
    assert best_hour(crowd, {3: 12}) == 3
    assert best_hour([]) == habits.EVENING
    assert best_hour([], {23: 2}) == 23


def test_an_hour_spreads_round_midnight():
    assert habits.smoothed({0: 4})[23] == 1.0 and habits.smoothed({0: 4})[0] == 2.0


def test_a_channel_is_preferred_when_it_is_answered_more_than_an_untried_one_promises():
    crowd = {"mail": 0.2, "line": 0.5}
    assert best_channel({"mail": (0.0, 9), "line": (0.0, 3)}, crowd) == ""
    assert best_channel({"mail": (1.0, 9), "line": (3.0, 4)}, crowd) == "line"
    assert best_channel({"mail": (1.0, 9)}, crowd) == ""
    assert best_channel({"mail": (9.0, 9)}, crowd) == "mail"


def test_the_discount_stays_between_what_was_seen_and_what_was_delivered():
    for delivered in (0, 1, 7, 1000):
        for opened in {0, delivered // 3, delivered}:
            for prefetched in range(0, delivered - opened + 1, max(1, delivered // 7)):
                estimate = people_who_opened(delivered=delivered, opened=opened, prefetched=prefetched)
                assert opened <= estimate <= delivered + 1e-6


def test_the_discount_by_the_worked_numbers():
    assert people_who_opened(delivered=1000, opened=200, prefetched=500) == 400
    assert people_who_opened(delivered=10, opened=0, prefetched=10) == 0


@pytest.mark.django_db
def test_learning_in_the_database_is_the_rule_for_each_person():
    own = {0: {20: 3, 21: 1}, 1: {7: 6}, 2: {3: 1}, 3: {0: 5, 23: 4}, 4: {12: 2, 13: 2}}
    people = [message.customer for message in deliveries(6)]
    for number, hours in own.items():
        for hour, times in hours.items():
            for n in range(times):
                sent_to(people[number], origin=f"campaign:{hour}-{n}", first_opened_at=at(hour), open_count=1)
    together: dict[int, float] = {}
    for hours in own.values():
        for hour, times in hours.items():
            together[hour] = together.get(hour, 0) + times
    learned = learning.learn()
    crowd = shares(together)
    expected = {people[n].pk: best_hour(crowd, hours) for n, hours in own.items()}
    assert dict(Wish.objects.exclude(learned_hour=None).values_list("customer_id", "learned_hour")) == expected
    assert learned.hours == 5
    assert Habits.objects.get().hours == pytest.approx(crowd)
    assert queries.best_hours([people[1].pk, people[5].pk]) == {people[1].pk: 7, people[5].pk: best_hour(crowd)}


@pytest.mark.django_db
def test_what_was_asked_for_goes_before_what_was_learned_and_is_never_overwritten():
    message = deliveries(1, first_opened_at=at(20))[0]
    Click.objects.create(delivery=message, number=1, first_at=at(20))
    Wish.objects.create(customer=message.customer, hour=8, channel="line", pace="monthly")
    learning.learn()
    wish = Wish.objects.get()
    assert (wish.hour, wish.learned_hour, wish.pace) == (8, 20, "monthly")
    assert queries.best_hours([message.customer_id]) == {message.customer_id: 8}
    assert queries.preferred_channels([message.customer_id]) == {message.customer_id: "line"}


@pytest.mark.django_db
def test_what_is_more_than_a_year_old_is_forgotten():
    message = deliveries(1, first_opened_at=at(20, days=400), sent_at=at(19, days=400))[0]
    Wish.objects.create(customer=message.customer, learned_hour=9, learned_channel="mail")
    assert learning.learn() == learning.Learned(hours=0, channels=0)
    assert Wish.objects.get().learned_hour is None and Wish.objects.get().learned_channel == ""


@pytest.mark.django_db
def test_the_learned_channel_is_the_rule_for_each_person():
    people = [message.customer for message in deliveries(4, channel="mail")]
    for customer, answered in zip(people, (3, 1, 0, 0), strict=True):
        for n in range(4):
            clicked = at(12) if n < answered else None
            sent_to(customer, origin=f"campaign:x{n}", channel="line", first_clicked_at=clicked, address="")
    learning.learn()
    rates = Habits.objects.get().channels
    assert rates == pytest.approx({"mail": 0.0, "line": 4 / 16})
    expected = {
        customer.pk: best_channel({"mail": (0.0, 1), "line": (float(answered), 4)}, rates)
        for customer, answered in zip(people, (3, 1, 0, 0), strict=True)
    }
    found = {wish.customer_id: wish.learned_channel for wish in Wish.objects.all()}
    assert {key: found.get(key, "") for key in expected} == expected
    assert found[people[0].pk] == "line"


@pytest.mark.django_db
def test_the_funnel_counts_people_by_channel_and_variant():
    at_noon = at(12)
    a = deliveries(6, variant="a")
    for message, seen in zip(
        a,
        (
            {"first_opened_at": at_noon},
            {"first_clicked_at": at_noon, "machine_opened_at": at_noon},
            {"machine_opened_at": at_noon, "machine_clicked_at": at_noon},
            {"state": "bounced"},
            {"state": "failed"},
            {"replied_at": at_noon},
        ),
        strict=True,
    ):
        type(message).objects.filter(pk=message.pk).update(**seen)
    deliveries(2, variant="b")
    about = {"customer_id": a[0].customer_id, "occurred_at": at_noon, "origin": "campaign:9", "subject": a[0].pk}
    append(key="mail.unsubscribed", **about)
    append(key="mail.complained", **about)
    found = queries.funnel("campaign:9")
    first = found.steps[0]
    assert (first.channel, first.variant, first.chosen, first.sent, first.delivered) == ("mail", "a", 6, 5, 4)
    assert (first.opened, first.prefetched, first.clicked, first.scanned) == (2, 1, 1, 1)
    assert (first.replied, first.stopped, first.complained) == (1, 1, 1)
    assert first.opened_estimate == pytest.approx(2 + 1 * 2 / 3)
    assert (found.total.chosen, found.total.delivered, found.of_channel("mail").chosen) == (8, 6, 8)
    assert found.opened_estimate == pytest.approx(2 + 2 / 3)
    assert queries.funnel("campaign:none").steps == []
