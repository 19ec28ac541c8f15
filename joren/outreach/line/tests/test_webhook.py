"""What LINE tells over the webhook: only what it signed is kept, each event once, in whatever order it comes."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.line import actions
from joren.outreach.line.models import ChatMessage, Friend, ReceivedEvent
from joren.outreach.line.rules.incoming import events_of
from joren.outreach.line.rules.signature import is_genuine, signature_of
from joren.record.consents.queries import may_receive
from joren.record.customers.models import ContactPoint
from joren.record.timeline.models import Event
from tests import cast
from tests.shared_data import shared_data

from .people import SECRET, WEBHOOK, account, deliver_webhook, event, user, wrote

pytestmark = pytest.mark.django_db

HANA = user(7)
FIRST, LATER = 1_760_000_000_000, 1_760_000_100_000


def linked():
    """花子, a friend since `FIRST`, linked by staff."""
    customer = cast.hanako()
    then = datetime.fromtimestamp(FIRST / 1000, UTC)
    with time_machine.travel(then, tick=False):
        friend = actions.followed(HANA, at=then)
        actions.link(friend, customer_id=customer.pk, by=cast.owner())
    return customer


# --- the signature --------------------------------------------------------------------------------------------------


def test_the_signature_vectors_are_verified():
    for vector in json.loads(shared_data("webhooks/line/signature_vectors.json").read_text())["vectors"]:
        assert is_genuine(vector["secret"], vector["body"].encode(), vector["signature"])
        assert not is_genuine(vector["secret"], vector["body"].encode() + b" ", vector["signature"])
        assert not is_genuine("", vector["body"].encode(), signature_of("", vector["body"].encode()))


def test_every_published_payload_is_accepted_and_with_one_byte_changed_refused(client):
    account()
    for path in sorted(shared_data("webhooks/line/callback").glob("*.json")):
        body = path.read_bytes()
        sign = signature_of(SECRET, body)
        for at in (0, len(body) // 2, len(body) - 1):
            changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            before = ReceivedEvent.objects.count()
            assert deliver_webhook(client, body=changed, signature=sign).status_code == 401, path.name
            assert ReceivedEvent.objects.count() == before
        assert deliver_webhook(client, body=body).status_code == 200, path.name
    assert not ReceivedEvent.objects.filter(state__in=("due", "failed")).exists()
    assert not ReceivedEvent.objects.exclude(payload={}).exists()


def test_the_long_published_payload_is_accepted(client):
    account()
    body = shared_data("webhooks/line/webhook.json").read_bytes()
    assert deliver_webhook(client, body=body).status_code == 200
    assert not ReceivedEvent.objects.filter(state__in=("due", "failed")).exists()


@pytest.mark.parametrize("sign", ["", "あ", "bm9wZQ==", "x" * 5000])
def test_a_wrong_signature_is_refused_and_nothing_is_kept(client, sign):
    account()
    body = json.dumps({"events": [wrote(HANA, "こんにちは")]}).encode()
    headers = {"X-Line-Signature": sign.encode().decode("latin-1")}
    assert client.post(WEBHOOK, body, content_type="application/json", headers=headers).status_code == 401
    assert not ReceivedEvent.objects.exists() and not Friend.objects.exists()


def test_without_an_account_nothing_is_taken(client):
    assert deliver_webhook(client, wrote(HANA, "こんにちは")).status_code == 401
    assert not ReceivedEvent.objects.exists()


def test_get_is_refused(client):
    account()
    assert client.get(WEBHOOK).status_code == 405


def test_lines_own_check_of_the_address_is_answered(client):
    account()
    assert deliver_webhook(client, body=b'{"destination":"U1","events":[]}').status_code == 200
    assert deliver_webhook(client, body=b"not json").status_code == 400
    assert not ReceivedEvent.objects.exists()


@given(
    st.binary(max_size=300)
    | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(
        lambda x: json.dumps({"events": [x, {"source": x, "type": x, "timestamp": x}]}).encode()
    )
)
def test_whatever_the_body_says_reading_it_ends_in_events_or_a_refusal(body):
    try:
        events = events_of(body)
    except ValueError:
        return
    for one in events:
        assert 0 < len(one.event_id) <= 80 and len(one.type) <= 40
        assert "\x00" not in json.dumps(one.payload, ensure_ascii=False)


# --- once -----------------------------------------------------------------------------------------------------------


def test_a_redelivery_is_stored_once_and_its_message_shown_once(client):
    account()
    said = wrote(HANA, "予約できますか", event_id="01G2KZKG2DS765NMRH3GZFD8AP")
    again = said | {"deliveryContext": {"isRedelivery": True}}
    assert deliver_webhook(client, said).status_code == 200
    assert deliver_webhook(client, again, again).status_code == 200
    assert ReceivedEvent.objects.count() == 1
    assert ChatMessage.objects.count() == 1
    assert Friend.objects.get().unread == 1


def test_a_redelivery_without_an_id_of_its_own_is_told_by_what_it_says(client):
    account()
    said = wrote(HANA, "はい")
    del said["webhookEventId"]
    deliver_webhook(client, said)
    deliver_webhook(client, said | {"deliveryContext": {"isRedelivery": True}})
    assert ReceivedEvent.objects.count() == ChatMessage.objects.count() == 1


# --- friends --------------------------------------------------------------------------------------------------------


def test_a_new_friend_waits_to_be_linked_and_becomes_no_customer_by_itself(client):
    account()
    deliver_webhook(client, event("follow", HANA, follow={"isUnblocked": False}, replyToken="r"))
    friend = Friend.objects.get()
    assert friend.is_following and friend.customer is None
    assert not ContactPoint.objects.exists()


def test_blocking_ends_consent_and_unblocking_begins_it_again_with_evidence(client):
    account()
    customer = linked()
    assert may_receive([customer.pk], "line")
    deliver_webhook(client, event("unfollow", HANA, at=LATER))
    assert not may_receive([customer.pk], "line")
    assert Suppression.objects.get(channel="line", address=HANA).reason == "unsubscribed"
    deliver_webhook(client, event("follow", HANA, at=LATER + 1000, follow={"isUnblocked": True}))
    assert may_receive([customer.pk], "line")
    assert not Suppression.objects.exists()
    newest = customer.consents.filter(channel="line").latest("pk")
    assert "LINE" in newest.granted_how and newest.granted_text.startswith("友だち追加で")
    told = Event.objects.filter(customer=customer, key__in=("line.blocked", "line.followed")).order_by("occurred_at")
    assert [one.key for one in told] == ["line.blocked", "line.followed"]


def test_somebody_who_had_blocked_us_before_being_linked_is_not_written_to(client):
    account()
    customer = cast.hanako()
    friend = actions.followed(HANA, at=datetime.fromtimestamp(FIRST / 1000, UTC))
    actions.link(friend, customer_id=customer.pk, by=cast.owner())
    deliver_webhook(client, event("unfollow", HANA, at=LATER))
    assert not may_receive([customer.pk], "line")


def test_events_that_come_in_the_wrong_order_leave_the_later_one_standing(client):
    account()
    customer = linked()
    deliver_webhook(client, event("unfollow", HANA, at=LATER + 1000))
    deliver_webhook(client, event("follow", HANA, at=LATER))
    assert not Friend.objects.get().is_following
    assert not may_receive([customer.pk], "line")
    assert Suppression.objects.filter(address=HANA).exists()


def test_an_address_blocked_by_staff_stays_blocked_when_the_friend_comes_back(client):
    from joren.outreach.delivery.suppressing import suppress

    account()
    suppress(channel="line", address=HANA, reason="manual", by=None)
    deliver_webhook(client, event("follow", HANA, at=LATER))
    assert Suppression.objects.get(address=HANA).reason == "manual"


# --- messages -------------------------------------------------------------------------------------------------------


def test_what_a_linked_friend_writes_is_in_the_inbox_on_the_timeline_and_an_answer_to_our_message(client):
    account()
    customer = linked()
    sent = Delivery.objects.create(
        origin="campaign:1",
        customer=customer,
        channel="line",
        address=HANA,
        state="sent",
        due_at=datetime.fromtimestamp(FIRST / 1000, UTC),
        sent_at=datetime.fromtimestamp(FIRST / 1000, UTC),
    )
    deliver_webhook(client, wrote(HANA, "行きます！", at=LATER))
    message = ChatMessage.objects.get()
    assert (message.text, message.customer, message.is_ours) == ("行きます！", customer, False)
    told = Event.objects.get(key="line.replied")
    assert told.customer_id == customer.pk and "行きます" not in json.dumps(told.data, ensure_ascii=False)
    sent.refresh_from_db()
    assert sent.replied_at == datetime.fromtimestamp(LATER / 1000, UTC)


def test_a_message_that_is_unsent_leaves_only_its_place(client):
    account()
    deliver_webhook(client, wrote(HANA, "まちがえた", line_id="555"))
    deliver_webhook(client, event("unsend", HANA, unsend={"messageId": "555"}))
    message = ChatMessage.objects.get()
    assert (message.text, message.data) == ("", {}) and message.unsent_at is not None
    assert Friend.objects.get().last_text == ""


def test_a_message_that_was_unsent_before_it_came_is_never_shown(client):
    account()
    deliver_webhook(client, event("unsend", HANA, unsend={"messageId": "555"}))
    deliver_webhook(client, wrote(HANA, "まちがえた", line_id="555"))
    assert ChatMessage.objects.get().text == ""


def test_an_edited_message_shows_its_new_words(client):
    account()
    deliver_webhook(client, wrote(HANA, "十時", line_id="556"))
    changed = event("messageEdited", HANA, message={"id": "556", "type": "text", "text": "十一時"})
    deliver_webhook(client, changed)
    assert ChatMessage.objects.get().text == "十一時"


def test_groups_rooms_and_kinds_nobody_knows_are_kept_as_ignored(client):
    account()
    group = wrote(HANA, "みんなへ") | {"source": {"type": "group", "groupId": "C1", "userId": HANA}}
    deliver_webhook(client, group, event("greatNewFeature", HANA))
    assert set(ReceivedEvent.objects.values_list("state", flat=True)) == {"ignored"}
    assert not Friend.objects.exists()


def test_a_tapped_button_is_told_on_the_timeline(client):
    account()
    customer = linked()
    deliver_webhook(client, event("postback", HANA, postback={"data": "menu=coupon"}, at=LATER))
    assert Event.objects.get(key="line.tapped", customer=customer).data["data"] == "menu=coupon"
