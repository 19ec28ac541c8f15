"""Calls: on the list once, taken by one, settled once; what follows from each outcome, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connections

from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.calls import actions, errors, queries
from joren.outreach.calls.models import Attempt, Call, Conditions, CounterStop
from joren.outreach.calls.outcomes import Report
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import queries as deliveries
from joren.outreach.delivery.models import Delivery, Suppression, Wish
from joren.record.consents import actions as consents
from joren.record.consents.models import Consent
from joren.record.consents.queries import may_receive
from joren.record.customers.models import ContactPoint
from joren.record.timeline.models import Event
from tests import cast

from .calling import ORIGIN, agrees, at, everything, made, on_the_list, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday_afternoon(settings):
    settings.QUIET_BY_DEFAULT = True
    with at():
        yield


@pytest.fixture
def hanako():
    found = cast.hanako()
    agrees(found)
    return found


@pytest.fixture
def call(hanako):
    (found,) = on_the_list(hanako)
    return found


def refused(problem, action, *given, **more):
    before = everything()
    with pytest.raises(problem):
        action(*given, **more)
    assert everything() == before


# --- on the list ----------------------------------------------------------------------------------------------------


def test_a_message_becomes_an_entry_with_its_talk_card_and_nothing_is_told_yet(hanako, call):
    assert (call.shop, call.phone, call.state) == (cast.station_shop(), "+819011112222", "open")
    assert call.due_on == date(2026, 11, 27)
    assert [(one["kind"], one["text"], one["answers"]) for one in call.card] == [
        ("talk_opening", "山田様、常でございます。", []),
        ("say", "新豆が入りました。くわしく", []),
        ("talk_question", "お取り置きしますか。", ["はい", "いいえ"]),
        ("talk_closing", "お待ちしております。", []),
    ]
    assert deliveries.counts_by_state(ORIGIN, "phone")["sent"] == 1
    assert told(hanako) == []


def test_nobody_without_consent_comes_onto_the_list():
    hanako, kenta = cast.hanako(), cast.kenta()
    agrees(kenta)
    assert [call.customer_id for call in on_the_list(hanako, kenta)] == [kenta.pk]
    assert Delivery.objects.get(customer=hanako).reason == "no_consent"


def test_one_shop_may_make_all_calls(hanako):
    actions.set_conditions(Conditions(shop=cast.cafe(), days=3), by=cast.owner())
    (call,) = on_the_list(hanako)
    assert (call.shop, call.due_on) == (cast.cafe(), date(2026, 11, 23))


def test_the_shop_sees_its_own_list_and_another_shop_cannot_take_from_it(call):
    elsewhere = cast._staff("cafe@example.jp", "加藤 茶", "shop_staff")
    cast.cafe().staff.add(elsewhere)
    assert list(queries.to_call(cast.station_staff(), clock.now())) == [call]
    assert list(queries.to_call(cast.owner(), clock.now())) == [call]
    assert list(queries.to_call(elsewhere, clock.now())) == []
    refused(errors.NoSuchCall, actions.take, call.pk, by=elsewhere)


@pytest.mark.parametrize("why", ["consent", "number", "suppressed", "paused", "cancelled", "wish"])
def test_what_changed_after_the_entry_was_made_keeps_staff_from_calling(hanako, call, why):
    if why == "consent":
        consents.withdraw(customer_id=hanako.pk, channel="phone", how="メールで", by=None)
    elif why == "number":
        ContactPoint.objects.filter(value=call.phone).update(undeliverable_at=clock.now())
    elif why == "suppressed":
        Suppression.objects.create(channel="phone", address=call.phone, reason="manual", at=clock.now())
    elif why == "wish":
        Wish.objects.create(customer=hanako, paused_until=date(2026, 12, 24))
    elif why == "paused":
        delivery.Dispatch.objects.filter(origin=ORIGIN).update(state="paused")
    else:
        delivery.Dispatch.objects.filter(origin=ORIGIN).update(state="cancelled")
    assert list(queries.to_call(cast.owner(), clock.now())) == []
    refused(errors.MayNotCall, actions.take, call.pk, by=cast.owner())
    closed = actions.sweep(clock.now())
    assert closed == (0 if why in ("paused", "wish") else 1)
    if closed:
        row = Delivery.objects.get(customer=hanako)
        assert (row.state, row.reason, row.cost, row.sent_at) == ("cancelled", "withdrawn", Decimal(0), None)
        assert told(hanako) == []


# --- one at a time --------------------------------------------------------------------------------------------------


def test_who_is_calling_keeps_the_call_until_the_lease_ends(call):
    owner, manager = cast.owner(), cast.manager()
    actions.take(call.pk, by=owner)
    refused(errors.SomebodyIsCalling, actions.take, call.pk, by=manager)
    refused(errors.SomebodyIsCalling, actions.record, call.pk, Report(outcome="reached"), by=manager)
    refused(errors.SomebodyIsCalling, actions.tell, call.pk, Report(outcome="reached"), by=manager)
    with at(2026, 11, 20, 14, 16):
        actions.take(call.pk, by=manager)
        refused(errors.SomebodyIsCalling, actions.record, call.pk, Report(outcome="reached"), by=owner)
        assert actions.record(call.pk, Report(outcome="reached"), by=manager).staff == manager


def test_a_long_talk_is_recorded_after_the_lease_when_nobody_else_took_it(call):
    actions.take(call.pk, by=cast.owner())
    with at(2026, 11, 20, 14, 40):
        assert actions.record(call.pk, Report(outcome="reached"), by=cast.owner()).minutes == Decimal(40)


def test_given_back_it_is_free_at_once_and_taking_another_gives_back_the_first(hanako):
    kenta = cast.kenta()
    agrees(kenta)
    first, second = on_the_list(hanako, kenta)
    actions.take(first.pk, by=cast.owner())
    actions.release(first.pk, by=cast.manager())
    refused(errors.SomebodyIsCalling, actions.take, first.pk, by=cast.manager())
    actions.release(first.pk, by=cast.owner())
    actions.take(first.pk, by=cast.manager())
    actions.take(second.pk, by=cast.manager())
    actions.take(first.pk, by=cast.owner())


def test_nothing_is_recorded_of_a_call_nobody_took_or_twice_or_in_unknown_words(call):
    owner = cast.owner()
    refused(errors.NotTaken, actions.record, call.pk, Report(outcome="reached"), by=owner)
    actions.take(call.pk, by=owner)
    refused(errors.UnknownOutcome, actions.record, call.pk, Report(outcome="maybe"), by=owner)
    refused(errors.BadMinutes, actions.record, call.pk, Report(outcome="reached", minutes=Decimal(999)), by=owner)
    refused(errors.BadHour, actions.record, call.pk, Report(outcome="again"), by=owner)
    past = Report(outcome="again", again_at=clock.now() - timedelta(hours=1))
    refused(errors.BadHour, actions.record, call.pk, past, by=owner)
    actions.record(call.pk, Report(outcome="reached"), by=owner)
    refused(errors.CallIsOver, actions.record, call.pk, Report(outcome="refused", stop=True), by=owner)
    refused(errors.CallIsOver, actions.take, call.pk, by=owner)


def test_no_call_in_quiet_hours_unless_the_customer_asked_for_it(call):
    with at(2026, 11, 20, 20, 30):
        refused(errors.NotNow, actions.take, call.pk, by=cast.owner())
        assert list(queries.ready(cast.owner(), clock.now())) == []
    made(call, "again", cast.owner(), again_at=clock.now() + timedelta(hours=6, minutes=30))
    refused(errors.NotNow, actions.take, call.pk, by=cast.owner())
    with at(2026, 11, 20, 20, 30):
        assert list(queries.ready(cast.owner(), clock.now())) == [call]
        actions.take(call.pk, by=cast.owner())


# --- what came of it ------------------------------------------------------------------------------------------------


def test_reached_is_told_with_minutes_answers_and_what_it_cost(hanako, call):
    actions.take(call.pk, by=cast.owner())
    with at(2026, 11, 20, 14, 4):
        answers = ({"question": "お取り置きしますか。", "answer": "はい"},)
        actions.record(call.pk, Report(outcome="reached", answers=answers, note="土曜に来店"), by=cast.owner())
        row = Delivery.objects.get()
        assert (row.state, row.cost, row.sent_at, row.replied_at) == (
            "sent",
            Decimal("100.00"),
            clock.now(),
            clock.now(),
        )
    assert told(hanako) == ["phone.sent", "phone.reached"]
    event = Event.objects.get(key="phone.reached")
    assert event.data["minutes"] == "4.0"
    assert event.data["answers"] == ["お取り置きしますか。: はい"]
    assert (event.origin, event.shop, event.staff) == (ORIGIN, cast.station_shop(), cast.owner())


def test_declining_with_the_tick_withdraws_the_consent_with_evidence(hanako, call):
    made(call, "refused", cast.owner(), note="もう電話しないで", stop=True)
    assert not may_receive([hanako.pk], "phone")
    row = Consent.objects.get(customer=hanako, channel="phone")
    assert "もう電話しないで" in row.withdrawn_how and "常田 栄" in row.withdrawn_how
    assert "phone.refused" in told(hanako)


def test_declining_without_the_tick_keeps_the_consent(hanako, call):
    made(call, "refused", cast.owner())
    assert may_receive([hanako.pk], "phone") == {hanako.pk}


def test_nobody_answering_is_tried_at_other_hours_and_given_up_after_the_last_try(hanako, call):
    made(call, "missed", cast.owner(), minutes=Decimal(1))
    call.refresh_from_db()
    assert call.not_before.astimezone(TOKYO).hour == 17
    refused(errors.NotNow, actions.take, call.pk, by=cast.owner())
    with at(2026, 11, 20, 17, 10):
        made(call, "missed", cast.owner(), minutes=Decimal(1))
    call.refresh_from_db()
    assert call.not_before.astimezone(TOKYO).strftime("%d %H") == "21 10"
    with at(2026, 11, 21, 10):
        made(call, "missed", cast.owner(), minutes=Decimal(1))
    call.refresh_from_db()
    assert call.state == "missed"
    row = Delivery.objects.get()
    assert (row.state, row.reason, row.cost) == ("failed", "not_reached", Decimal("75.00"))
    assert told(hanako) == ["phone.sent", *["phone.not_reached"] * 3]


def test_a_wrong_number_is_marked_and_never_called_again(hanako, call):
    made(call, "wrong", cast.owner(), note="別の方が出た")
    point = ContactPoint.objects.get(value=call.phone)
    assert (point.undeliverable_at, point.undeliverable_reason) == (clock.now(), "別の方が出た")
    assert Delivery.objects.get().state == "bounced"
    assert told(hanako) == ["phone.sent", "phone.bounced"]
    assert not Suppression.objects.exists()  # the number may well be another customer's


def test_what_nobody_called_in_time_is_taken_back_and_costs_nothing(hanako, call):
    with at(2026, 11, 27, 23):
        assert actions.sweep(clock.now()) == 0
    with at(2026, 11, 28, 0, 5):
        assert actions.sweep(clock.now()) == 1
    row = Delivery.objects.get()
    assert (row.state, row.reason, row.cost, row.sent_at) == ("cancelled", "expired", Decimal(0), None)
    assert told(hanako) == []


# --- at the counter -------------------------------------------------------------------------------------------------


def test_a_customer_who_comes_in_is_told_and_not_called_any_more(hanako, call):
    assert queries.to_tell(hanako.pk, clock.now()) == [call]
    actions.tell(call.pk, Report(outcome="reached"), by=cast.station_staff())
    assert told(hanako) == ["counter.told"]
    assert list(queries.to_call(cast.owner(), clock.now())) == []
    row = Delivery.objects.get()
    assert (row.state, row.cost, row.replied_at) == ("sent", Decimal("25.00"), clock.now())
    refused(errors.CallIsOver, actions.tell, call.pk, Report(outcome="refused"), by=cast.owner())


def at_counter(customer, origin="journey:1:1:s1"):
    card = [{"kind": "say", "text": "新豆です", "answers": []}]
    return actions.put_at_counter(
        customer_id=customer.pk, origin=origin, occasion="1", title="新豆", card=card, days=14, at=clock.now()
    )


def test_the_counter_needs_no_consent_to_calls_and_has_each_thing_once():
    kenta = cast.kenta()
    assert at_counter(kenta) == "done"
    assert at_counter(kenta) == "unchanged"
    (call,) = queries.to_tell(kenta.pk, clock.now())
    assert (call.place, call.delivery) == ("counter", None)
    assert list(queries.to_call(cast.owner(), clock.now())) == []
    refused(errors.NoSuchCall, actions.take, call.pk, by=cast.owner())


def test_another_day_hides_it_until_tomorrow():
    kenta = cast.kenta()
    at_counter(kenta)
    (call,) = queries.to_tell(kenta.pk, clock.now())
    assert actions.tell(call.pk, Report(outcome="again"), by=cast.owner()) is None
    assert queries.to_tell(kenta.pk, clock.now()) == []
    with at(2026, 11, 21, 11):
        assert queries.to_tell(kenta.pk, clock.now()) == [call]


def test_whoever_wants_no_offers_is_left_in_peace_at_the_counter_until_they_say_otherwise():
    kenta = cast.kenta()
    at_counter(kenta)
    (call,) = queries.to_tell(kenta.pk, clock.now())
    actions.tell(call.pk, Report(outcome="refused", stop=True, note="いりません"), by=cast.owner())
    assert "いりません" in CounterStop.objects.get().how
    before = everything()
    assert at_counter(kenta, "journey:1:1:s2") == "suppressed"
    assert everything() == before
    actions.may_be_told_again(kenta.pk, by=cast.owner())
    assert at_counter(kenta, "journey:1:1:s2") == "done"


def test_whoever_said_no_to_everything_or_pauses_is_told_nothing(hanako):
    consents.withdraw(customer_id=hanako.pk, channel="phone", how="用紙", by=None)
    assert at_counter(hanako) == "no_consent"
    consents.grant(customer_id=hanako.pk, channel="mail", how="用紙", text="メールは可", by=None)
    assert at_counter(hanako) == "done"
    Wish.objects.create(customer=hanako, paused_until=date(2026, 12, 1))
    assert queries.to_tell(hanako.pk, clock.now()) == []


# --- two at once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_the_same_moment_one_calls_and_one_result_counts():
    hanako = cast.hanako()
    agrees(hanako)
    (call,) = on_the_list(hanako)
    both = [cast.owner(), cast.manager()] * 4

    def press(staff):
        try:
            actions.take(call.pk, by=staff)
            return staff.pk
        except errors.SomebodyIsCalling:
            return None
        finally:
            connections.close_all()

    def say(staff):
        try:
            return actions.record(call.pk, Report(outcome="reached"), by=staff).pk
        except (errors.SomebodyIsCalling, errors.CallIsOver):
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        winners = {one for one in pool.map(press, both) if one}
        results = [one for one in pool.map(say, both) if one]
    assert len(winners) == 1
    assert len(results) == Attempt.objects.count() == 1
    assert Attempt.objects.get().staff_id in winners
    assert told(hanako) == ["phone.sent", "phone.reached"]
    assert Call.objects.get().state == "reached"
