"""Standing dispatches: messages one by one, as journeys send them."""

import pytest

from joren.foundation.jobs.models import Job
from joren.foundation.time.clock import now
from joren.outreach.delivery import actions, queries
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.errors import DispatchState, NoSuchDispatch
from joren.outreach.delivery.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_channels")]

STEP = {"origin": "journey:1:1:3", "channel": "mail"}


def birthday(customer, year="2026", **more):
    return NewDelivery(customer_id=customer.pk, address=f"{customer.pk}@example.jp", occasion=year, **more)


def test_a_standing_dispatch_takes_messages_while_it_is_open_and_never_finishes(hanako, ichiro):
    dispatch = actions.stand(**STEP)
    assert actions.add(**STEP, delivery=birthday(hanako))
    assert Job.objects.filter(kind="delivery.send", subject=STEP["origin"]).exists()
    Delivery.objects.update(state="sent", sent_at=now())
    assert not actions.finish_if_done(dispatch)
    assert queries.dispatch_of(**STEP).state == "open"
    assert actions.add(**STEP, delivery=birthday(ichiro))


def test_one_message_for_each_occasion_however_often_it_is_asked(hanako):
    actions.stand(**STEP)
    assert [actions.add(**STEP, delivery=birthday(hanako, year)) for year in ("2026", "2026", "2027")] == [1, 0, 1]
    assert sorted(Delivery.objects.values_list("occasion", flat=True)) == ["2026", "2027"]


def test_somebody_with_the_same_address_gets_none_of_the_same_occasion(hanako, ichiro):
    actions.stand(**STEP)
    new = [NewDelivery(customer_id=person.pk, address="family@example.jp", occasion="1") for person in (hanako, ichiro)]
    assert actions.add_many(**STEP, deliveries=new) == 1


def test_messages_wait_while_it_is_paused_and_none_is_taken_when_it_is_cancelled(hanako, ichiro, owner):
    actions.stand(**STEP)
    actions.pause(**STEP, by=owner)
    assert actions.add(**STEP, delivery=birthday(hanako))
    assert not Job.objects.filter(kind="delivery.send").exists()
    actions.cancel(**STEP, by=owner)
    with pytest.raises(DispatchState):
        actions.add(**STEP, delivery=birthday(ichiro))
    assert list(Delivery.objects.values_list("customer_id", "state")) == [(hanako.pk, "cancelled")]


def test_only_a_standing_dispatch_takes_more(hanako, ichiro):
    with pytest.raises(NoSuchDispatch):
        actions.add(**STEP, delivery=birthday(hanako))
    actions.prepare(**STEP, deliveries=[birthday(hanako)])
    with pytest.raises(DispatchState):
        actions.add(**STEP, delivery=birthday(ichiro))
    with pytest.raises(DispatchState):
        actions.stand(**STEP)
    assert Delivery.objects.count() == 1
