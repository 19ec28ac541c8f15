"""What the engine asks right before each message: quiet hours, peace asked for, attention taken meanwhile."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction

from joren.foundation.jobs.models import Job
from joren.foundation.time.clock import now
from joren.outreach.delivery import actions, claiming, policy
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.models import ChannelRule, Delivery, Policy, Wish
from joren.outreach.delivery.tasks import sweep

from .test_reach import person, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_channels")]

NIGHT, MORNING, HOLIDAY = "2026-11-24T22:30+09:00", "2026-11-25T08:00+09:00", "2026-11-23T12:00+09:00"


def quiet_at_night(*, holidays=False):
    ChannelRule.objects.create(
        channel="mail", points=1, yen=0, quiet_from=time(21), quiet_until=time(8), rests_on_holidays=holidays
    )


def opened(*customers, purpose="marketing", minds_budget=True):
    new = [NewDelivery(customer_id=customer.pk, address=f"{customer.given_name}@example.jp") for customer in customers]
    actions.prepare(origin="campaign:1", channel="mail", deliveries=new, purpose=purpose, minds_budget=minds_budget)
    return actions.open_dispatch(origin="campaign:1", channel="mail", by=None)


def taken(dispatch):
    with transaction.atomic():
        return [row.address for row in claiming.take(dispatch, worker="elsewhere:1:a", limit=10)]


def reader(name):
    return person(name, mail=f"{name}@example.jp", agrees_to=["mail"])


def test_nothing_begins_in_quiet_hours_and_everything_when_they_end(time_machine):
    time_machine.move_to(NIGHT, tick=False)
    quiet_at_night()
    dispatch = opened(reader("a"))
    assert taken(dispatch) == []
    assert Delivery.objects.get().state == "due"
    assert policy.next_allowed("mail", now()).isoformat() == "2026-11-24T23:00:00+00:00"
    time_machine.move_to(MORNING, tick=False)
    assert taken(dispatch) == ["a@example.jp"]


def test_the_sweep_lets_people_sleep(time_machine):
    time_machine.move_to(NIGHT, tick=False)
    quiet_at_night()
    opened(reader("a"))
    Job.objects.all().delete()
    sweep(None)
    assert not Job.objects.filter(kind="delivery.send").exists()
    time_machine.move_to(MORNING, tick=False)
    sweep(None)
    assert Job.objects.filter(kind="delivery.send", subject="campaign:1").exists()


def test_sundays_and_holidays_may_be_days_of_rest(time_machine):
    time_machine.move_to(HOLIDAY, tick=False)
    quiet_at_night(holidays=True)
    dispatch = opened(reader("a"))
    assert taken(dispatch) == []
    assert policy.next_allowed("mail", now()).isoformat() == "2026-11-23T23:00:00+00:00"
    ChannelRule.objects.update(rests_on_holidays=False)
    assert taken(dispatch) == ["a@example.jp"]


def test_what_a_person_waits_for_comes_at_night_too(time_machine):
    from joren.record.consents.models import Consent

    time_machine.move_to(NIGHT, tick=False)
    quiet_at_night()
    customer = reader("a")
    Consent.objects.create(customer=customer, channel="mail", purpose="service", granted_at=now())
    assert taken(opened(customer, purpose="service")) == ["a@example.jp"]


def test_a_channel_keeps_the_hours_it_declares_until_somebody_decides(settings, time_machine):
    settings.QUIET_BY_DEFAULT = True
    time_machine.move_to(NIGHT, tick=False)
    assert policy.is_quiet("mail", now()) and not policy.is_quiet("line", now())
    ChannelRule.objects.create(channel="mail", points=1, yen=0, quiet_from=time(0), quiet_until=time(0))
    assert not policy.is_quiet("mail", now())


def test_attention_taken_by_another_sending_meanwhile_stops_a_message():
    Policy.objects.create(pk=1, per_week=2, per_month=8)
    full, fresh = reader("a"), reader("b")
    dispatch = opened(full, fresh)
    sent(full, 0, channel="line")  # two points, after the audience was decided
    sent(fresh, 8, channel="line")
    assert taken(dispatch) == ["b@example.jp"]
    assert list(Delivery.objects.filter(origin="campaign:1", customer=full).values_list("state", "reason")) == [
        ("cancelled", "budget")
    ]


def test_a_sending_that_does_not_mind_the_budget_goes_to_everybody():
    Policy.objects.create(pk=1, per_week=1)
    customer = reader("a")
    sent(customer, 1)
    assert taken(opened(customer, minds_budget=False)) == ["a@example.jp"]


def test_somebody_who_asked_for_peace_meanwhile_gets_it():
    customer, past = reader("a"), reader("b")
    dispatch = opened(customer, past)
    Wish.objects.create(customer=customer, paused_until=date(2999, 1, 1))
    Wish.objects.create(customer=past, paused_until=now().date() - timedelta(days=1))
    assert taken(dispatch) == ["b@example.jp"]
    assert Delivery.objects.get(customer=customer).reason == "paused"


def test_two_sendings_at_once_never_take_more_than_the_budget_together():
    Policy.objects.create(pk=1, per_week=1)
    customer = reader("a")
    first = opened(customer)
    new = [NewDelivery(customer_id=customer.pk, address="a@example.jp")]
    actions.prepare(origin="campaign:2", channel="mail", deliveries=new, minds_budget=True)
    second = actions.open_dispatch(origin="campaign:2", channel="mail", by=None)
    assert taken(first) == ["a@example.jp"]  # begun, its outcome not known yet
    assert taken(second) == []
    assert Delivery.objects.get(origin="campaign:2").reason == "budget"
