"""Providers' interfaces against servers of their shape on loopback, and what they report, believed only when signed."""

import base64
import hmac
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import unquote_plus

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.urls import reverse

from joren.foundation.time.clock import now
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.delivery import queries as deliveries
from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.mail import actions, domains
from joren.outreach.mail.models import DkimKey, MailAccount, ReturnedMail
from joren.record.timeline.models import Event
from tests.shared_data import shared_data

from .people import ORIGIN, people, prepare, send, the_sender

ANSWERS = {
    "sendgrid": (202, b""),
    "mailgun": (200, b'{"id": "<20261123.1@example.jp>", "message": "Queued. Thank you."}'),
    "postmark": (200, b'{"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc2f4a", "SubmittedAt": "x", "To": "%s"}'),
}


@contextmanager
def provider(*answers):
    """An HTTP server that answers in turn, the last answer for ever; `asked` is what it was sent."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(SimpleNamespace(path=self.path, headers=self.headers, body=body))
            code, text = answers[min(len(asked), len(answers)) - 1]
            if code == 0:
                self.connection.close()
                return
            if b"%s" in text:
                text = text % json.loads(body)["To"].encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/", asked=asked)
    finally:
        server.shutdown()
        server.server_close()


def account(kind, url="", webhook_key=None, **changes):
    made = MailAccount(
        is_on=True, provider=kind, api_url=url, from_address="news@example.jp", connections=1, timeout=2, **changes
    )
    return actions.set_account(made, password="geheim", webhook_key=webhook_key, by=None)


@pytest.fixture(autouse=True)
def reachable(monkeypatch):
    monkeypatch.setattr("joren.outreach.mail.sending._is_local", lambda host: False)


sending = pytest.mark.django_db(transaction=True)


@sending
@pytest.mark.parametrize("kind", ["sendgrid", "mailgun", "postmark"])
def test_mails_go_over_the_providers_interface_with_everything_the_law_wants(kind):
    with provider(ANSWERS[kind]) as server:
        account(kind, server.url)
        prepare(people(2))
        assert send() == {"sent": 2}
    assert len(server.asked) == 2
    for asked, delivery in zip(server.asked, Delivery.objects.order_by("pk"), strict=True):
        said = unquote_plus(asked.body.decode()) if kind == "mailgun" else asked.body.decode()
        for needed in ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click", delivery.address, "List-Id"):
            assert needed in said, needed
        readable = json.dumps(json.loads(said), ensure_ascii=False) if kind != "mailgun" else said
        assert "東京都渋谷区神宮前1-2-3" in readable and "株式会社 常" in readable
        assert delivery.message_id


@sending
@pytest.mark.parametrize(
    ("answer", "states", "pauses"),
    [
        ((401, b'{"errors": [{"message": "bad key"}]}'), {"due": 2}, True),
        ((429, b'{"errors": [{"message": "too many"}]}'), {"due": 2}, False),
        ((400, b'{"errors": [{"message": "no such template"}]}'), {"failed": 2}, False),
        ((500, b"oops"), {"uncertain": 1, "due": 1}, False),
        ((0, b""), {"uncertain": 1, "due": 1}, False),
    ],
)
def test_what_a_provider_refuses_and_what_nobody_knows(answer, states, pauses):
    with provider(answer) as server:
        account("sendgrid", server.url)
        prepare(people(2))
        assert send() == states
    assert (deliveries.dispatch_of(ORIGIN, "mail").state == "paused") == pauses
    assert not Suppression.objects.exists()


# -- reports


pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    the_sender()
    [person] = people(1)
    return Delivery.objects.create(
        origin=ORIGIN,
        customer=person,
        channel="mail",
        address="p1@example.jp",
        state="sent",
        due_at=now(),
        sent_at=now(),
    )


def token(delivery):
    return f"<{TokenKey(settings.SECRET_KEY).make('message', delivery.pk)}@example.jp>"


def hook(account):
    return reverse("mail_hooks:told", args=[account.webhook_name])


class Signing:
    """SendGrid's side of a signed report."""

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        raw = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.public = base64.b64encode(raw).decode()

    def headers(self, body, at="1700000000"):
        signature = self._key.sign(at.encode() + body, ec.ECDSA(hashes.SHA256()))
        return {
            "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_SIGNATURE": base64.b64encode(signature).decode(),
            "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP": at,
        }


def report(client, account, body, **headers):
    return client.post(hook(account), body, content_type="application/json", **headers)


