"""The engine and the SMTP adapter against real sockets: what the other side does, and what is then true of each
person."""

from threading import Event as Event_
from threading import Thread

import pytest
from django.db import connection

from joren.foundation.business.models import Business
from joren.foundation.jobs.actions import schedule
from joren.foundation.jobs.models import Job
from joren.foundation.time.clock import now
from joren.outreach.content.words import Words
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import queries, suppressing
from joren.outreach.delivery.errors import DispatchState
from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.delivery.tasks import sweep
from joren.outreach.mail import actions
from joren.outreach.mail.errors import AccountIncomplete
from joren.outreach.mail.models import CapturedMail
from joren.record.consents import actions as consents
from joren.record.customers.models import ContactPoint
from joren.record.timeline.models import Event
from tests import cast

from .people import ORIGIN, account, people, prepare, run, send, the_sender
from .server import Misbehaving, behaving

pytestmark = pytest.mark.django_db(transaction=True)


def state_of(address):
    return Delivery.objects.get(address=address).state


def run_again():
    schedule("delivery.send", subject=ORIGIN, due_at=now())
    return run()


def test_everybody_gets_the_mail_once_and_it_is_on_their_timeline():
    with behaving() as server:
        account(server.port, connections=3)
        prepare(people(40))
        assert send() == {"sent": 40}
    assert server.inbox.counts() == {f"p{n}@example.jp": 1 for n in range(1, 41)}
    assert Event.objects.filter(key="mail.sent", origin=ORIGIN).count() == 40
    assert queries.dispatch_of(ORIGIN, "mail").state == "finished"


def test_a_full_mailbox_is_tried_again_later_and_nobody_else_waits_for_it():
    replies = {"p2@example.jp": ("rcpt", "451 4.2.2 mailbox full, try later")}
    with behaving(replies) as server:
        account(server.port)
        prepare(people(3))
        assert send() == {"sent": 2, "due": 1}
        waiting = Delivery.objects.get(address="p2@example.jp")
        assert (waiting.attempts, waiting.error_code) == (1, "451")
        assert (waiting.due_at - waiting.begun_at).total_seconds() == pytest.approx(60, abs=5)
        server.inbox.replies.clear()
        Delivery.objects.update(due_at=waiting.begun_at)
        sweep(None)
        assert run() == {"sent": 3}
    assert server.inbox.counts()["p2@example.jp"] == 1


def test_an_address_that_does_not_exist_bounces_once_and_is_never_written_to_again():
    gone = "p2@example.jp"
    with behaving({gone: ("rcpt", "550 5.1.1 no such user")}) as server:
        account(server.port)
        customers = people(3)
        prepare(customers)
        assert send() == {"sent": 2, "bounced": 1}
    point = ContactPoint.objects.get(value=gone)
    assert point.undeliverable_at is not None and "no such user" in point.undeliverable_reason
    assert Suppression.objects.get(address=gone).reason == "bounced"
    assert Event.objects.filter(key="mail.bounced", customer=point.customer).count() == 1
    assert not Event.objects.filter(key="mail.sent", customer=point.customer).exists()


def test_a_refusal_by_policy_fails_without_spoiling_the_address():
    with behaving({"p1@example.jp": ("data", "554 5.7.1 looks like spam")}) as server:
        account(server.port)
        prepare(people(2))
        assert send() == {"sent": 1, "failed": 1}
    assert ContactPoint.objects.filter(undeliverable_at=None).count() == 2
    assert not Suppression.objects.exists()


def test_when_everything_is_refused_the_sending_pauses_instead_of_burning_the_list():
    replies = {f"p{n}@example.jp": ("rcpt", "550 5.7.1 relaying denied") for n in range(1, 61)}
    with behaving(replies) as server:
        account(server.port)
        prepare(people(60))
        counts = send()
    assert counts["failed"] < 30 and counts["due"] > 30
    dispatch = queries.dispatch_of(ORIGIN, "mail")
    assert dispatch.state == "paused" and "relaying denied" in dispatch.problem


