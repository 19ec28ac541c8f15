"""The rehearsal plays exactly what the live engine does, without doing it."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.foundation.time.clock import TOKYO
from joren.outreach.content.queries import message_fingerprints
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.models import Delivery, Policy
from joren.outreach.journeys import actions
from joren.outreach.journeys.kinds import action_keys
from joren.outreach.journeys.models import Entry, Journey, Passage, Reader, Rehearsal, Rehearsed
from joren.outreach.journeys.reading import EVENTS
from joren.outreach.journeys.rehearsing import entering_of, play
from joren.outreach.journeys.rules.definition import read
from joren.outreach.journeys.tasks import turn
from joren.outreach.journeys.views_rehearsal import most_agreed_since, weeks_of
from joren.record.consents.actions import withdraw
from joren.record.customers.models import CustomerTag
from joren.record.timeline.models import Event

from .playing import MONDAY, agrees, at, flow, happens, live, message, note, send, step, tag, wait

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
LEAVES = st.one_of(
    st.builds(lambda n: ("wait", n), st.integers(1, 60)),
    st.builds(lambda h: ("until_hour", h), st.integers(0, 23)),
    st.just(("send", 0)),
    st.just(("send", 1)),
    st.just(("tag", 0)),
    st.just(("end", 0)),
)
STEPS = st.recursive(
    LEAVES,
    lambda inner: st.tuples(
        st.sampled_from(["wait_event", "split", "rule"]), st.lists(inner, max_size=3), st.lists(inner, max_size=3)
    ),
    max_leaves=5,
)
MOMENTS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(1, 6 * 24 * 60), st.sampled_from(["customers.note", "mail.clicked"])),
    min_size=1,
    max_size=5,
)


def built(shapes, words, number):
    """Steps of a definition from what hypothesis drew."""
    steps = []
    for kind, *rest in shapes:
        key = f"s{next(number)}"
        if kind == "wait":
            steps.append(wait(key, rest[0], "hours"))
        elif kind == "until_hour":
            steps.append(step(key, "until_hour", hour=f"{rest[0]:02}:30"))
        elif kind == "send":
            steps.append(send(key, words[rest[0]], never_twice=bool(rest[0])))
        elif kind == "tag":
            steps.append(tag(key, "常"))
        elif kind == "end":
            steps.append(step(key, "end"))
            break
        else:
            yes, no = (built(part, words, number) for part in rest)
            steps.append(branch(key, kind, yes, no))
    return steps


def branch(key, kind, yes, no):
    if kind == "split":
        made = step(key, "split")
        made["paths"] = [{"key": "a", "share": 40, "steps": yes}, {"key": "b", "share": 60, "steps": no}]
        return made
    if kind == "rule":
        rule = {"attribute": "customer.gender", "op": "is", "value": "female"}
        return step(key, "rule", {"yes": yes, "no": no}, rule=rule)
    return step(key, "wait_event", {"yes": yes, "no": no}, keys=["mail.clicked"], days=2)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shapes=st.lists(STEPS, min_size=1, max_size=4), moments=MOMENTS, again=st.sampled_from(["once", "every", "always"])
)
def test_the_rehearsal_says_what_the_live_engine_did(hanako, ichiro, shapes, moments, again):
    clean()
    people = [hanako, ichiro]
    Policy.objects.update_or_create(pk=1, defaults={"per_week": 3, "per_month": 6})
    for person in people:
        agrees(person)
    words = [message("一", "一つ目"), message("二", "二つ目")]
    number = iter(range(1, 1000))
    definition = flow(*built(shapes, words, number), again={"rule": again, "days": 3}, held_back="0.2")
    journey = live(definition)
    history = sorted((MONDAY + minutes * MINUTE, who, key) for who, minutes, key in moments)
    played_live(people, history)
    until = MONDAY + 30 * DAY
    lived = [(e.customer_id, e.number, e.entered_at, e.decision) for e in Entry.objects.order_by("entered_at", "pk")]
    passages = Passage.objects.filter(step__in=acting(definition)).order_by(
        "at", "entry__customer", "entry__number", "pk"
    )
    # Whether a tag was there already is nothing a rehearsal knows.
    done = [
        (p.entry.customer_id, p.entry.number, p.step, p.at, p.outcome.replace("unchanged", "done"))
        for p in passages.select_related("entry")
    ]
    read_flow = read(definition, action_keys())
    entering = [
        (one.customer_id, one.number, one.at, "held_back" if one.held_back else "send")
        for one in entering_of(journey, read_flow, MONDAY, until)
    ]
    assert sorted(entering) == sorted(lived)
    with at(until):
        rehearsal = actions.rehearse(journey, by=None, days=30)
        play(rehearsal.pk)
    found = Rehearsed.objects.filter(rehearsal=rehearsal).order_by("at", "customer", "number", "pk")
    rows = [(row.customer_id, row.number, row.step, row.at, row.outcome) for row in found]
    assert sorted(rows) == sorted(done)
    rehearsal.refresh_from_db()
    assert rehearsal.state == "done"


def clean():
    """hypothesis plays many times in one test: begin each time with nothing."""
    for model in (Event, Delivery, CustomerTag, Reader):
        model.objects.all().delete()
    Journey.objects.update(version=None)
    Passage.objects.all().delete()
    Entry.objects.all().delete()
    Journey.objects.all().delete()


def acting(definition):
    flow_ = read(definition, action_keys())
    return [key for key, one in flow_.nodes.items() if one.acts]


def played_live(people, history):
    """The worker has a round when something happens and when somebody is due."""
    Reader.objects.filter(table=EVENTS).update(
        row_id=Event.objects.order_by("-pk").values_list("pk", flat=True)[:1] or 0
    )
    moments = {when for when, _who, _key in history}
    due = sorted(moments)
    while due:
        moment = due.pop(0)
        with at(moment):
            for place, (when, who, key) in enumerate(history):
                if when == moment:
                    happens(people[who], when, key, subject=10_000 + place)
            turn()
            from joren.outreach.journeys.models import Position

            ahead = (
                Position.objects.filter(due_at__gt=moment).order_by("due_at").values_list("due_at", flat=True).first()
            )
        if ahead and (not due or ahead < due[0]) and ahead < MONDAY + 30 * DAY:
            due.insert(0, ahead)


def test_twice_the_same_and_quiet_hours_and_budgets_are_remarked(hanako, settings):
    agrees(hanako)
    settings.QUIET_BY_DEFAULT = True
    words = message()
    steps = [send("s1", words, never_twice=False), wait("s2", 10, "hours"), send("s3", words, never_twice=False)]
    Policy.objects.update_or_create(pk=1, defaults={"per_week": 2, "per_month": 9})
    journey = actions.create(
        name="練習", by=None, definition=flow(*steps, wait("s4", 1, "days"), send("s5", message("別")))
    )
    happens(hanako, MONDAY + 2 * HOUR)
    with at(MONDAY + 20 * DAY):
        rehearsal = actions.rehearse(journey, by=None, days=30)
        play(rehearsal.pk)
    rows = list(Rehearsed.objects.order_by("at").values_list("step", "outcome", "remark"))
    assert rows == [("s1", "sent", ""), ("s3", "sent", "duplicate"), ("s5", "budget", "budget")]
    shifted = Rehearsed.objects.get(step="s3")
    assert shifted.at.astimezone(TOKYO).hour == 0
    assert shifted.goes_at.astimezone(TOKYO).isoformat() == "2026-03-03T08:00:00+09:00"
    rehearsal.refresh_from_db()
    assert rehearsal.figures["entered"] == 1
    assert rehearsal.figures["sent"] == 2
    assert not Delivery.objects.exists()


def really_sent(customer, origin, when, words):
    Delivery.objects.create(origin=origin, channel="mail", customer=customer, state="sent", due_at=when, sent_at=when)
    (fingerprint,) = message_fingerprints(words)
    delivery.note_words(origin=origin, channel="mail", fingerprint=fingerprint)


def test_what_a_running_journey_really_sent_is_not_held_against_its_rehearsal(hanako):
    agrees(hanako)
    Policy.objects.update_or_create(pk=1, defaults={"per_week": 2, "per_month": 2})
    words, more = message(), message("別", "別のお知らせ")
    journey = live(flow(send("s1", words), wait("s2", 1, "hours"), send("s3", more)), MONDAY - DAY)
    note(hanako, MONDAY)
    with at(MONDAY + HOUR):
        turn()
    Delivery.objects.update(state="sent", sent_at=MONDAY + HOUR)
    assert Delivery.objects.count() == 2
    with at(MONDAY + DAY):
        play(actions.rehearse(journey, by=None).pk)
    assert list(Rehearsed.objects.order_by("at").values_list("step", "outcome")) == [("s1", "sent"), ("s3", "sent")]


@pytest.mark.parametrize(("when", "outcome"), [(MONDAY - DAY, "had_it"), (MONDAY + DAY, "sent")])
def test_the_same_words_of_others_count_in_a_rehearsal_when_they_came_before(hanako, when, outcome):
    agrees(hanako)
    words = message()
    journey = live(flow(send("s1", words)), MONDAY - DAY)
    happens(hanako, MONDAY)
    really_sent(hanako, f"journey:{journey.pk}0:1:s1", when, words)  # another journey, whose number begins alike
    with at(MONDAY + 2 * DAY):
        play(actions.rehearse(journey, by=None).pk)
    assert list(Rehearsed.objects.values_list("outcome", flat=True)) == [outcome]


def test_who_is_held_back_or_has_not_agreed_is_counted(hanako, ichiro):
    agrees(hanako)
    journey = actions.create(name="練習", by=None, definition=flow(send("s1", message())))
    for person in (hanako, ichiro):
        happens(person, MONDAY)
    with at(MONDAY + DAY):
        rehearsal = actions.rehearse(journey, by=None)
        play(rehearsal.pk)
        rehearsal.refresh_from_db()
    assert rehearsal.figures["outcomes"] == {"s1": {"sent": 1, "no_consent": 1}}
    assert rehearsal.figures["remarks"] == {"refused": 1}


def test_consents_recorded_later_are_pointed_out_and_may_be_taken_as_if_they_had_held(hanako, ichiro):
    journey = actions.create(name="練習", by=None, definition=flow(send("s1", message())))
    for person in (hanako, ichiro):
        happens(person, MONDAY)
    agrees(hanako, MONDAY + HOUR)
    with at(MONDAY + DAY):
        then = play(actions.rehearse(journey, by=None).pk)
        assert then.figures["outcomes"] == {"s1": {"no_consent": 2}}
        assert (then.figures["refused"], then.figures["agreed_since"]) == (2, 1)
        assert most_agreed_since(then) == 0
        agrees(ichiro, MONDAY + 2 * HOUR)
        assert most_agreed_since(play(actions.rehearse(journey, by=None).pk)) == 2
        today = play(actions.rehearse(journey, by=None, has_todays_consents=True).pk)
    assert today.figures["outcomes"] == {"s1": {"sent": 2}}
    assert most_agreed_since(today) == 0
    assert not Delivery.objects.exists()


def test_a_consent_taken_back_by_today_does_not_count_as_todays(hanako):
    journey = actions.create(name="練習", by=None, definition=flow(send("s1", message())))
    happens(hanako, MONDAY)
    agrees(hanako)
    withdraw(customer_id=hanako.pk, channel="mail", how="paper", by=None, at=MONDAY + HOUR)
    with at(MONDAY + DAY):
        today = play(actions.rehearse(journey, by=None, has_todays_consents=True).pk)
    assert today.figures["outcomes"] == {"s1": {"no_consent": 1}}
    assert today.figures["agreed_since"] == 0


def test_a_condition_asked_before_the_day_was_over_is_marked_as_unsure(hanako, ichiro):
    rule = {"attribute": "purchases.count", "op": "at_least", "value": 1}
    steps = step("s1", "rule", {"yes": [tag("s2", "買")], "no": [tag("s3", "未")]}, rule=rule)
    journey = actions.create(name="練習", by=None, definition=flow(steps))
    happens(hanako, MONDAY)
    happens(ichiro, MONDAY)
    happens(hanako, MONDAY + HOUR, "mail.opened", subject=7)
    with at(MONDAY + DAY):
        rehearsal = actions.rehearse(journey, by=None)
        play(rehearsal.pk)
    unsure = dict(Rehearsed.objects.values_list("customer", "is_unsure"))
    assert unsure == {hanako.pk: True, ichiro.pk: False}


def test_reactions_are_nobodys_or_everybodys_as_chosen(hanako):
    agrees(hanako)
    steps = {"yes": [tag("s3", "読んだ")], "no": [tag("s4", "読まない")]}
    definition = flow(send("s1", message()), step("s2", "reaction", steps, reaction="clicked", step="s1", days=1))
    journey = actions.create(name="練習", by=None, definition=definition)
    happens(hanako, MONDAY)
    with at(MONDAY + 3 * DAY):
        for everybody, expected in ((False, "s4"), (True, "s3")):
            play(actions.rehearse(journey, by=None, everybody_reacts=everybody).pk)
            assert Rehearsed.objects.filter(kind="tag").values_list("step", flat=True).last() == expected


def test_nothing_is_done_and_nothing_left_behind(hanako):
    agrees(hanako)
    journey = actions.create(name="練習", by=None, definition=flow(send("s1", message()), tag("s2", "一")))
    note(hanako, MONDAY)
    with at(MONDAY + DAY):
        play(actions.rehearse(journey, by=None).pk)
    assert not (Entry.objects.exists() or Delivery.objects.exists() or CustomerTag.objects.exists())


def test_weeks_begin_on_monday_and_count_what_their_days_count():
    days = [["2026-03-01", 1, 0], ["2026-03-02", 2, 1], ["2026-03-08", 3, 4], ["2026-03-09", 0, 5]]
    found = weeks_of(Rehearsal(figures={"days": days}))
    assert found["labels"] == ["02-23", "03-02", "03-09"]
    assert [one["values"] for one in found["series"]] == [[1, 5, 0], [0, 5, 5]]
