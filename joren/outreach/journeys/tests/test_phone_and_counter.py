"""Journeys over the phone and at the counter: the list of calls fills, the rehearsal says the same."""

from datetime import timedelta

import pytest

from joren.foundation.jobs.running import run_due
from joren.outreach.calls.models import Call
from joren.outreach.content import actions as content
from joren.outreach.content.words import Words
from joren.outreach.delivery.models import Delivery
from joren.outreach.journeys import actions
from joren.outreach.journeys.models import Rehearsed
from joren.outreach.journeys.rehearsing import play
from joren.record.consents import actions as consents
from joren.record.timeline.models import Event
from tests import cast

from .playing import MONDAY, at, flow, live, note, passed, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
TEXT = [{"type": "talk_opening", "text": "{{ customer.family_name }}様、常です。"}]


def talk(channel="phone"):
    blocks = TEXT if channel == "phone" else [{"type": "text", "text": "本文"}]
    subject = "" if channel == "phone" else "件名"
    return content.create(name="お礼", by=None, wordings=[Words(channel=channel, subject=subject, blocks=blocks)])


def may_call(customer):
    consents.grant(
        customer_id=customer.pk, channel="phone", how="店頭", text="電話可", by=None, at=MONDAY - timedelta(days=300)
    )


def rehearsed(journey):
    with at(MONDAY + timedelta(days=2)):
        rehearsal = actions.rehearse(journey, by=None, days=30)
        play(rehearsal.pk)
    return sorted(Rehearsed.objects.filter(rehearsal=rehearsal).values_list("customer", "outcome", "channel"))


def test_a_message_over_the_phone_becomes_a_call_and_rehearses_so():
    kenta, yumi = cast.kenta(), cast.yumi()
    may_call(kenta)
    journey = live(flow(step("s1", "message", message=talk().pk, channels=["phone"], never_twice=False)))
    note(kenta, MONDAY)
    note(yumi, MONDAY)
    with at(MONDAY):
        run_due(kinds=["delivery.send"], until_none_left=False)
    (call,) = Call.objects.all()
    assert (call.customer, call.place, call.title, call.phone) == (kenta, "phone", "お礼", "+818033334444")
    assert call.card == [{"kind": "talk_opening", "text": "鈴木様、常です。", "answers": []}]
    assert Delivery.objects.get().state == "sent"
    assert not Event.objects.filter(key="phone.sent").exists()
    assert sorted(outcome for _step, outcome in passed(journey)) == ["no_consent", "sent"]
    Delivery.objects.all().delete()
    assert rehearsed(journey) == [(kenta.pk, "sent", "phone"), (yumi.pk, "no_consent", "")]


def test_told_at_the_counter_without_consent_to_calls_but_not_whoever_refused_everything():
    kenta, yumi = cast.kenta(), cast.yumi()
    consents.withdraw(customer_id=yumi.pk, channel="mail", how="用紙", by=None, at=MONDAY - timedelta(days=1))
    journey = live(flow(step("s1", "counter", message=talk().pk, days=10)))
    note(kenta, MONDAY)
    note(yumi, MONDAY)
    (call,) = Call.objects.all()
    assert (call.customer, call.place, call.delivery, call.origin) == (
        kenta,
        "counter",
        None,
        f"journey:{journey.pk}:1:s1",
    )
    assert call.card[0]["text"] == "鈴木様、常です。"
    assert call.due_on == (MONDAY + timedelta(days=10)).date()
    assert not Delivery.objects.exists()
    Call.objects.all().delete()
    assert rehearsed(journey) == [(kenta.pk, "done", ""), (yumi.pk, "no_consent", "")]


def test_without_a_talk_card_it_is_not_published():
    from joren.outreach.journeys.counter import check

    words = talk("mail")
    assert list(check({"message": words.pk, "days": 3})) == ["メッセージ「お礼」にはトークカードがありません。"]
    assert list(check({"message": talk().pk, "days": 3})) == []