@pytest.mark.parametrize("script", ["hang_rcpt", "close_rcpt", "garbage", "421_rcpt"])
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_server_that_fails_before_the_message_is_taken_gets_it_again_later(script, pipelining):
    with Misbehaving({"p2@example.jp": script}, pipelining=pipelining) as server:
        account(server.port, timeout=1)
        prepare(people(2))
        send()
        assert (state_of("p1@example.jp"), state_of("p2@example.jp")) == ("sent", "due")
        server.scripts.clear()
        Delivery.objects.update(due_at=now())
        assert run_again() == {"sent": 2}
        assert server.counts() == {"p1@example.jp": 1, "p2@example.jp": 1}


@pytest.mark.parametrize("script", ["close_after_dot", "hang_after_dot", "cut_data"])
def test_a_message_without_an_answer_is_uncertain_and_never_sent_again_by_itself(script, monkeypatch):
    monkeypatch.setattr("joren.outreach.mail.accounts._PATIENCE", 1)
    with Misbehaving({"p2@example.jp": script}) as server:
        account(server.port, timeout=1)
        prepare(people(3))
        send()
        assert state_of("p2@example.jp") == "uncertain"
        server.scripts.clear()
        for _ in range(3):
            sweep(None)
            run()
        assert run() == {"sent": 2, "uncertain": 1}
        assert server.counts()["p2@example.jp"] <= 1
    assert [row.address for row in queries.uncertain(None)] == ["p2@example.jp"]


def test_a_server_that_limits_messages_on_a_connection_is_called_again_at_once():
    with Misbehaving(limit=4) as server:
        account(server.port)
        prepare(people(10))
        assert send() == {"sent": 10}
        assert server.connections == 3


def test_when_nobody_answers_the_messages_wait_and_no_try_is_counted():
    with Misbehaving() as server:
        account(server.port)
    prepare(people(2))
    send()
    assert set(Delivery.objects.values_list("state", "attempts")) == {("due", 0)}
    job = Job.objects.get(kind="delivery.send")
    assert job.state == "due" and "Connection" in job.error


def test_a_wrong_password_pauses_with_the_servers_words(settings):
    with Misbehaving(greeting="554 5.7.1 you are not welcome") as server:
        account(server.port)
        prepare(people(2))
        send()
    dispatch = queries.dispatch_of(ORIGIN, "mail")
    assert dispatch.state == "paused" and "not welcome" in dispatch.problem
    assert set(Delivery.objects.values_list("state", "attempts")) == {("due", 0)}


def test_consent_withdrawn_after_the_audience_was_fixed_stops_the_mail():
    with behaving() as server:
        account(server.port)
        first, second = people(2)
        prepare([first, second])
        consents.withdraw(customer_id=second.pk, channel="mail", how="お電話", by=None)
        assert send() == {"sent": 1, "cancelled": 1}
    assert server.inbox.counts() == {"p1@example.jp": 1}
    assert Delivery.objects.get(customer=second).reason == "no_consent"


def test_a_suppressed_or_changed_address_is_not_written_to():
    with behaving() as server:
        account(server.port)
        customers = people(3)
        prepare(customers)
        suppressing.suppress(channel="mail", address="p1@example.jp", reason="complained", by=None)
        ContactPoint.objects.filter(value="p2@example.jp").delete()
        assert send() == {"sent": 1, "cancelled": 2}
    assert dict(Delivery.objects.filter(state="cancelled").values_list("address", "reason")) == {
        "p1@example.jp": "suppressed",
        "p2@example.jp": "address_gone",
    }


def test_a_person_and_an_address_get_one_row_for_an_origin_whatever_is_asked():
    customers = people(2)
    prepare(customers)
    prepare(customers)
    other = cast.kenta()
    delivery.prepare(
        origin=ORIGIN,
        channel="mail",
        deliveries=[delivery.NewDelivery(customer_id=other.pk, address="p1@example.jp")],
    )
    assert Delivery.objects.count() == 2