def test_the_published_vector_is_believed_and_one_byte_changed_is_not(client):
    vector = json.loads(shared_data("webhooks/sendgrid/signature_vectors.json").read_text())
    made = account("sendgrid", webhook_key=vector["public_key"])
    body = vector["payload"].encode()
    headers = {
        "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_SIGNATURE": vector["signature"],
        "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP": vector["timestamp"],
    }
    for at in (0, 5, len(body) // 2, len(body) - 1):
        changed = bytearray(body)
        changed[at] ^= 1
        assert report(client, made, bytes(changed), **headers).status_code == 403
    later = headers | {"HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP": "1600112503"}
    assert report(client, made, body, **later).status_code == 403
    assert report(client, made, body).status_code == 403
    assert not ReturnedMail.objects.exists()
    assert report(client, made, body, **headers).status_code == 200
    assert report(client, made, body, **headers).status_code == 200
    assert ReturnedMail.objects.count() == 1


def test_sendgrid_reports_a_bounce_once_however_often_it_tells_it(client, sent):
    signing = Signing()
    made = account("sendgrid", webhook_key=signing.public)
    event = {
        "email": sent.address, "event": "bounce", "type": "bounce", "reason": "550 5.1.1 user unknown",
        "status": "5.1.1",
        "sg_event_id": "e1", "sg_message_id": "m1", "timestamp": 1700000000, "joren": token(sent),
    }  # fmt: skip
    body = json.dumps([event, event | {"sg_event_id": "e2"}]).encode()
    for _ in range(2):
        assert report(client, made, body, **signing.headers(body)).status_code == 200
    sent.refresh_from_db()
    assert (sent.state, Suppression.objects.get().address) == ("bounced", "p1@example.jp")
    assert (Event.objects.filter(key="mail.bounced").count(), ReturnedMail.objects.count()) == (1, 2)


def test_mailgun_reports_are_signed_over_time_and_token(client, sent):
    made = account("mailgun", webhook_key="key-1")
    data = {
        "event": "failed", "severity": "permanent", "reason": "bounce", "id": "ev1", "timestamp": 1700000000.0,
        "recipient": sent.address, "user-variables": {"joren": token(sent)},
        "delivery-status": {"code": 550, "message": "5.1.1 user unknown", "description": ""},
        "message": {"headers": {"message-id": "x@example.jp"}},
    }  # fmt: skip

    def body(key):
        signature = hmac.new(key, b"1700000000tok", "sha256").hexdigest()
        return json.dumps(
            {"signature": {"timestamp": "1700000000", "token": "tok", "signature": signature}, "event-data": data}
        ).encode()

    assert report(client, made, body(b"another")).status_code == 403
    assert not ReturnedMail.objects.exists()
    assert report(client, made, body(b"key-1")).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "bounced"


def test_postmark_reports_a_complaint(client, sent):
    made = account("postmark")
    body = {
        "RecordType": "SpamComplaint", "ID": 42, "Type": "SpamComplaint", "TypeCode": 512, "MessageID": "b7bc2f4a",
        "Email": sent.address, "BouncedAt": "2026-11-23T01:00:00Z", "Metadata": {"joren": token(sent)},
        "Description": "", "Details": "",
    }  # fmt: skip
    assert report(client, made, json.dumps(body).encode()).status_code == 200
    assert Suppression.objects.get().reason == "complained"
    assert Event.objects.filter(key="mail.complained").count() == 1


def test_amazon_reports_by_sns_and_only_permanent_bounces_are_hard(client, sent):
    made = account("amazon_ses", host="email-smtp.ap-northeast-1.amazonaws.com")

    def told(kind, number):
        message = {
            "notificationType": "Bounce",
            "bounce": {
                "bounceType": kind, "bounceSubType": "General", "timestamp": "2026-11-23T01:00:00.000Z",
                "feedbackId": "f",
                "bouncedRecipients": [{"emailAddress": sent.address, "diagnosticCode": "smtp; 550 5.1.1 user unknown"}],
            },
            "mail": {"messageId": "0100", "destination": [sent.address], "headers": [], "tags": {},
                     "commonHeaders": {"messageId": token(sent)}},
        }  # fmt: skip
        body = {
            "Type": "Notification",
            "MessageId": f"sns-{number}",
            "TopicArn": "arn:aws:sns:x",
            "Message": json.dumps(message),
        }
        headers = {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": "Notification", "HTTP_X_AMZ_SNS_MESSAGE_ID": f"sns-{number}"}
        return report(client, made, json.dumps(body).encode(), **headers).status_code

    assert told("Transient", 1) == 200
    sent.refresh_from_db()
    assert (sent.state, Suppression.objects.count()) == ("sent", 0)
    assert told("Permanent", 2) == 200
    sent.refresh_from_db()
    assert (sent.state, Suppression.objects.get().address) == ("bounced", "p1@example.jp")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[1]", b'{"a": 1}', b"\xff\xfe"])
def test_nonsense_is_refused_quietly_and_strangers_find_nothing(client, sent, body):
    for kind in ("postmark", "sendgrid", "mailgun"):
        made = account(kind, webhook_key=Signing().public if kind == "sendgrid" else "key")
        assert report(client, made, body).status_code in (200, 400, 403)
    assert client.post("/hooks/mail/guessed/", b"[]", content_type="application/json").status_code == 404
    assert client.get(hook(made)).status_code == 405
    assert not Suppression.objects.exists()
    sent.refresh_from_db()
    assert sent.state == "sent"


# -- the domain


class Answers:
    """A resolver that knows these records."""

    def __init__(self, texts=None, addresses=None, exchangers=None, gone=False):
        self._texts, self._addresses, self._exchangers = texts or {}, addresses or {}, exchangers or {}
        self._gone = gone

    def texts(self, name):
        if self._gone:
            raise ConnectionError("timeout")
        return self._texts.get(name, [])

    def addresses(self, name):
        return self._addresses.get(name, [])

    def exchangers(self, name):
        return self._exchangers.get(name, [])


def smtp_account():
    made = MailAccount(is_on=True, host="smtp.example.jp", from_address="news@example.jp", name="店のサーバー")
    return actions.set_account(made, password="", by=None)


HOST = {"smtp.example.jp": ["203.0.113.5"]}


def found(**answers):
    [one] = domains.reports(Answers(**answers))
    return [(finding.about, finding.state, finding.record) for finding in one.findings]


def test_an_empty_dns_is_told_what_to_add():
    smtp_account()
    assert found(addresses=HOST) == [
        ("SPF", "bad", "v=spf1 a:smtp.example.jp ~all"),
        ("DKIM", "warn", ""),
        ("DMARC", "bad", "v=DMARC1; p=none; rua=mailto:dmarc@example.jp"),
    ]


@pytest.mark.parametrize(
    ("record", "state", "change"),
    [
        ("v=spf1 ip4:203.0.113.0/24 -all", "ok", ""),
        ("v=spf1 a:smtp.example.jp ~all", "ok", ""),
        ("v=spf1 include:_spf.host.example -all", "ok", ""),
        ("v=spf1 mx -all", "ok", ""),
        ("v=spf1 redirect=_spf.host.example", "ok", ""),
        ("v=spf1 ip4:198.51.100.1 -all", "bad", "v=spf1 ip4:198.51.100.1 a:smtp.example.jp -all"),
        ("v=spf1 -ip4:203.0.113.5 ip4:203.0.113.0/24 -all", "bad", None),
        ("v=spf1 include:loop.example -all", "bad", ""),
    ],
)
def test_spf_is_followed_as_receivers_do(record, state, change):
    smtp_account()
    texts = {
        "example.jp": ["google-site-verification=x", record],
        "_spf.host.example": ["v=spf1 ip4:203.0.113.5 -all"],
        "loop.example": ["v=spf1 include:loop.example -all"],
    }
    exchangers = {"example.jp": ["smtp.example.jp"]}
    about, told, said = found(texts=texts, addresses=HOST, exchangers=exchangers)[0]
    assert (about, told) == ("SPF", state)
    assert change is None or said == change


def test_two_records_a_wrong_policy_and_a_silent_dns_are_told():
    smtp_account()
    texts = {"example.jp": ["v=spf1 -all", "v=spf1 ~all"], "_dmarc.example.jp": ["v=DMARC1; p=maybe"]}
    assert [state for _, state, _ in found(texts=texts, addresses=HOST)] == ["bad", "warn", "bad"]
    texts = {"example.jp": ["v=spf1 a:smtp.example.jp ~all"], "_dmarc.example.jp": ["v=DMARC1; p=quarantine"]}
    assert [state for _, state, _ in found(texts=texts, addresses=HOST)] == ["ok", "warn", "ok"]
    assert {state for _, state, _ in found(gone=True)} == {"unknown", "warn"}


def test_a_key_is_switched_on_only_when_the_dns_holds_it(client, owner, monkeypatch):
    client.force_login(owner)
    asked = Answers()
    monkeypatch.setattr(domains, "resolver", lambda: asked)
    assert (
        client.post(reverse("mail:dkim_new"), {"domain": "https://x", "selector": "a b", "algorithm": "x"}).status_code
        == 422
    )
    assert not DkimKey.objects.exists()
    fields = {"domain": "Example.jp", "selector": "joren", "algorithm": "rsa-sha256"}
    assert client.post(reverse("mail:dkim_new"), fields).status_code == 302
    assert client.post(reverse("mail:dkim_new"), fields).status_code == 422
    key = DkimKey.objects.get()
    page = client.get(reverse("mail:domains")).content.decode()
    assert "joren._domainkey.example.jp" in page and key.public in page and "PRIVATE" not in page
    client.post(reverse("mail:dkim", args=[key.pk]), {"do": "on"})
    key.refresh_from_db()
    assert not key.is_on
    record = domains.record_of(key)
    asked._texts = {str(key): [record[:255] + " " + record[255:]]}
    client.post(reverse("mail:dkim", args=[key.pk]), {"do": "on"})
    key.refresh_from_db()
    assert key.is_on and "PRIVATE" not in key.private_sealed
