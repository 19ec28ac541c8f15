"""Short messages against a provider on loopback that takes, refuses, hangs and cuts; answers, stops and their proof."""

import hmac
import json
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import override_settings
from django.urls import reverse

from joren.foundation.business.models import Business
from joren.foundation.jobs.running import run_due
from joren.outreach.content.models import Content, Link
from joren.outreach.content.words import Words
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import queries as deliveries
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.sms import actions, queries, sending
from joren.outreach.sms.errors import AccountIncomplete, AddressRefused
from joren.outreach.sms.medium import remarks
from joren.outreach.sms.models import ReceivedSms, SmsAccount
from joren.outreach.sms.rules.lengths import measure
from joren.outreach.sms.rules.signature import twilio_signature
from joren.record.consents import actions as consents
from joren.record.consents.queries import may_receive
from joren.record.customers.models import ContactPoint, Customer
from joren.record.timeline.models import Event
from tests import cast

from .provider import provider

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = "campaign:1"
BASE = "https://crm.example.jp"
REQUEST = '{"to": "{{ domestic }}", "text": "{{ text }}", "id": "{{ id }}"}'


def phone(number: int) -> str:
    return f"+8190{number:08}"


def account(url: str, **changes: Any) -> SmsAccount:
    Business.objects.update_or_create(pk=1, defaults={"name": "カフェ 常", "sender_name": "カフェ常"})
    values = {"is_on": True, "user": "AC1", "sender": "+815000000000", "address": url, "timeout": 1, "connections": 1}
    return actions.set_account(SmsAccount(**values | changes), token="12345", by=None)


def people(count: int) -> list[Customer]:
    customers = Customer.objects.bulk_create(
        Customer(family_name="田中", given_name=f"{n}号", member_number=f"S{n:05}") for n in range(1, count + 1)
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=one, kind="phone", value=phone(n), is_primary=True) for n, one in enumerate(customers, 1)
    )
    for one in customers:
        consents.grant(customer_id=one.pk, channel="sms", how="店頭", text="SMSを受け取る", by=None)
    return customers


def prepare(
    customers: list[Customer], text: str = "{{ customer.family_name }}様 新豆です [見る](https://example.jp/b)"
) -> None:
    content = Content.objects.create(
        origin=ORIGIN, channel="sms", blocks=[{"id": "b1", "type": "text", "text": text}], base_url=BASE
    )
    Link.objects.create(content=content, number=1, target="https://example.jp/b")
    delivery.prepare(
        origin=ORIGIN,
        channel="sms",
        deliveries=[
            NewDelivery(customer_id=one.pk, address=phone(n), content={"customer": {"family_name": one.family_name}})
            for n, one in enumerate(customers, 1)
        ],
    )


def send() -> dict[str, int]:
    delivery.open_dispatch(origin=ORIGIN, channel="sms", by=None)
    run_due(kinds=["delivery.send"], until_none_left=False)
    return {state: number for state, number in deliveries.counts_by_state(ORIGIN, "sms").items() if number}


def test_everybody_gets_one_message_that_says_who_sends_and_how_to_stop():
    with provider() as (fake, url):
        account(url)
        prepare(people(3))
        assert send() == {"sent": 3}
    assert fake.counts() == {phone(n): 1 for n in (1, 2, 3)}
    text = fake.taken[0]["text"]
    assert text.startswith("田中様 新豆です")
    assert f"{BASE}/m/c/" in text and "\nカフェ常\n" in text and f"{BASE}/m/u/" in text
    first = Delivery.objects.get(address=phone(1))
    assert first.message_id.startswith("SM")
    assert first.cost == Decimal(10) * measure(text).parts
    assert Event.objects.filter(key="sms.sent", origin=ORIGIN).count() == 3


def test_another_provider_gets_the_request_it_asks_for():
    with provider() as (fake, url):
        account(url, provider="http", request=REQUEST, id_path="data.message.id")
        prepare(people(1), text='「"引用"」\n2行目')
        assert send() == {"sent": 1}
    assert fake.taken[0]["to"] == "09000000001"
    assert fake.taken[0]["text"].startswith('「"引用"」\n2行目')
    assert fake.taken[0]["id"] == str(Delivery.objects.get().pk)
    assert Delivery.objects.get().message_id == "1"


@pytest.mark.parametrize("script", ["hang", "cut", "500"])
def test_a_silent_provider_leaves_the_message_uncertain_and_never_gets_it_twice(script):
    with provider() as (fake, url):
        account(url)
        prepare(people(1))
        fake.scripts[phone(1)] = [script]
        assert send() == {"uncertain": 1}
        run_due(kinds=["delivery.send"], until_none_left=False)
    assert fake.counts()[phone(1)] <= 1
    assert len(fake.paths) == 1


def test_a_provider_that_knows_our_ids_is_asked_again():
    with provider() as (fake, url):
        account(url, provider="http", request=REQUEST, is_idempotent=True)
        prepare(people(1))
        fake.scripts["09000000001"] = ["cut"]
        assert send() == {"due": 1}
    assert len({one["id"] for one in fake.taken}) == 1


