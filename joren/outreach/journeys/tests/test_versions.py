"""Versions: whoever is inside finishes the one they began, or moves, as decided."""

from datetime import timedelta

import pytest

from joren.outreach.delivery.models import Delivery
from joren.outreach.journeys import actions
from joren.outreach.journeys.errors import WrongState
from joren.outreach.journeys.models import Entry, Position
from joren.outreach.journeys.tasks import turn
from joren.record.merging.actions import merge

from .playing import MONDAY, agrees, at, entries_of, flow, live, message, note, passed, send, tag, tags_of, wait

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def published(journey, definition, inside):
    with at(MONDAY + 2 * HOUR):
        actions.change_draft(journey, draft=definition, by=None)
        actions.publish(journey, inside=inside, by=None)


def test_who_is_inside_finishes_the_version_they_began(hanako, ichiro):
    journey = live(flow(wait("s1", 1), tag("s2", "旧")))
    note(hanako, MONDAY + HOUR)
    published(journey, flow(wait("s1", 1), tag("s2", "新")), "finish")
    note(ichiro, MONDAY + 3 * HOUR)
    with at(MONDAY + 2 * DAY):
        turn()
    assert (tags_of(hanako), tags_of(ichiro)) == ({"旧"}, {"新"})


def test_or_moves_to_the_new_one_with_its_new_wait(hanako):
    journey = live(flow(wait("s1", 5), tag("s2", "旧")))
    note(hanako, MONDAY + HOUR)
    published(journey, flow(wait("s1", 1), tag("s2", "新")), "move")
    with at(MONDAY + DAY + HOUR):
        turn()
    assert tags_of(hanako) == {"新"}
    assert entries_of(journey)[0].version.number == 2


def test_who_stands_at_a_step_that_is_gone_goes_to_the_next_that_is_there_or_is_out(hanako):
    journey = live(flow(wait("s1", 5), tag("s2", "後")))
    note(hanako, MONDAY + HOUR)
    other = live(flow(wait("s1", 5)), name="別")
    note(hanako, MONDAY + HOUR)
    published(journey, flow(tag("s9", "前"), tag("s2", "後")), "move")
    published(other, flow(tag("s9", "前")), "move")
    with at(MONDAY + 3 * HOUR):
        turn()
    assert tags_of(hanako) == {"後"}
    assert entries_of(other)[0].ending == "removed"


def test_what_was_sent_in_the_old_version_is_not_sent_again_in_the_new_one(hanako):
    agrees(hanako)
    words = message()
    journey = live(flow(send("s1", words), wait("s2", 5)))
    note(hanako, MONDAY + HOUR)
    published(journey, flow(wait("s2", 1), send("s1", words, never_twice=False)), "move")
    with at(MONDAY + 3 * DAY):
        turn()
    assert Delivery.objects.count() == 1
    assert passed(journey) == [("s1", "sent"), ("s2", "waited"), ("s1", "before")]


def test_the_end_ends_it_for_everybody_and_for_good(hanako):
    journey = live(flow(wait("s1", 1), tag("s2", "一")))
    note(hanako, MONDAY + HOUR)
    with at(MONDAY + 2 * HOUR):
        actions.stop(journey, by=None)
    with at(MONDAY + 3 * DAY):
        turn()
        with pytest.raises(WrongState):
            actions.publish(journey, by=None)
    assert tags_of(hanako) == set()
    assert entries_of(journey)[0].ending == "stopped"
    assert not Position.objects.exists()


def test_two_records_that_are_one_person_go_on_once(hanako, ichiro, owner):
    journey = live(flow(wait("s1", 1), tag("s2", "一")))
    note(hanako, MONDAY + HOUR)
    note(ichiro, MONDAY + HOUR)
    merge(survivor=hanako.pk, gone=ichiro.pk, by=owner)
    with at(MONDAY + 2 * DAY):
        turn()
    entries = list(Entry.objects.filter(journey=journey, customer=hanako).order_by("number"))
    assert [(entry.number, entry.ending) for entry in entries] == [(1, "finished"), (2, "merged")]
    assert passed(journey) == [("s1", "waited"), ("s2", "done")]


def test_a_birthday_begins_once_a_day_and_missed_days_are_made_up(hanako, ichiro):
    begins = {"type": "birthday", "settings": {"days_before": 0, "hour": "10:00", "month_only": True}}
    journey = live(flow(tag("s1", "祝"), trigger=begins, again={"rule": "every", "days": 300}))
    april = MONDAY.replace(month=4, day=11, hour=9)
    with at(april):
        turn()
    assert not entries_of(journey)
    with at(april + 2 * DAY):
        turn()
        turn()
    assert [(entry.customer_id, entry.cause) for entry in entries_of(journey)] == [(hanako.pk, "day:2026-04-12")]
    assert tags_of(hanako) == {"祝"}


def test_something_known_that_becomes_true_begins_once_and_was_so_before_does_not(hanako, ichiro):
    rule = {"attribute": "purchases.count", "op": "at_least", "value": 1}
    from .playing import buys

    buys(ichiro, MONDAY - DAY, "A1")
    begins = {"type": "changed", "settings": {"rule": rule, "hour": "10:00"}}
    journey = live(flow(tag("s1", "購入者"), trigger=begins))
    with at(MONDAY + HOUR):
        turn()
    buys(hanako, MONDAY + 2 * HOUR, "A2")
    with at(MONDAY + 2 * HOUR):
        turn()
        turn()
    assert [entry.customer_id for entry in entries_of(journey)] == [hanako.pk]
