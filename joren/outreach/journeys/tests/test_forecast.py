"""What those inside will probably get, and how it stands in the calendar."""

from datetime import date, datetime, timedelta

import pytest

from joren.foundation.time.clock import TOKYO
from joren.outreach.delivery.models import Delivery
from joren.outreach.journeys import actions
from joren.outreach.journeys.calendar import journeys_between
from joren.outreach.journeys.rules.definition import read
from joren.outreach.journeys.rules.forecast import expected
from joren.outreach.journeys.tasks import turn

from .playing import MONDAY, agrees, at, flow, live, message, note, send, step, wait

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 2, 12, tzinfo=TOKYO)


def forecast(definition, key, due, days=60, counts=None):
    made = read(definition, ("message", "tag"))
    return [
        (one.step, one.at, round(one.weight, 3)) for one in expected(made, key, due, NOON + days * DAY, counts or {})
    ]


def letter(key):
    return step(key, "message", message=1, channels=["mail"])


def test_waits_are_added_up_from_the_moment_somebody_goes_on():
    way = flow(wait("s1", 1), step("s2", "until_hour", hour="10:00"), letter("s3"), wait("s4", 7), letter("s5"))
    ten = datetime(2026, 3, 4, 10, tzinfo=TOKYO)
    assert forecast(way, "s1", NOON + DAY) == [("s3", ten, 1.0), ("s5", ten + 7 * DAY, 1.0)]
    assert forecast(way, "s1", NOON + DAY, days=3) == [("s3", ten, 1.0)], "what is later is not asked for"
    assert forecast(way, "s4", NOON) == [("s5", NOON, 1.0)]


def test_a_branch_is_weighed_by_what_came_of_it_before():
    paths = {"yes": [step("e", "end")], "no": [letter("s2")]}
    way = flow(step("s1", "wait_event", paths, keys=["customers.note"], days=10), letter("s3"))
    assert forecast(way, "s1", NOON, counts={"s1": {"yes": 1, "no": 3}}) == [
        ("s2", NOON, 0.75),
        ("s3", NOON, 0.75),
    ]
    assert forecast(way, "s1", NOON) == [("s2", NOON, 0.5), ("s3", NOON, 0.5)], "nobody yet: both count alike"


def test_a_branch_further_on_takes_its_time_and_chance_its_shares():
    split = step("s2", "split")
    split["paths"] = [{"key": "a", "share": 30, "steps": [letter("s3")]}, {"key": "b", "share": 70, "steps": []}]
    reaction = step("s4", "reaction", {"yes": [letter("s5")], "no": []}, reaction="opened", step="s3", days=4)
    assert forecast(flow(wait("s1", 1), split, reaction), "s1", NOON) == [
        ("s3", NOON, 0.3),
        ("s5", NOON + 2 * DAY, 0.15),
        ("s5", NOON + 2 * DAY, 0.35),
    ]


def test_who_could_not_be_reached_before_is_not_expected_to_be_now():
    way = flow(wait("s1", 1), letter("s2"))
    assert forecast(way, "s1", NOON, counts={"s2": {"sent": 6, "no_consent": 4}}) == [("s2", NOON, 0.6)]


def test_a_step_that_is_gone_expects_nothing():
    assert forecast(flow(letter("s1")), "s9", NOON) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
def test_the_calendar_shows_what_went_and_what_will_go(hanako, ichiro, owner):
    agrees(hanako)
    agrees(ichiro)
    journey = live(flow(send("s1", message("一", "一")), wait("s2", 3), send("s3", message("二", "二"))))
    note(hanako, MONDAY + timedelta(hours=1))
    note(ichiro, MONDAY + timedelta(hours=1))
    with at(MONDAY + timedelta(hours=2)):
        turn()
    Delivery.objects.update(state="sent", sent_at=MONDAY + timedelta(hours=1))
    with at(MONDAY + DAY):
        found = list(journeys_between(date(2026, 3, 1), date(2026, 3, 31), owner))
    assert [(item.at.astimezone(TOKYO).date(), item.people, item.state, item.channels) for item in found] == [
        (date(2026, 3, 2), 2, "sent", ("mail",)),
        (date(2026, 3, 5), 2, "planned", ("mail",)),
    ]
    assert len({item.key for item in found}) == 2
    with at(MONDAY + DAY):
        actions.pause(journey, by=None)
        later = list(journeys_between(date(2026, 3, 3), date(2026, 3, 31), owner))
    assert later == [], "a paused journey sends nothing"
