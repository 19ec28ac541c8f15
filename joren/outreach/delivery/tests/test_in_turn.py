"""Several messages to one person at the same moment: never more together than their budget, whoever begins them."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from joren.outreach.delivery import actions, claiming
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.models import Delivery, Policy

from .test_reach import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("four_channels")]


@pytest.fixture(autouse=True)
def _one_point_a_week(monkeypatch):
    Policy.objects.create(pk=1, per_week=1)
    monkeypatch.setattr(claiming, "_SOON", 0)


def reader(name):
    return person(name, mail=f"{name}@example.jp", agrees_to=["mail"])


def opened(origin, *customers, minds_budget=True):
    new = [NewDelivery(customer_id=customer.pk, address=f"{customer.given_name}@example.jp") for customer in customers]
    actions.prepare(origin=origin, channel="mail", deliveries=new, minds_budget=minds_budget)
    return actions.open_dispatch(origin=origin, channel="mail", by=None)


def taken(dispatch, limit=10):
    with transaction.atomic():
        return [row.address for row in claiming.take(dispatch, worker="elsewhere:1:a", limit=limit)]


def states(origin):
    return list(Delivery.objects.filter(origin=origin).order_by("pk").values_list("state", "reason"))


@contextmanager
def being_begun(dispatch, limit=10):
    """Another worker has taken messages of the dispatch and not committed yet."""
    has_taken, may_commit, found = threading.Event(), threading.Event(), []

    def work():
        try:
            with transaction.atomic():
                found.extend(claiming.take(dispatch, worker="elsewhere:2:b", limit=limit))
                has_taken.set()
                may_commit.wait()
        finally:
            has_taken.set()
            connection.close()

    other = threading.Thread(target=work)
    other.start()
    has_taken.wait()
    try:
        yield found
    finally:
        may_commit.set()
        other.join()


def test_two_workers_at_once_never_take_more_than_the_budget_together():
    hanako, kenta = reader("a"), reader("b")
    first, second = opened("campaign:1", hanako), opened("campaign:2", hanako, kenta)
    with being_begun(first) as others:
        assert [row.address for row in others] == ["a@example.jp"]
        assert taken(second) == ["b@example.jp"]
        assert taken(second) == []
        assert states("campaign:2") == [("due", ""), ("claimed", "")]
    assert taken(second) == []
    assert states("campaign:1") == [("claimed", "")]
    assert states("campaign:2") == [("cancelled", "budget"), ("claimed", "")]


def test_what_another_worker_gives_back_leaves_room_for_ours():
    customer = reader("a")
    first, second = opened("campaign:1", customer), opened("campaign:2", customer)
    with being_begun(first):
        assert taken(second) == []
    Delivery.objects.filter(origin="campaign:1").update(state="due", begun_at=None, claimed_by="")
    assert taken(second) == ["a@example.jp"]


def test_a_sending_that_minds_no_budget_is_seen_by_one_that_does():
    customer = reader("a")
    first, second = opened("campaign:1", customer, minds_budget=False), opened("campaign:2", customer)
    with being_begun(first):
        assert taken(second) == []
    assert taken(second) == []
    assert (states("campaign:1"), states("campaign:2")) == ([("claimed", "")], [("cancelled", "budget")])


def test_two_messages_to_one_person_that_wait_together_are_begun_one_after_the_other():
    Policy.objects.update(per_week=2)
    customer, other = reader("a"), reader("b")
    dispatch = actions.stand(origin="journey:1:1:s1", channel="mail")
    for occasion in ("1", "2", "3"):
        new = NewDelivery(customer_id=customer.pk, address="a@example.jp", occasion=occasion)
        actions.add(origin="journey:1:1:s1", channel="mail", delivery=new)
    new = NewDelivery(customer_id=other.pk, address="b@example.jp", occasion="1")
    actions.add(origin="journey:1:1:s1", channel="mail", delivery=new)
    assert sorted(taken(dispatch)) == ["a@example.jp", "b@example.jp"]
    assert taken(dispatch) == ["a@example.jp"]
    assert taken(dispatch) == []
    assert states("journey:1:1:s1") == [("claimed", ""), ("claimed", ""), ("cancelled", "budget"), ("claimed", "")]
