"""People enter, wait, part, and what is to happen to them happens once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from joren.outreach.delivery.models import Delivery
from joren.outreach.journeys import actions
from joren.outreach.journeys.advancing import advance
from joren.outreach.journeys.models import Entry, Journey, Passage, Position, Task
from joren.outreach.journeys.rules.chance import is_held_back
from joren.outreach.journeys.tasks import turn

from .playing import (
    MONDAY,
    agrees,
    at,
    entries_of,
    flow,
    happens,
    live,
    message,
    note,
    passed,
    rounds,
    send,
    step,
    tag,
    tags_of,
    wait,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_somebody_enters_waits_a_day_and_gets_a_tag(hanako, ichiro):
    journey = live(flow(wait("s1", 1), tag("s2", "常連候補")))
    note(hanako, MONDAY + HOUR)
    assert [entry.customer_id for entry in entries_of(journey)] == [hanako.pk]
    assert Position.objects.get().due_at == MONDAY + HOUR + DAY
    with at(MONDAY + DAY):
        turn()
    assert tags_of(hanako) == set()
    with at(MONDAY + HOUR + DAY):
        turn()
    assert tags_of(hanako) == {"常連候補"}
    assert passed(journey) == [("s1", "waited"), ("s2", "done")]
    entry = entries_of(journey)[0]
    assert (entry.ending, entry.ended_at) == ("finished", MONDAY + HOUR + DAY)
    assert not Position.objects.exists()


def test_after_a_message_that_waits_for_the_morning_the_next_wait_begins_in_the_morning(hanako, settings):
    settings.QUIET_BY_DEFAULT = True
    agrees(hanako)
    first, second = message(), message("感想", "ご感想をお聞かせください")
    journey = live(flow(send("s1", first), wait("s2", 2, "hours"), send("s3", second)))
    night, morning = MONDAY + 11 * HOUR, MONDAY + 20 * HOUR  # 23:00, 08:00
    note(hanako, night)
    assert Delivery.objects.get().due_at == morning
    for hours in (1, 3, 9, 10):
        with at(night + hours * HOUR):
            turn()
        assert Delivery.objects.count() == 1
    assert Position.objects.get().due_at == morning + 2 * HOUR
    with at(morning + 2 * HOUR):
        turn()
    assert list(Delivery.objects.order_by("pk").values_list("due_at", flat=True)) == [morning, morning + 2 * HOUR]
    assert entries_of(journey)[0].ended_at == morning + 2 * HOUR


def test_a_last_message_that_waits_for_the_morning_ends_the_way_now(hanako, settings):
    settings.QUIET_BY_DEFAULT = True
    agrees(hanako)
    journey = live(flow(send("s1", message())))
    note(hanako, MONDAY + 11 * HOUR)
    entry = entries_of(journey)[0]
    assert (entry.ending, entry.ended_at) == ("finished", MONDAY + 11 * HOUR)


def test_what_a_till_rings_up_in_the_minute_of_publishing_counts(hanako, ichiro):
    live(flow(tag("s1", "常連候補")), when=MONDAY + timedelta(seconds=40))
    with at(MONDAY + timedelta(seconds=50)):
        happens(hanako, MONDAY)
        happens(ichiro, MONDAY - timedelta(minutes=1))
        turn()
    assert (tags_of(hanako), tags_of(ichiro)) == ({"常連候補"}, set())


def test_a_message_goes_to_delivery_once_with_the_number_of_the_entry(hanako):
    agrees(hanako)
    journey = live(flow(send("s1", message())))
    note(hanako, MONDAY + HOUR)
    delivery = Delivery.objects.get()
    assert (delivery.origin, delivery.channel, delivery.occasion) == (f"journey:{journey.pk}:1:s1", "mail", "1")
    assert delivery.address == "hanako@example.jp"
    assert passed(journey) == [("s1", "sent")]
    rounds(MONDAY + 2 * HOUR, 2)
    assert Delivery.objects.count() == 1


def test_without_consent_nothing_goes_and_the_reason_stands_at_the_step(hanako):
    journey = live(flow(send("s1", message()), tag("s2", "後")))
    note(hanako, MONDAY + HOUR)
    assert passed(journey) == [("s1", "no_consent"), ("s2", "done")]
    assert not Delivery.objects.exists()


def test_whoever_does_what_is_waited_for_goes_the_one_way_at_that_moment_and_others_the_other_way(hanako, ichiro):
    steps = {"yes": [tag("s2", "来た")], "no": [tag("s3", "来ない")]}
    journey = live(flow(step("s1", "wait_event", steps, keys=["purchases.recorded"], days=3), tag("s4", "両方")))
    note(hanako, MONDAY + HOUR)
    note(ichiro, MONDAY + HOUR)
    with at(MONDAY + 5 * HOUR):
        happens(hanako, MONDAY + 5 * HOUR, "purchases.recorded", subject=1)
        turn()
    assert tags_of(hanako) == {"来た", "両方"}
    assert tags_of(ichiro) == set()
    rounds(MONDAY + DAY, 3)
    assert tags_of(ichiro) == {"来ない", "両方"}
    moments = dict(Passage.objects.filter(step="s1").values_list("entry__customer", "at"))
    assert moments == {hanako.pk: MONDAY + 5 * HOUR, ichiro.pk: MONDAY + HOUR + 3 * DAY}
    assert journey.entries.filter(ending="finished").count() == 2


def test_what_happened_before_arriving_does_not_count(hanako):
    steps = {"yes": [tag("s2", "来た")], "no": []}
    live(flow(step("s1", "wait_event", steps, keys=["purchases.recorded"], days=1)))
    happens(hanako, MONDAY - HOUR, "purchases.recorded", subject=1)
    note(hanako, MONDAY + HOUR)
    rounds(MONDAY + HOUR, 2)
    assert tags_of(hanako) == set()


def test_a_condition_is_asked_when_the_person_comes_to_it(hanako, ichiro):
    rule = {"attribute": "customer.gender", "op": "is", "value": "female"}
    live(flow(step("s1", "rule", {"yes": [tag("s2", "女性")], "no": [tag("s3", "その他")]}, rule=rule)))
    note(hanako, MONDAY + HOUR)
    note(ichiro, MONDAY + HOUR)
    assert (tags_of(hanako), tags_of(ichiro)) == ({"女性"}, {"その他"})


def test_a_reaction_lets_go_on_at_its_moment(hanako):
    agrees(hanako)
    steps = {"yes": [tag("s3", "読んだ")], "no": [tag("s4", "読まない")]}
    live(flow(send("s1", message()), step("s2", "reaction", steps, reaction="opened", step="s1", days=3)))
    note(hanako, MONDAY + HOUR)
    with at(MONDAY + 3 * HOUR):
        Delivery.objects.update(state="sent", first_opened_at=MONDAY + 3 * HOUR, open_count=1)
        happens(hanako, MONDAY + 3 * HOUR, "mail.opened", subject=1)
        turn()
    assert tags_of(hanako) == {"読んだ"}
    assert Passage.objects.get(step="s2").at == MONDAY + 3 * HOUR


def test_the_staff_of_the_customers_shop_is_asked(hanako):
    live(flow(step("s1", "task", title="お電話", days=2)))
    note(hanako, MONDAY + HOUR)
    task = Task.objects.get()
    assert (task.customer, task.shop, task.due_on.isoformat()) == (hanako, hanako.shop, "2026-03-04")


def test_an_end_on_a_path_ends_the_whole(hanako):
    rule = {"attribute": "customer.gender", "op": "is", "value": "female"}
    end = {"yes": [step("s2", "end")], "no": []}
    journey = live(flow(step("s1", "rule", end, rule=rule), tag("s3", "後")))
    note(hanako, MONDAY + HOUR)
    assert tags_of(hanako) == set()
    assert entries_of(journey)[0].ending == "ended"


def test_two_rounds_at_once_do_nothing_twice(hanako, ichiro):
    journey = live(flow(tag("s1", "一度")))
    with at(MONDAY + HOUR):
        happens(hanako, MONDAY + HOUR)
        turn()
        turn()
        assert advance() == 0
    assert passed(journey) == [("s1", "done")]
    assert Entry.objects.count() == 1


def test_who_enters_once_enters_once_and_who_may_again_only_after_the_days(hanako):
    once = live(flow(tag("s1", "一")))
    again = live(flow(tag("s1", "二"), again={"rule": "every", "days": 2}))
    always = live(flow(tag("s1", "三"), again={"rule": "always"}))
    for hours in (1, 2, 48, 50):
        note(hanako, MONDAY + hours * HOUR)
    assert [entry.number for entry in entries_of(once)] == [1]
    assert [entry.entered_at for entry in entries_of(again)] == [MONDAY + HOUR, MONDAY + 50 * HOUR]
    assert [entry.number for entry in entries_of(always)] == [1, 2, 3, 4]


def test_an_old_purchase_that_is_brought_in_begins_nothing(hanako):
    journey = live(flow(tag("s1", "一"), trigger={"type": "event", "settings": {"keys": ["purchases.recorded"]}}))
    with at(MONDAY + HOUR):
        happens(hanako, MONDAY - 1000 * DAY, "purchases.recorded", subject=1)
        happens(hanako, MONDAY - HOUR, "purchases.recorded", subject=2)
        turn()
    assert not journey.entries.exists()


def test_only_those_enter_of_whom_the_rule_holds(hanako, ichiro):
    rule = {"attribute": "customer.gender", "op": "is", "value": "female"}
    journey = live(flow(tag("s1", "一"), only_if=rule))
    note(hanako, MONDAY + HOUR)
    note(ichiro, MONDAY + HOUR)
    assert [entry.customer_id for entry in entries_of(journey)] == [hanako.pk]


def parting(people):
    """A seed by which chance holds some of them back and not others, whatever their keys are."""
    seeds = (str(number) for number in range(1000))
    return next(one for one in seeds if len({is_held_back(one, p.pk, Decimal("0.5")) for p in people}) == 2)


def test_who_is_held_back_has_an_entry_and_gets_nothing_each_time(everybody):
    journey = live(flow(tag("s1", "一"), held_back="0.5", again={"rule": "always"}))
    Journey.objects.filter(pk=journey.pk).update(seed=parting(everybody))
    for hours in (1, 2):
        for person in everybody:
            note(person, MONDAY + hours * HOUR)
    decided = {}
    for entry in entries_of(journey):
        decided.setdefault(entry.customer_id, set()).add(entry.decision)
    assert all(len(decisions) == 1 for decisions in decided.values())
    assert {next(iter(d)) for d in decided.values()} == {"send", "held_back"}
    for person in everybody:
        assert bool(tags_of(person)) == (decided[person.pk] == {"send"})


def test_a_step_that_cannot_be_done_is_tried_again_and_others_go_on(hanako, ichiro, monkeypatch):
    from joren.outreach.journeys import deeds

    real = deeds.tag

    def broken(doing):
        if doing.customer_id == hanako.pk:
            raise RuntimeError("the tag cupboard is locked")
        return real(doing)

    monkeypatch.setattr(deeds, "tag", broken)
    journey = live(flow(wait("s1", 1, "hours"), tag("s2", "一")))
    note(hanako, MONDAY)
    note(ichiro, MONDAY)
    with at(MONDAY + HOUR):
        turn()
    assert (tags_of(hanako), tags_of(ichiro)) == (set(), {"一"})
    position = Position.objects.get()
    assert position.problem == "RuntimeError: the tag cupboard is locked"
    monkeypatch.setattr(deeds, "tag", real)
    with at(MONDAY + HOUR + timedelta(minutes=5)):
        turn()
    assert tags_of(hanako) == {"一"}
    assert passed(journey).count(("s2", "done")) == 2


def test_a_step_that_never_can_be_done_ends_the_way_with_its_reason(hanako, monkeypatch):
    from joren.outreach.journeys import deeds

    monkeypatch.setattr(deeds, "tag", lambda doing: 1 / 0)
    journey = live(flow(tag("s1", "一")))
    note(hanako, MONDAY + HOUR)
    rounds(MONDAY + HOUR, 2, hours=1)
    assert entries_of(journey)[0].ending == "failed"
    assert Passage.objects.get().detail == {"problem": "ZeroDivisionError: division by zero"}


def test_after_a_pause_nobody_gets_all_at_once(hanako, owner):
    journey = live(flow(wait("s1", 1), tag("s2", "一"), wait("s3", 1), tag("s4", "二")))
    note(hanako, MONDAY + HOUR)
    with at(MONDAY + 2 * HOUR):
        actions.pause(journey, by=owner)
    rounds(MONDAY + DAY, 9)
    assert tags_of(hanako) == set()
    with at(MONDAY + 10 * DAY):
        actions.resume(journey, by=owner)
        turn()
    assert tags_of(hanako) == {"一"}
    with at(MONDAY + 11 * DAY):
        turn()
    assert tags_of(hanako) == {"一", "二"}
