"""Calls when two records are one person: nobody is called again about what they heard or declined, and back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from joren.foundation.time import clock
from joren.outreach.calls import actions, errors, queries
from joren.outreach.calls.models import Attempt, Call
from joren.outreach.calls.outcomes import Report
from joren.outreach.delivery.models import Delivery
from joren.record.merging.actions import merge, unmerge
from tests import cast

from .calling import agrees, at, everything, made, on_the_list, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday_afternoon(settings):
    settings.QUIET_BY_DEFAULT = True
    with at():
        yield


@pytest.fixture
def people():
    """Two records of one person."""
    both = cast.hanako(), cast.kenta()
    for one in both:
        agrees(one)
    return both


def states():
    """Of each call, oldest first: state and whether it is about the thing itself; of its message: state, reason, yen
    and whether it is the one that counts."""
    rows = Call.objects.order_by("pk").select_related("delivery")
    return [
        (
            (row.state, row.occasion == ""),
            (row.delivery.state, row.delivery.reason, row.delivery.cost, row.delivery.duplicate_of_id is None),
        )
        for row in rows
    ]


NEVER_CALLED = (("withdrawn", False), ("cancelled", "merged", Decimal(0), False))


@pytest.mark.parametrize("settled_is_the_survivor", [True, False])
@pytest.mark.parametrize("outcome", ["reached", "refused"])
def test_whoever_was_reached_or_declined_is_not_called_with_the_other_record(people, settled_is_the_survivor, outcome):
    first, second = on_the_list(*people)
    with at(2026, 11, 20, 14, 30):
        made(second, outcome, cast.owner(), minutes=Decimal(2))
    with at(2026, 11, 20, 15):
        before = everything()
        hanako, kenta = people
        survivor, gone = (kenta, hanako) if settled_is_the_survivor else (hanako, kenta)
        done = merge(survivor=survivor.pk, gone=gone.pk, by=cast.owner())
        assert states() == [NEVER_CALLED, ((outcome, True), ("sent", "", Decimal("50.00"), True))]
        assert {call.customer_id for call in Call.objects.all()} == {survivor.pk}
        assert Attempt.objects.get().call_id == second.pk
        assert list(queries.to_call(cast.owner(), clock.now())) == []
        assert queries.to_tell(survivor.pk, clock.now()) == []
        with pytest.raises(errors.CallIsOver):
            actions.take(first.pk, by=cast.owner())

        unmerge(merge=done, by=cast.owner())
        assert everything()[:4] == before[:4]
        assert told(kenta) == ["phone.sent", f"phone.{outcome}"] and told(hanako) == []
        assert list(queries.to_call(cast.owner(), clock.now())) == [Call.objects.get(pk=first.pk)]


def test_tried_in_vain_as_often_as_is_allowed_the_other_number_is_left_in_peace(people):
    first, second = on_the_list(*people)
    for hour, day in ((14, 20), (17, 20), (10, 21)):
        with at(2026, 11, day, hour):
            made(second, "missed", cast.owner(), minutes=Decimal(1))
    with at(2026, 11, 21, 11):
        merge(survivor=people[0].pk, gone=people[1].pk, by=cast.owner())
        assert states() == [NEVER_CALLED, (("missed", True), ("failed", "not_reached", Decimal("75.00"), True))]
    assert first.pk < second.pk


def test_a_wrong_number_leaves_the_number_that_works_to_be_called(people):
    first, second = on_the_list(*people)
    made(second, "wrong", cast.owner())
    merge(survivor=people[0].pk, gone=people[1].pk, by=cast.owner())
    assert [state for state, _message in states()] == [("open", True), ("wrong", False)]
    assert list(queries.to_call(cast.owner(), clock.now())) == [first]


@pytest.mark.parametrize("tried_is_the_survivor", [True, False])
def test_of_two_that_are_open_one_stays_with_the_tries_of_both(people, tried_is_the_survivor):
    first, second = on_the_list(*people)
    made(second, "missed", cast.owner(), minutes=Decimal(1))
    before = everything()
    hanako, kenta = people
    survivor, gone = (kenta, hanako) if tried_is_the_survivor else (hanako, kenta)
    done = merge(survivor=survivor.pk, gone=gone.pk, by=cast.owner())
    assert states() == [NEVER_CALLED, (("open", True), ("sent", "", Decimal("25.00"), True))]
    assert (Call.objects.get(pk=second.pk).misses, queries.ready(cast.owner(), clock.now()).count()) == (1, 0)
    unmerge(merge=done, by=cast.owner())
    assert everything()[:4] == before[:4]
    assert list(queries.ready(cast.owner(), clock.now())) == [first]


def test_the_call_somebody_makes_at_this_moment_is_the_one_that_stays(people):
    _first, second = on_the_list(*people)
    actions.take(second.pk, by=cast.owner())
    merge(survivor=people[0].pk, gone=people[1].pk, by=cast.owner())
    attempt = actions.record(second.pk, Report(outcome="reached", minutes=Decimal(2)), by=cast.owner())
    assert (attempt.call_id, Call.objects.get(pk=second.pk).state) == (second.pk, "reached")


def test_what_was_said_since_goes_with_the_call_when_they_are_two_again(people):
    hanako, kenta = people
    (call,) = on_the_list(kenta)
    done = merge(survivor=hanako.pk, gone=kenta.pk, by=cast.owner())
    made(call, "again", cast.owner(), again_at=clock.now() + timedelta(hours=1))
    assert told(hanako) == ["phone.sent", "phone.call_again"]
    unmerge(merge=done, by=cast.owner())
    assert (told(hanako), told(kenta)) == ([], ["phone.sent", "phone.call_again"])
    assert Delivery.objects.get().customer_id == kenta.pk


def test_the_same_thing_at_the_counter_is_told_once():
    hanako, kenta = cast.hanako(), cast.kenta()
    for one in (hanako, kenta):
        actions.put_at_counter(
            customer_id=one.pk, origin="journey:1:1:s1", occasion="1", title="新豆", card=[], days=9, at=clock.now()
        )
    mine = queries.to_tell(hanako.pk, clock.now())
    (theirs,) = queries.to_tell(kenta.pk, clock.now())
    actions.tell(theirs.pk, Report(outcome="refused"), by=cast.owner())
    done = merge(survivor=hanako.pk, gone=kenta.pk, by=cast.owner())
    assert queries.to_tell(hanako.pk, clock.now()) == []
    unmerge(merge=done, by=cast.owner())
    assert queries.to_tell(hanako.pk, clock.now()) == mine
