"""A big wave, everybody's message at ten: asked of delivery together, and each for themselves where something fails."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joren.outreach.delivery.models import Delivery
from joren.outreach.journeys import messages
from joren.outreach.journeys.models import Entry, Journey, Version
from joren.outreach.journeys.tasks import turn
from joren.record.consents.models import Consent
from joren.record.customers.models import ContactPoint, Customer

from .playing import MONDAY, agrees, at, entries_of, flow, happens, live, message, passed, send, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
TEN = MONDAY.replace(day=3, hour=10)


def crowd(number: int) -> list[Customer]:
    """People with mail and consent."""
    people = Customer.objects.bulk_create(Customer(family_name=f"客{n}") for n in range(number))
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=one, kind="email", value=f"k{one.pk}@example.jp", written=f"k{one.pk}@example.jp")
        for one in people
    )
    Consent.objects.bulk_create(
        Consent(customer=one, channel="mail", purpose="marketing", granted_at=MONDAY, granted_how="paper", source="t")
        for one in people
    )
    return people


def queries_of_a_wave(number: int) -> int:
    """How many questions the database is asked while so many people get their message."""
    Entry.objects.all().delete()
    Journey.objects.update(status="stopped")
    live(flow(step("s1", "until_hour", hour="10:00"), send("s2", message())))
    for one in crowd(number):
        happens(one, MONDAY)
    with at(MONDAY):
        turn()
    with at(TEN), CaptureQueriesContext(connection) as asked:
        turn()
    return len(asked)


def test_ten_times_as_many_people_cost_few_more_questions():
    few, many = queries_of_a_wave(5), queries_of_a_wave(50)
    assert Delivery.objects.count() == 55
    assert many - few < 25, (few, many)


def test_in_a_wave_each_gets_their_own_answer(hanako, ichiro):
    agrees(hanako)
    others = crowd(3)
    live(flow(step("s1", "until_hour", hour="10:00"), send("s2", message())))
    for one in (hanako, ichiro, *others):
        happens(one, MONDAY)
    for moment in (MONDAY, TEN):
        with at(moment):
            turn()
    said = dict(Entry.objects.filter(passages__step="s2").values_list("customer", "passages__outcome"))
    assert said == {hanako.pk: "sent", ichiro.pk: "no_consent"} | {one.pk: "sent" for one in others}
    assert set(Delivery.objects.values_list("customer", flat=True)) == {hanako.pk, *(one.pk for one in others)}


def test_two_people_of_one_address_in_one_wave_get_it_once():
    first, second = crowd(2)
    ContactPoint.objects.filter(customer=second).update(value=f"k{first.pk}@example.jp")
    journey = live(flow(step("s1", "until_hour", hour="10:00"), send("s2", message())))
    for one in (first, second):
        happens(one, MONDAY)
    for moment in (MONDAY, TEN):
        with at(moment):
            turn()
    assert sorted(outcome for key, outcome in passed(journey) if key == "s2") == ["same_address", "sent"]
    assert Delivery.objects.count() == 1


def test_what_fails_for_one_does_not_keep_the_others_waiting(monkeypatch):
    people = crowd(3)
    real = messages.values_of

    def broken(ids, *given, **named):
        if people[1].pk in ids:
            raise ZeroDivisionError
        return real(ids, *given, **named)

    monkeypatch.setattr(messages, "values_of", broken)
    journey = live(flow(step("s1", "until_hour", hour="10:00"), send("s2", message())))
    for one in people:
        happens(one, MONDAY)
    for moment in (MONDAY, TEN):
        with at(moment):
            turn()
    assert Delivery.objects.count() == 2
    waits = [entry for entry in entries_of(journey) if not entry.ending]
    assert [entry.customer_id for entry in waits] == [people[1].pk]
    assert waits[0].position.problem.startswith("ZeroDivisionError")


def test_the_same_person_twice_in_one_wave_is_asked_one_after_the_other():
    """With a message of each journey the budget has room for, decided together both would think there is room."""
    (one,) = crowd(1)
    for name in ("一", "二"):
        live(flow(step("s1", "until_hour", hour="10:00"), send("s2", message(name, name))), name=name)
    happens(one, MONDAY)
    for moment in (MONDAY, TEN):
        with at(moment):
            turn()
    assert Version.objects.count() == 2
    assert Delivery.objects.count() == 2