def test_refusals_are_told_apart():
    with provider() as (fake, url):
        account(url)
        prepare(people(4))
        fake.scripts[phone(1)], fake.scripts[phone(2)], fake.scripts[phone(3)] = ["21614"], ["21610"], ["21617"]
        assert send() == {"bounced": 1, "failed": 2, "sent": 1}
    assert set(Suppression.objects.values_list("address", flat=True)) == {phone(1)}
    assert ContactPoint.objects.filter(undeliverable_at__isnull=False).count() == 0


def test_a_refused_log_in_pauses_and_nobody_is_lost():
    with provider() as (fake, url):
        account(url)
        prepare(people(2))
        fake.scripts[phone(1)] = ["401"]
        assert send() == {"due": 2}
    dispatch = deliveries.dispatch_of(ORIGIN, "sms")
    assert (dispatch.state, fake.taken) == ("paused", [])
    assert "401" in dispatch.problem or "20001" in dispatch.problem


def test_without_a_sender_or_an_account_nothing_goes():
    with provider() as (fake, url):
        account(url)
        prepare(people(1))
        Business.objects.update(sender_name="")
        assert send() == {"due": 1}
    assert fake.taken == []
    assert deliveries.dispatch_of(ORIGIN, "sms").problem


def test_a_landline_is_not_written_to():
    from joren.outreach.delivery.reach import Plan, Refusal, way_of

    one = people(1)[0]
    ContactPoint.objects.filter(customer=one).update(value="+81312345678")
    assert isinstance(way_of(one.pk, Plan(channels=("sms",))), Refusal)


def _twilio(client: Any, **fields: str) -> Any:
    url = f"{BASE}/s/twilio/"
    signature = twilio_signature("12345", url, fields.items())
    body = urlencode(fields)
    with override_settings(BASE_URL=BASE):
        return client.post(
            "/s/twilio/", body, "application/x-www-form-urlencoded", headers={"X-Twilio-Signature": signature}
        )


def test_the_provider_tells_that_a_number_does_not_exist_and_telling_it_again_changes_nothing(client):
    with provider() as (_fake, url):
        account(url)
        prepare(people(2))
        send()
    one = Delivery.objects.get(address=phone(1))
    for _again in range(2):
        told = _twilio(client, MessageSid=one.message_id, MessageStatus="undelivered", ErrorCode="30005")
        assert told.status_code == 200
    one.refresh_from_db()
    assert (one.state, one.error_code) == ("bounced", "30005")
    assert Suppression.objects.get().address == phone(1)
    assert Event.objects.filter(key="sms.bounced").count() == 1
    assert ReceivedSms.objects.count() == 1


def test_a_failure_told_before_the_message_is_recorded_is_not_lost(client):
    with provider() as (_fake, url):
        account(url)
        prepare(people(2))
        first = f"SM{1:032}"
        _twilio(client, MessageSid=first, MessageStatus="undelivered", ErrorCode="30005")
        assert (Suppression.objects.count(), ReceivedSms.objects.get().delivery) == (0, None)
        send()
    one, other = Delivery.objects.get(message_id=first), Delivery.objects.exclude(message_id=first).get()
    assert (one.state, one.error_code, other.state) == ("bounced", "30005", "sent")
    assert Suppression.objects.get().address == one.address
    assert ReceivedSms.objects.get().delivery == one
    assert Event.objects.filter(key="sms.bounced").count() == 1


def test_a_signature_or_text_of_strange_signs_is_no_stack_trace(client):
    stored = account("https://example.jp", provider="http", request=REQUEST)
    assert client.post("/s/twilio/", "a=b", "text/plain", headers={"X-Twilio-Signature": "\xe9"}).status_code == 403
    assert client.post("/s/told/", "{}", "text/plain", headers={"X-Joren-Signature": "\xe9"}).status_code == 403
    assert ReceivedSms.objects.count() == 0
    body = json.dumps({"type": "answer", "id": "7", "from": phone(1), "text": "停止\x00\ud800"}).encode()
    signature = hmac.digest(queries.webhook_secret_of(stored).encode(), body, sha256).hex()
    assert client.post("/s/told/", body, "text/plain", headers={"X-Joren-Signature": signature}).status_code == 204
    assert ReceivedSms.objects.get().text == "停止?"


def test_stop_withdraws_the_consent_of_everybody_with_the_number_once(client):
    with provider() as (_fake, url):
        account(url)
        prepare(people(1))
        send()
    other = cast.hanako()
    ContactPoint.objects.create(customer=other, kind="phone", value=phone(1))
    consents.grant(customer_id=other.pk, channel="sms", how="店頭", text="SMS", by=None)
    everybody = [Customer.objects.get(member_number="S00001").pk, other.pk]
    for _again in range(2):
        assert _twilio(client, MessageSid="SM9", From=phone(1), To="+815000000000", Body="停止").status_code == 200
    assert may_receive(everybody, "sms") == set()
    assert Suppression.objects.get().reason == "unsubscribed"
    assert Event.objects.filter(key="sms.unsubscribed").count() == 1
    assert Delivery.objects.get().replied_at is not None