def test_an_audience_never_grows_once_it_was_opened():
    customers = people(2)
    prepare(customers[:1])
    delivery.open_dispatch(origin=ORIGIN, channel="mail", by=None)
    with pytest.raises(DispatchState):
        prepare(customers)
    assert Delivery.objects.count() == 1


def test_pause_resume_and_cancel(owner):
    with behaving() as server:
        account(server.port)
        prepare(people(5))
        delivery.open_dispatch(origin=ORIGIN, channel="mail", by=owner)
        delivery.pause(origin=ORIGIN, channel="mail", by=owner)
        assert run() == {"due": 5}
        delivery.resume(origin=ORIGIN, channel="mail", by=owner)
        assert run_again() == {"sent": 5}
        with pytest.raises(DispatchState):
            delivery.cancel(origin=ORIGIN, channel="mail", by=owner)
    assert sum(server.inbox.counts().values()) == 5


def test_a_pause_in_the_middle_stops_within_the_messages_in_flight(owner):
    with behaving() as server:
        account(server.port)
        prepare(people(60))
        arrived = server.inbox.raw

        class PauseAfterTen(list):
            def append(self, item):
                super().append(item)
                if len(self) == 10:
                    pausing.set()

        server.inbox.raw = PauseAfterTen(arrived)
        pausing = Event_()

        def pause():
            pausing.wait(10)
            delivery.pause(origin=ORIGIN, channel="mail", by=None)
            connection.close()

        thread = Thread(target=pause)
        thread.start()
        send()
        thread.join()
        counts = run()
        assert counts["due"] + counts["sent"] == 60 and counts["due"] > 0
        delivery.cancel(origin=ORIGIN, channel="mail", by=owner)
    assert Delivery.objects.filter(state="cancelled").count() == counts["due"]
    assert len(server.inbox.raw) == counts["sent"]


def test_without_an_account_mails_are_kept_in_the_mailbox_and_nothing_leaves():
    prepare(people(3))
    assert send() == {"sent": 3}
    kept = CapturedMail.objects.order_by("recipient")
    assert [mail.recipient for mail in kept] == ["p1@example.jp", "p2@example.jp", "p3@example.jp"]
    assert kept[0].subject == "田中様へ 新豆のお知らせ"


def test_without_the_senders_name_and_address_nothing_is_sent():
    customers = people(1)
    account(port=2525)
    prepare(customers)
    Business.objects.update(sender_address="")
    assert send() == {"due": 1}
    assert queries.dispatch_of(ORIGIN, "mail").state == "paused"
    assert not CapturedMail.objects.exists()


def test_a_message_that_cannot_be_made_fails_alone():
    customers = people(3)
    prepare(customers, body="{% for i in (1..customer.member_number) %}.{% endfor %}ありがとうございます")
    Delivery.objects.update(content={"customer": {"member_number": 5}})
    Delivery.objects.filter(customer=customers[1]).update(content={"customer": {"member_number": 5000}})
    assert send() == {"sent": 2, "failed": 1}


def test_a_test_mail_goes_over_the_real_account_and_what_the_server_refuses_is_said():
    words = Words(channel="mail", subject="お知らせ", blocks=[{"type": "text", "text": "こんにちは"}])
    with behaving({"no@example.jp": ("rcpt", "550 5.1.1 no such user")}) as server:
        account(server.port)
        the_sender()
        actions.send_test(draft=words, to="me@example.jp", customer_id=None, by=None)
        assert server.inbox.counts() == {"me@example.jp": 1}
        assert server.inbox.message("me@example.jp")["Subject"] == "【テスト】お知らせ"
        with pytest.raises(AccountIncomplete, match="no such user"):
            actions.send_test(draft=words, to="no@example.jp", customer_id=None, by=None)
    assert not Delivery.objects.exists() and not Suppression.objects.exists()
