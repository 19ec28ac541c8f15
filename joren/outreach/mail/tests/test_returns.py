"""What comes back: it is known again, believed only when it proves to be ours, and takes effect exactly once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from joren.foundation.time.clock import now
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.mail import polling, returns
from joren.outreach.mail.accounts import return_address_of
from joren.outreach.mail.models import MailAccount, ReturnedMail, ReturnMailbox
from joren.record.customers.models import ContactPoint
from joren.record.timeline.models import Event
from tests.terminal import typed

from .mailbox_server import serving
from .people import ORIGIN, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """A mail to each of three people, taken by the server."""
    made = [
        Delivery(origin=ORIGIN, customer=person, channel="mail", address=f"p{n}@example.jp", state="sent", due_at=now(),
                 sent_at=now())
        for n, person in enumerate(people(3), 1)
    ]  # fmt: skip
    return Delivery.objects.bulk_create(made)


def mark(delivery):
    return TokenKey(settings.SECRET_KEY).make("message", delivery.pk)


def dsn(delivery, *, status="5.1.1", said="550 5.1.1 user unknown", action="failed", number=1, address="", to=""):
    """A delivery status report about a mail of ours."""
    address = address or delivery.address
    return (
        f"From: MAILER-DAEMON@mx.example.jp\r\nTo: {to or 'bounce@example.jp'}\r\nSubject: Undelivered Mail\r\n"
        f"Message-ID: <report-{delivery.pk}-{number}@mx.example.jp>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {said}\r\n\r\n"
        "--x\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: <{mark(delivery)}@example.jp>\r\nTo: {delivery.address}\r\nSubject: x\r\n\r\nx\r\n--x--\r\n"
    ).encode()


def arf(delivery, number=1):
    return (
        "From: fbl@example.com\r\nTo: abuse@example.jp\r\nSubject: complaint\r\n"
        f"Message-ID: <arf-{delivery.pk}-{number}@example.com>\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nabuse\r\n"
        "--x\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n"
        f"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{mark(delivery)}@example.jp>\r\n\r\nx\r\n--x--\r\n"
    ).encode()


def state_of(delivery):
    return Delivery.objects.get(pk=delivery.pk).state


def nothing_happened():
    return not Suppression.objects.exists() and not ContactPoint.objects.exclude(undeliverable_at=None).exists()


def test_an_address_that_does_not_exist_is_blocked_marked_and_told_exactly_once(sent):
    first, *others = sent
    for raw in (dsn(first), dsn(first), dsn(first, number=2)):
        returns.take_in(raw, source="file")
    assert (state_of(first), [state_of(one) for one in others]) == ("bounced", ["sent", "sent"])
    assert list(Suppression.objects.values_list("address", "reason")) == [("p1@example.jp", "bounced")]
    assert ContactPoint.objects.get(value="p1@example.jp").undeliverable_reason == "smtp; 550 5.1.1 user unknown"
    assert Event.objects.filter(key="mail.bounced", customer=first.customer).count() == 1
    assert sorted(ReturnedMail.objects.values_list("effect", flat=True)) == ["", "blocked"]


def test_an_uncertain_message_that_comes_back_is_uncertain_no_more(sent):
    Delivery.objects.filter(pk=sent[0].pk).update(state="uncertain")
    returns.take_in(dsn(sent[0]), source="file")
    assert state_of(sent[0]) == "bounced"


def test_a_complaint_blocks_the_address_and_is_told_once(sent):
    for number in (1, 1, 2):
        returns.take_in(arf(sent[0], number), source="file")
    assert list(Suppression.objects.values_list("address", "reason")) == [("p1@example.jp", "complained")]
    assert Event.objects.filter(key="mail.complained").count() == 1
    assert (state_of(sent[0]), ContactPoint.objects.exclude(undeliverable_at=None).count()) == ("sent", 0)


def test_a_full_mailbox_is_counted_and_five_on_three_days_are_too_many(sent, time_machine):
    customer, address = sent[0].customer, sent[0].address
    begin = now()
    for number in range(5):
        time_machine.move_to(begin + timedelta(days=number * 7), tick=False)
        again = Delivery.objects.create(
            origin=f"campaign:{number + 10}", customer=customer, channel="mail", address=address, state="sent",
            due_at=now(),
        )  # fmt: skip
        if number < 4:
            returns.take_in(dsn(again, status="5.2.2", said="552 5.2.2 mailbox full"), source="file")
            assert nothing_happened()
    returns.take_in(dsn(again, status="5.2.2", said="552 5.2.2 mailbox full"), source="file")
    assert Suppression.objects.get().address == address
    assert ReturnedMail.objects.filter(effect="too_many").count() == 1


def test_whoever_opened_since_is_not_counted_out(sent, time_machine):
    begin = now()
    for number in range(6):
        time_machine.move_to(begin + timedelta(days=number * 7), tick=False)
        again = Delivery.objects.create(
            origin=f"campaign:{number + 10}", customer=sent[0].customer, channel="mail", address=sent[0].address,
            state="sent", due_at=now(), first_opened_at=now() + timedelta(days=1) if number == 3 else None,
        )  # fmt: skip
        returns.take_in(dsn(again, status="5.2.2", said="552 5.2.2 mailbox full"), source="file")
    assert nothing_happened()


def test_a_mail_anybody_could_have_written_changes_nothing_until_a_person_decides(sent, client, owner):
    forged = dsn(sent[0]).replace(mark(sent[0]).encode(), b"A" * 24)
    [kept] = returns.take_in(forged, source="mailbox")
    assert (kept.effect, kept.delivery, state_of(sent[0])) == ("unmatched", None, "sent") and nothing_happened()
    client.force_login(owner)
    assert "p1@example.jp" in client.get(reverse("mail:returns")).content.decode()
    assert client.post(reverse("mail:return_block", args=[kept.pk])).status_code == 302
    assert Suppression.objects.get().address == "p1@example.jp"


def test_an_address_ours_forwards_to_is_not_ours(sent):
    [kept] = returns.take_in(dsn(sent[0], address="elsewhere@example.com"), source="file")
    assert (kept.effect, state_of(sent[0])) == ("counted", "sent") and nothing_happened()


def test_the_address_for_returns_tells_which_mail_it_was_when_nothing_else_does(sent):
    account = MailAccount(from_address="news@example.jp", return_address="bounce@example.jp", verp=True)
    address = return_address_of(account, f"<{mark(sent[1])}@example.jp>")
    assert address == address.lower() and address.startswith("bounce+")
    raw = (
        f"From: MAILER-DAEMON@x.example\r\nDelivered-To: {address.upper()}\r\n"
        "Subject: Returned mail: User unknown\r\n\r\n"
        "<p2@example.jp>:\r\n550 5.1.1 User unknown\r\n"
    )
    returns.take_in(raw.encode(), source="file")
    assert [state_of(one) for one in sent] == ["sent", "bounced", "sent"]
    account.verp = False
    assert return_address_of(account, "<x@y>") == "bounce@example.jp"


def test_automatic_answers_and_private_mails_leave_no_trace_but_that_they_were_seen(sent):
    for number, subject in enumerate(["自動応答: 不在", "Re: 新豆、楽しみです"]):
        raw = f"From: p1@example.jp\r\nMessage-ID: <{number}@x>\r\nSubject: {subject}\r\n\r\n秘密です\r\n"
        returns.take_in(raw.encode(), source="mailbox")
    assert list(ReturnedMail.objects.values_list("address", "words", "effect")) == [("", "", "")] * 2
    assert nothing_happened()


# -- mailboxes


def mailbox(server, protocol, **changes):
    made = ReturnMailbox(
        protocol=protocol,
        host="127.0.0.1",
        port=server.port,
        tls="none",
        user="bounce",
        **{"folder": "INBOX"} | changes,
    )
    return polling.set_mailbox(made, password="geheim", by=None)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_mailbox_is_looked_through_and_each_mail_counts_once(sent, protocol):
    with serving(protocol, [dsn(sent[0]), b"From: x@y\r\nSubject: hello\r\n\r\n.hi\r\n"]) as server:
        looked = mailbox(server, protocol)
        assert polling.look_into(looked) == 2
        looked.refresh_from_db()
        assert polling.look_into(looked) == 0
        server.mails.append(dsn(sent[1]))
        assert polling.look_into(looked) == 1
        assert not any("DELE" in said or "STORE" in said or said.startswith("SELECT") for said in server.commands)
    assert [state_of(one) for one in sent] == ["bounced", "bounced", "sent"]
    assert Event.objects.filter(key="mail.bounced").count() == 2


def test_a_mailbox_that_was_numbered_anew_is_read_again_without_effect(sent):
    with serving("imap", [dsn(sent[0])]) as server:
        looked = mailbox(server, "imap")
        polling.look_into(looked)
        server.validity = 8
        looked.refresh_from_db()
        assert polling.look_into(looked) == 1
    assert (Event.objects.filter(key="mail.bounced").count(), ReturnedMail.objects.count()) == (1, 1)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_mailbox_that_cannot_be_read_says_why_and_nothing_is_lost(sent, protocol):
    with serving(protocol, [dsn(sent[0])], password="another") as server:
        looked = mailbox(server, protocol)
        assert polling.look_into(looked) == 0
        looked.refresh_from_db()
        assert "wrong password" in looked.problem and state_of(sent[0]) == "sent"
        server.password = "geheim"
        assert polling.look_into(looked) == 1
    looked.refresh_from_db()
    assert (looked.problem, state_of(sent[0])) == ("", "bounced")


def test_files_are_taken_in_on_the_command_line(sent, tmp_path):
    (tmp_path / "1.eml").write_bytes(dsn(sent[0]))
    (tmp_path / "2.eml").write_bytes(b"\x00\xff no mail at all")
    said = typed("mail", "bounces", str(tmp_path), "--json").json
    assert said["read"] == 2
    assert [row for row in said["learned"] if row["effect"]] == [
        {"address": "p1@example.jp", "kind": "bounce", "reason": "unknown_user", "hard": True, "effect": "blocked"}
    ]
    assert typed("mail", "bounces", str(tmp_path), "--json").json["learned"] == []


def test_the_command_line_says_what_came_back_in_words(sent, tmp_path):
    (tmp_path / "1.eml").write_bytes(dsn(sent[0]))
    said = typed("mail", "bounces", str(tmp_path)).out
    assert "p1@example.jp  アドレスが存在しない  アドレスを配信停止にした" in said
    assert "unknown_user" not in said


def test_a_mail_is_pasted_and_its_meaning_shown(sent, client, owner):
    client.force_login(owner)
    page = reverse("mail:paste")
    assert client.post(page, {"text": ""}).status_code == 422
    shown = client.post(page, {"text": dsn(sent[0]).decode()})
    assert shown.status_code == 200 and "p1@example.jp" in shown.content.decode()
    assert state_of(sent[0]) == "bounced"
