"""What people choose on the page every message leads to, what staff note, and who sees it."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from joren.foundation.time import clock
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.delivery.models import Delivery, SendingTopic, Wish
from joren.outreach.delivery.reach import Reason
from joren.outreach.responses import wishes
from joren.outreach.responses.errors import HowMissing, NoSuchTopic, NotAChannel, NotAnHour, NotAPace
from joren.outreach.responses.models import Topic
from joren.outreach.responses.wishes import Wanted
from joren.record.consents import actions as consents
from joren.record.consents.models import Consent
from joren.record.consents.queries import may_receive
from joren.record.customers.models import ContactPoint
from joren.record.merging import actions as merging
from joren.record.timeline.models import Event
from joren.record.timeline.types import sentence_of
from tests import cast

from .sendings import deliveries, people, prepare, send
from .taking import BROWSER

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    found = deliveries(1)[0]
    consents.grant(customer_id=found.customer_id, channel="mail", how="申込書", text="お知らせを受け取ります", by=None)
    return found


@pytest.fixture
def address(message, settings):
    return f"/m/u/{TokenKey(settings.SECRET_KEY).make('unsubscribe', message.pk)}"


@pytest.fixture
def page(address):
    client = Client(enforce_csrf_checks=True, headers={"user-agent": BROWSER})
    return lambda **posted: client.post(address, posted) if posted else client.get(address)


@pytest.fixture
def staff_client(client):
    client.force_login(cast.owner())
    return client


@pytest.fixture
def topics(db):
    return Topic.objects.bulk_create(
        [Topic(key="lunch", name="ランチ", name_en="Lunch"), Topic(key="dinner", name="ディナー")]
    )


CHOICE = {"choose": "1", "wanted": ["mail:marketing"], "pace": "weekly", "topics": ["lunch"], "hour": "12"}


def test_a_choice_is_kept_as_a_wish_with_its_evidence(page, message, topics):
    assert "設定を保存しました" in page(**CHOICE).content.decode()
    wish = Wish.objects.get(customer=message.customer)
    assert (wish.pace, wish.hour, wish.declined_topics, wish.paused_until) == ("weekly", 12, ["dinner"], None)
    assert wish.asked_at is not None and wish.asked_how
    event = Event.objects.get(key="responses.wished")
    assert (event.customer_id, event.origin, event.data["wishes"]["pace"]) == (
        message.customer_id,
        message.origin,
        "weekly",
    )
    assert "ディナー" in sentence_of(event) and "12:00" in sentence_of(event)
    assert may_receive([message.customer_id], "mail") == {message.customer_id}


def test_the_same_choice_again_tells_nothing_new(page, topics):
    page(**CHOICE)
    page(**CHOICE)
    assert Event.objects.filter(key="responses.wished").count() == 1


def test_nonsense_in_a_choice_is_passed_over(page, message, topics):
    nonsense = {"pace": "hourly", "hour": "99", "channel": "pigeon", "topics": ["nothing"]}
    assert page(**CHOICE | nonsense).status_code == 200
    wish = Wish.objects.get(customer=message.customer)
    assert (wish.pace, wish.hour, wish.channel, wish.declined_topics) == ("every", None, "", ["dinner", "lunch"])


def test_looking_changes_nothing(page, address, topics):
    before = list(Consent.objects.values())
    for suffix in ("", "?lang=en", "?pause=1"):
        assert Client().get(address + suffix).status_code == 200
    assert list(Consent.objects.values()) == before
    assert not Wish.objects.exists() and not Event.objects.filter(key="responses.wished").exists()


def test_a_pause_ends_by_itself_or_by_the_button(page, message):
    page(pause="1")
    wish = Wish.objects.get(customer=message.customer)
    assert wish.paused_until == clock.today() + dt.timedelta(days=30)
    assert "お休み中" in page().content.decode()
    page(resume="1")
    wish.refresh_from_db()
    assert wish.paused_until is None
    assert may_receive([message.customer_id], "mail") == {message.customer_id}


def test_stop_everything_stops_every_channel_and_refuses_those_never_asked_about(page, message):
    consents.grant(customer_id=message.customer_id, channel="line", how="店頭", text="LINEで受け取ります", by=None)
    page(stop_all="1")
    for channel in Consent.Channel.values:
        assert may_receive([message.customer_id], channel) == set()
    assert Consent.objects.filter(customer=message.customer, withdrawn_at=None).count() == 0
    assert "お知らせをすべて停止しました" in page(stop_all="1").content.decode()


def test_english_is_one_link_away(address, topics):
    text = Client().get(f"{address}?lang=en").content.decode()
    assert "What do you want to receive?" in text and "Lunch" in text and "日本語" in text


def test_why_is_answered_with_the_words_agreed_to(page):
    text = page().content.decode()
    assert "お知らせを受け取ります" in text and "申込書" in text


def test_a_new_address_counts_once_it_was_confirmed(page, message, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page(new_address="New@Example.jp")
    assert ContactPoint.objects.get(customer=message.customer, kind="email").value == message.address
    assert mail.outbox[0].to == ["new@example.jp"]
    path = re.search(r"http://testserver(/m/e/\S+?)\?", mail.outbox[0].body)[1]
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert ContactPoint.objects.get(customer=message.customer, kind="email").value == message.address
    assert client.post(path).status_code == 200
    point = ContactPoint.objects.get(customer=message.customer, kind="email")
    assert (point.value, point.is_primary) == ("new@example.jp", True)
    assert "もう済んで" in client.post(path).content.decode()
    assert client.post(path[:-2] + "xx").status_code == 404


@pytest.mark.parametrize("written", ["not an address", "a@example.jp\r\nBcc: b@example.jp", ""])
def test_a_bad_new_address_is_refused_with_a_sentence(page, message, settings, written):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    response = page(new_address=written)
    assert response.status_code == 400 and "メールアドレスではありません" in response.content.decode()
    assert mail.outbox == [] and ContactPoint.objects.filter(customer=message.customer).count() == 1


def test_without_a_mail_account_the_address_stays_and_the_page_says_so(page, message, settings):
    settings.EMAIL_BACKEND = "joren.outreach.mail.adapters.django_mail.AccountBackend"
    response = page(new_address="new@example.jp")
    assert response.status_code == 503 and "確認のメールを送れませんでした" in response.content.decode()
    assert ContactPoint.objects.get(customer=message.customer, kind="email").value == message.address


def test_too_many_changes_are_refused_but_never_a_stop(page, message):
    for number in range(31):
        response = page(pause="1") if number % 2 else page(resume="1")
    assert response.status_code == 429
    assert page(stop="1").status_code == 200
    assert may_receive([message.customer_id], "mail") == set()


def test_the_most_in_an_hour_is_counted_over_the_whole_hour(page, message, settings, time_machine):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    begun = clock.now()
    minutes = {0: 200, 20: 200, 40: 200, 58: 429, 59: 429, 61: 200, 62: 429}
    for minute, status in minutes.items():
        time_machine.move_to(begun + dt.timedelta(minutes=minute), tick=False)
        assert page(new_address=f"new{minute}@example.jp").status_code == status
    assert [one.to for one in mail.outbox] == [[f"new{minute}@example.jp"] for minute in (0, 20, 40, 61)]


def test_staff_note_a_wish_with_how_they_learned_it(message, staff_client, topics):
    address = f"/responses/wish/{message.customer_id}/"
    assert staff_client.get(address).status_code == 200
    posted = {"channel": "mail", "pace": "monthly", "hour": "20", "paused_until": "", "topics": ["lunch", "dinner"]}
    assert staff_client.post(address, posted).status_code == 422
    assert not Wish.objects.exists()
    assert staff_client.post(address, posted | {"how": "電話で聞きました"}).status_code == 302
    wish = Wish.objects.get(customer=message.customer)
    assert (wish.channel, wish.pace, wish.hour, wish.asked_how) == ("mail", "monthly", 20, "電話で聞きました")
    assert "電話で聞きました" in staff_client.get(f"/customers/{message.customer_id}/").content.decode()


def test_topics_are_made_and_changed_but_keep_their_key(staff_client):
    posted = {"key": "lunch", "name": "ランチ", "position": 0, "is_offered": "on"}
    assert staff_client.post("/responses/topics/", posted).status_code == 302
    topic = Topic.objects.get()
    changed = {"key": "other", "name": "お昼", "position": 1}
    assert staff_client.post(f"/responses/topics/{topic.pk}/", changed).status_code == 302
    topic.refresh_from_db()
    assert (topic.key, topic.name, topic.is_offered) == ("lunch", "お昼", False)
    assert "お昼" in staff_client.get("/responses/topics/").content.decode()


@pytest.mark.parametrize(
    ("wanted", "how", "refusal"),
    [
        (Wanted(), " ", HowMissing),
        (Wanted(channel="pigeon"), "電話", NotAChannel),
        (Wanted(hour=24), "電話", NotAnHour),
        (Wanted(pace="hourly"), "電話", NotAPace),
    ],
)
def test_a_wish_nobody_can_fulfil_is_refused(message, wanted, how, refusal):
    with pytest.raises(refusal):
        wishes.set_wish(customer_id=message.customer_id, wanted=wanted, how=how, by=None)
    assert not Wish.objects.exists() and not Event.objects.filter(key="responses.wished").exists()


def test_whoever_declined_the_topic_of_a_sending_gets_nothing_of_it(staff_client, topics):
    customers = people(2)
    wishes.set_wish(
        customer_id=customers[0].pk, wanted=Wanted(declined_topics=["lunch"]), how="店頭で聞きました", by=None
    )
    prepare(customers, origin="campaign:7")
    posted = {"origin": "campaign:7", "topic": "lunch", "next": "/customers/"}
    assert staff_client.post("/responses/topics/of/", posted)["Location"] == "/customers/"
    assert send("campaign:7") == {"sent": 1, "cancelled": 1}
    refused = Delivery.objects.get(customer=customers[0])
    assert (refused.state, refused.reason, Reason(refused.reason).label) == (
        "cancelled",
        "topic",
        "この話題は希望していない",
    )


def test_a_topic_of_a_journey_holds_for_its_steps_and_can_be_taken_away(topics):
    customers = people(2)
    for customer in customers:
        wanted = Wanted(declined_topics=["dinner"])
        wishes.set_wish(customer_id=customer.pk, wanted=wanted, how="電話で聞きました", by=None)
    wishes.set_topic(origin="journey:3", topic="dinner", by=None)
    prepare(customers, origin="journey:3:1:5")
    assert send("journey:3:1:5") == {"cancelled": 2}
    wishes.set_topic(origin="journey:3", topic="", by=None)
    prepare(customers, origin="journey:3:1:6")
    assert send("journey:3:1:6") == {"sent": 2}
    prepare(customers, origin="journey:33:1:6")
    wishes.set_topic(origin="journey:3", topic="dinner", by=None)
    assert send("journey:33:1:6") == {"sent": 2}


def test_a_topic_nobody_made_and_a_sending_that_is_none_are_refused(staff_client, topics):
    with pytest.raises(NoSuchTopic):
        wishes.set_topic(origin="campaign:7", topic="nothing", by=None)
    posted = {"origin": "campaign:7'", "topic": "lunch", "next": "https://evil.example/"}
    assert staff_client.post("/responses/topics/of/", posted).status_code == 404
    assert not SendingTopic.objects.exists()


def test_two_records_of_one_person_have_one_wish_and_part_with_their_own(topics):
    one, other = people(2)
    first = Wanted(channel="line", pace="weekly", declined_topics=["lunch"])
    wishes.set_wish(customer_id=one.pk, wanted=first, how="店頭で聞きました", by=None)
    later = Wanted(pace="monthly", hour=9, declined_topics=["dinner"], paused_until=dt.date(2030, 1, 1))
    wishes.set_wish(customer_id=other.pk, wanted=later, how="電話で聞きました", by=None)
    before = {wish.customer_id: wishes.told(wish) for wish in Wish.objects.all()}
    owner = cast.owner()
    merge = merging.merge(survivor=one, gone=other, by=owner)
    wish = Wish.objects.get()
    assert (wish.customer_id, wish.asked_how) == (one.pk, "電話で聞きました")
    assert wishes.told(wish) == {
        "channel": "line",
        "pace": "monthly",
        "paused_until": "2030-01-01",
        "declined_topics": ["dinner", "lunch"],
        "hour": 9,
    }
    merging.unmerge(merge=merge, by=owner)
    assert {wish.customer_id: wishes.told(wish) for wish in Wish.objects.all()} == before