def test_an_answer_is_kept_and_stops_nothing(client):
    account("https://example.jp")
    one = people(1)[0]
    _twilio(client, MessageSid="SM8", From=phone(1), To="+815000000000", Body="何時まで開いていますか")
    kept = ReceivedSms.objects.get()
    assert (kept.kind, kept.text, kept.customer_id) == ("answer", "何時まで開いていますか", one.pk)
    assert may_receive([one.pk], "sms") == {one.pk}


def test_a_webhook_with_one_byte_changed_is_refused_and_nothing_is_kept(client):
    account("https://example.jp")
    fields = {"MessageSid": "SM8", "From": phone(1), "Body": "停止"}
    signature = twilio_signature("12345", f"{BASE}/s/twilio/", fields.items())
    with override_settings(BASE_URL=BASE):
        answer = client.post(
            "/s/twilio/",
            urlencode(fields | {"Body": "停正"}),
            "application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature},
        )
    assert (answer.status_code, ReceivedSms.objects.count()) == (403, 0)


def test_another_provider_tells_with_our_secret(client):
    stored = account("https://example.jp", provider="http", request=REQUEST)
    prepare(people(1))
    one = Delivery.objects.get()
    Delivery.objects.update(state="uncertain")
    secret = queries.webhook_secret_of(stored)

    def tell(body: bytes, signature: str = "") -> int:
        own = hmac.digest(secret.encode(), body, sha256).hex()
        headers = {"X-Joren-Signature": signature or own}
        return int(client.post("/s/told/", body, "application/json", headers=headers).status_code)

    said = json.dumps({"type": "delivered", "id": str(one.pk)}).encode()
    assert tell(said, "0" * 64) == 403
    assert tell(b"[]") == 400
    assert ReceivedSms.objects.count() == 0
    assert tell(said) == 204
    one.refresh_from_db()
    assert one.state == "sent"


def test_an_account_that_cannot_work_is_not_kept():
    with pytest.raises(AccountIncomplete):
        account("", sender="")
    with pytest.raises(AddressRefused):
        account("http://10.0.0.1/send")
    with pytest.raises(AccountIncomplete):
        account("https://example.jp", provider="http", request='{"text": "{{ text }}"}')
    with pytest.raises(AccountIncomplete):
        account("https://example.jp", provider="http", request="{")
    assert SmsAccount.objects.count() == 0


def test_a_text_in_a_request_cannot_break_out_of_it():
    filled = sending.request_for(REQUEST, to=phone(1), text='","to":"999', number="1", sender="")
    assert filled == {"to": "09000000001", "text": '","to":"999', "id": "1"}


def test_the_settings_page_keeps_the_secret_to_itself(client):
    client.force_login(cast.owner())
    Business.objects.update_or_create(pk=1, defaults={"name": "カフェ 常", "sender_name": "カフェ常"})
    given = {"provider": "twilio", "user": "AC1", "sender": "+81500", "token": "himitsu-12345", "yen_per_part": "9.5"}
    given |= {"connections": "2", "timeout": "15", "is_on": "on", "request": REQUEST}
    assert client.post(reverse("sms:account"), given).status_code == 302
    page = client.get(reverse("sms:account")).content.decode()
    assert "himitsu-12345" not in page
    assert queries.token_of(SmsAccount.objects.get()) == "himitsu-12345"
    assert client.get(reverse("sms:answers")).status_code == 200
    counted = client.post(reverse("sms:count"), {"text": "あ" * 71}).json()
    assert counted == {"units": 71, "parts": 2, "left": 63, "fits": True, "limit": 670, "yen": 19.0}


def test_what_does_not_fit_is_pointed_out():
    long = Words(channel="sms", blocks=[{"id": "b1", "type": "text", "text": "あ" * 700}])
    assert [one.level for one in remarks(long)] == ["stop"]
    picture = Words(channel="sms", blocks=[{"id": "b1", "type": "image", "url": "https://x.jp/a.png", "alt": "豆"}])
    assert [one.level for one in remarks(picture)] == ["warn"]


def test_a_secret_that_no_request_can_carry_is_refused(client):
    client.force_login(cast.owner())
    given = {"provider": "http", "address": "https://sms.example.jp/send", "yen_per_part": "9", "connections": "2"}
    given |= {"timeout": "15", "is_on": "on", "request": REQUEST}
    answer = client.post(reverse("sms:account"), given | {"token": "ひみつ"})
    assert answer.status_code == 422
    assert "もう一度コピーして貼り付けてください" in answer.content.decode()
    assert not SmsAccount.objects.exists()


def test_a_provider_out_of_reach_is_not_called_a_refusal(client):
    client.force_login(cast.owner())
    account("https://127.0.0.1:9/send", provider="http", request=REQUEST)
    page = client.post(reverse("sms:test"), {"to": "090-0000-0001", "text": "試し"}, follow=True).content.decode()
    assert "送信サービスにつながりません" in page
    assert "断られました" not in page
