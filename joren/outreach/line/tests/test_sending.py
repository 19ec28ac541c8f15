"""Pushes against a LINE on loopback that answers, refuses, hangs and cuts: what is then true of each person."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from joren.foundation.jobs.actions import schedule
from joren.foundation.time.clock import now
from joren.outreach.delivery import queries
from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.line.models import LineAccount
from joren.outreach.line.settling import settle_uncertain
from joren.record.customers.models import ContactPoint
from joren.record.timeline.models import Event

from .people import ORIGIN, account, freeze, people, prepare, run, send, user
from .server import fake_line

pytestmark = pytest.mark.django_db


def state_of(number):
    return Delivery.objects.get(address=user(number)).state


def run_again():
    Delivery.objects.filter(state="due").update(due_at=now())
    schedule("delivery.send", subject=ORIGIN, due_at=now())
    return run()


def test_everybody_gets_the_message_once_as_line_wants_it_and_it_is_on_their_timeline():
    with fake_line() as line:
        account(connections=3)
        freeze()
        prepare(people(20))
        assert send() == {"sent": 20}
    assert line.counts() == {user(n): 1 for n in range(1, 21)}
    assert line.faults == []
    text, bubble = line.shown[0][1]
    assert text == {"type": "text", "text": "田中様\n新しい豆が入りました。"}
    assert bubble["type"] == "flex" and bubble["altText"] == "エチオピア"
    uri = bubble["contents"]["footer"]["contents"][0]["action"]["uri"]
    assert uri.startswith("https://crm.example.jp/m/c/") and len(uri.rpartition("/")[2]) == 24
    assert len(set(line.retry_keys)) == 20
    assert Event.objects.filter(key="line.sent", origin=ORIGIN).count() == 20
    assert queries.dispatch_of(ORIGIN, "line").state == "finished"


@pytest.mark.parametrize("script", ["500_taken", "hang_taken", "cut_taken", "500", "cut"])
def test_a_push_without_an_answer_is_asked_for_again_under_its_key_and_shown_once(script):
    with fake_line() as line:
        account(connections=1, timeout=2 if script == "hang_taken" else 20)
        freeze()
        prepare(people(2))
        line.scripts[user(1)] = [script]
        assert send() == {"sent": 2}
    assert line.counts() == {user(1): 1, user(2): 1}
    first = Delivery.objects.get(address=user(1))
    if script.endswith("_taken"):
        assert first.message_id == line.keys[line.retry_keys[0]]


def test_line_that_never_answers_is_asked_later_and_shows_the_message_once():
    with fake_line() as line:
        account(connections=1)
        freeze()
        prepare(people(1))
        line.scripts[user(1)] = ["500_taken", "500", "500"]
        assert send() == {"due": 1}
        waiting = Delivery.objects.get()
        assert waiting.error_code.startswith("no_answer@") and queries.dispatch_of(ORIGIN, "line").state == "open"
        assert run_again() == {"sent": 1}
    assert line.counts() == {user(1): 1}
    assert len(set(line.retry_keys)) == 1


def test_after_a_day_the_key_is_not_trusted_any_more_and_a_person_decides():
    with fake_line() as line:
        account(connections=1)
        freeze()
        prepare(people(1))
        line.scripts[user(1)] = ["500_taken", "500", "500"]
        assert send() == {"due": 1}
        asked = len(line.retry_keys)
        with time_machine.travel(now() + timedelta(hours=24), tick=True):
            assert run_again() == {"uncertain": 1}
        assert len(line.retry_keys) == asked
    assert line.counts() == {user(1): 1}


def test_an_unanswered_push_is_remembered_when_line_is_too_busy_in_between():
    with fake_line() as line:
        account(connections=1)
        freeze()
        prepare(people(1))
        line.scripts[user(1)] = ["500_taken", "500", "500", "429"]
        send()
        first = Delivery.objects.get().error_code
        assert run_again() == {"due": 1}
        assert Delivery.objects.get().error_code == first
        assert run_again() == {"sent": 1}
    assert line.counts() == {user(1): 1}


def test_a_worker_that_vanished_leaves_nothing_uncertain_because_line_knows():
    with fake_line() as line:
        account(connections=1)
        freeze()
        prepare(people(2))
        assert send() == {"sent": 2}
        Delivery.objects.filter(address=user(1)).update(state="uncertain", reason="worker_lost", sent_at=None)
        assert settle_uncertain() == 1
        assert run() == {"sent": 2}
    assert line.counts() == {user(1): 1, user(2): 1}
    assert Delivery.objects.get(address=user(1)).error_code == "409"


def test_a_user_line_does_not_know_bounces_and_is_never_written_to_again():
    with fake_line() as line:
        account(connections=1)
        freeze()
        prepare(people(2))
        line.scripts[user(1)] = ["400_to"]
        assert send() == {"bounced": 1, "sent": 1}
    assert ContactPoint.objects.get(value=user(1)).undeliverable_at is not None
    assert Suppression.objects.get(channel="line").address == user(1)


def test_a_message_line_refuses_fails_and_spoils_no_address():
    with fake_line() as line:
        account(connections=1)
        freeze()
        prepare(people(2))
        line.scripts[user(1)] = ["400"]
        assert send() == {"failed": 1, "sent": 1}
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("script", "state", "said"), [("401", "paused", "Authentication"), ("429_month", "paused", "monthly limit")]
)
def test_a_refused_token_or_a_used_up_month_pauses_the_sending_with_lines_words(script, state, said):
    with fake_line() as line:
        account(connections=1)
        freeze()
        prepare(people(3))
        line.scripts[user(1)] = [script]
        assert send() == {"due": 3}
    dispatch = queries.dispatch_of(ORIGIN, "line")
    assert dispatch.state == state and said in dispatch.problem
    assert line.shown == []


def test_too_fast_ends_the_run_for_now_and_loses_nobody():
    with fake_line() as line:
        account(connections=1)
        freeze()
        prepare(people(3))
        line.scripts[user(2)] = ["429"]
        counts = send()
        assert counts["due"] >= 1 and queries.dispatch_of(ORIGIN, "line").state == "open"
        assert run_again() == {"sent": 3}
    assert line.counts() == {user(n): 1 for n in (1, 2, 3)}


def test_no_message_left_this_month_pauses_before_anything_is_sent():
    with fake_line() as line:
        line.quota, line.used = {"type": "limited", "value": 200}, 200
        account()
        freeze()
        prepare(people(2))
        assert send() == {"due": 2}
    assert "200" in queries.dispatch_of(ORIGIN, "line").problem
    assert line.shown == []


def test_each_message_knows_its_yen_free_ones_first():
    with fake_line() as line:
        line.used = 98
        account(connections=1)
        freeze()
        prepare(people(4))
        assert send() == {"sent": 4}
    assert list(Delivery.objects.order_by("pk").values_list("cost", flat=True)) == [0, 0, Decimal(3), Decimal(3)]
    assert LineAccount.objects.get().quota_used == 102


def test_without_words_for_line_or_with_line_off_the_sending_pauses_with_a_sentence():
    with fake_line() as line:
        stored = account()
        prepare(people(1))
        assert send() == {"due": 1}
        assert queries.dispatch_of(ORIGIN, "line").problem != ""
        stored.is_on = False
        stored.save()
        freeze()
        schedule("delivery.send", subject=ORIGIN, due_at=now())
        assert run() == {"due": 1}
    assert line.requests == []
