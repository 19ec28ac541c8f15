"""The inbox: answers go out once, free where the reply token works; who may see whom."""

import pytest
from django.urls import reverse

from joren.foundation.jobs.actions import schedule
from joren.foundation.jobs.running import run_due
from joren.foundation.time.clock import now
from joren.outreach.line import actions
from joren.outreach.line.errors import EmptyAnswer, NotFollowing, TextTooLong
from joren.outreach.line.models import ChatMessage, Friend
from joren.record.timeline.models import Event
from tests import cast

from .people import account, deliver_webhook, event, user, wrote
from .server import fake_line

pytestmark = pytest.mark.django_db

HANA = user(7)
PICTURE = {"id": "77", "type": "image", "contentProvider": {"type": "line"}}


def milliseconds():
    return int(now().timestamp() * 1000)


def answers():
    schedule("line.answers", due_at=now())
    run_due(kinds=["line.answers"], until_none_left=False)


def test_an_answer_within_the_minute_is_a_free_reply(client):
    with fake_line() as line:
        account()
        deliver_webhook(client, wrote(HANA, "今日は何時まで？", reply_token="fresh"))
        client.force_login(cast.manager())
        client.post(reverse("line:conversation", args=[Friend.objects.get().pk]), {"text": "二十時までです。"})
        answers()
        assert line.replies == {"fresh": [{"type": "text", "text": "二十時までです。"}]}
        assert line.shown == [] and line.faults == []
    ours = ChatMessage.objects.get(is_ours=True)
    assert (ours.state, ours.was_charged, ours.staff) == ("sent", False, cast.manager())
    assert not Event.objects.filter(key="line.answered").exists()


def test_an_answer_to_a_customer_stands_on_the_timeline_once(client):
    with fake_line():
        account()
        hanako = cast.hanako()
        actions.link(actions.followed(HANA, at=now()), customer_id=hanako.pk, by=cast.owner())
        deliver_webhook(client, wrote(HANA, "？", reply_token="fresh"))
        actions.answer(Friend.objects.get(), text="はい", by=cast.manager())
        answers()
        answers()
    assert Event.objects.filter(key="line.answered", customer=hanako).count() == 1


def test_a_late_answer_is_a_push_that_counts_and_is_shown_once(client):
    with fake_line() as line:
        account()
        deliver_webhook(client, wrote(HANA, "今日は何時まで？", reply_token="old-token"))
        actions.answer(Friend.objects.get(), text="二十時までです。", by=cast.manager())
        line.scripts[HANA] = ["500_taken"]
        answers()
        ChatMessage.objects.filter(is_ours=True).update(state="due")
        answers()
        assert line.counts() == {HANA: 1} and len(set(line.retry_keys)) == 1
    ours = ChatMessage.objects.get(is_ours=True)
    assert (ours.state, ours.was_charged) == ("sent", True)


def test_two_answers_never_use_one_reply_token(client):
    with fake_line() as line:
        account()
        deliver_webhook(client, wrote(HANA, "？", reply_token="fresh"))
        friend = Friend.objects.get()
        actions.answer(friend, text="一", by=cast.manager())
        actions.answer(friend, text="二", by=cast.manager())
        answers()
        assert list(line.replies) == ["fresh"] and line.counts() == {HANA: 1}


def test_an_answer_line_refuses_is_shown_with_its_words(client):
    with fake_line() as line:
        account()
        deliver_webhook(client, wrote(HANA, "？", reply_token="old-token"))
        line.scripts[HANA] = ["400"]
        actions.answer(Friend.objects.get(), text="はい", by=cast.manager())
        answers()
    ours = ChatMessage.objects.get(is_ours=True)
    assert ours.state == "failed" and "invalid" in ours.problem


def test_nothing_empty_too_long_or_to_somebody_who_blocked_us_is_sent(client):
    account()
    friend = actions.followed(HANA, at=now())
    with pytest.raises(EmptyAnswer):
        actions.answer(friend, text="  ", by=cast.manager())
    with pytest.raises(TextTooLong):
        actions.answer(friend, text="🍣" * 2501, by=cast.manager())
    actions.blocked(HANA, at=now())
    with pytest.raises(NotFollowing):
        actions.answer(friend, text="もしもし", by=cast.manager())
    assert not ChatMessage.objects.exists()


def test_names_and_pictures_are_fetched_and_a_picture_that_was_unsent_is_gone(client):
    with fake_line() as line:
        account()
        line.pictures["77"] = b"\x89PNG picture"
        image = event("message", HANA, at=milliseconds(), message=PICTURE)
        deliver_webhook(client, image)
        run_due(kinds=["line.fetch"], until_none_left=False)
        friend, message = Friend.objects.get(), ChatMessage.objects.get()
        assert friend.display_name == "はな" and bytes(message.picture) == b"\x89PNG picture"
        client.force_login(cast.owner())
        assert client.get(reverse("line:picture", args=[message.pk])).content == b"\x89PNG picture"
        deliver_webhook(client, event("unsend", HANA, unsend={"messageId": "77"}))
        assert client.get(reverse("line:picture", args=[message.pk])).status_code == 404


def test_reading_by_post_assigning_and_closing_a_conversation(client):
    account()
    deliver_webhook(client, wrote(HANA, "予約したいです"))
    friend, owner = Friend.objects.get(), cast.owner()
    client.force_login(owner)
    assert "予約したいです" in client.get(reverse("line:inbox")).content.decode()
    client.get(reverse("line:conversation", args=[friend.pk]))
    assert Friend.objects.get().unread == 1
    client.post(reverse("line:read", args=[friend.pk]))
    client.post(reverse("line:assign", args=[friend.pk]), {"to": owner.pk})
    assert (Friend.objects.get().unread, Friend.objects.get().assigned_to) == (0, owner)
    assert "予約したいです" in client.get(reverse("line:inbox") + "?tab=mine").content.decode()
    client.post(reverse("line:done", args=[friend.pk]))
    assert "予約したいです" not in client.get(reverse("line:inbox")).content.decode()
    deliver_webhook(client, wrote(HANA, "やっぱり二名で"))
    assert "やっぱり二名で" in client.get(reverse("line:inbox")).content.decode()


def test_shop_staff_see_conversations_of_their_own_customers_only(client):
    account()
    ichiro, staff = cast.ichiro(), cast.station_staff()
    friend = actions.followed(HANA, at=now())
    actions.link(friend, customer_id=ichiro.pk, by=cast.owner())
    deliver_webhook(client, wrote(HANA, "ひみつ"))
    Event.objects.filter(customer=ichiro).update(shop=None)
    ichiro.shop = None
    ichiro.save()
    client.force_login(staff)
    assert "ひみつ" not in client.get(reverse("line:inbox")).content.decode()
    assert client.get(reverse("line:conversation", args=[friend.pk])).status_code == 404


def test_readers_do_not_get_into_the_inbox(client):
    client.force_login(cast.reader())
    for name in ("line:inbox", "line:friends", "line:menus", "line:account"):
        assert client.get(reverse(name)).status_code == 403
