"""What the addresses in a mail do, and what they never do."""

from datetime import timedelta

import pytest
from django.test import Client

from joren.foundation.time import clock
from joren.outreach.content.models import Link
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.delivery.models import Delivery
from joren.outreach.responses import public
from joren.outreach.responses.models import Click
from joren.record.consents.models import Consent
from joren.record.consents.queries import may_receive
from joren.record.customers.models import ContactPoint
from joren.record.timeline.models import Event
from tests import cast

from .sendings import agree, people, prepare, send
from .taking import BROWSER, counted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailed(settings):
    customers = people(2)
    prepare(customers)
    send()
    Delivery.objects.update(sent_at=clock.now() - timedelta(minutes=5))
    return Delivery.objects.order_by("pk").first()


@pytest.fixture
def client():
    return Client(headers={"user-agent": BROWSER})


@pytest.fixture
def token(settings):
    return lambda purpose, row, number=0: TokenKey(settings.SECRET_KEY).make(purpose, row.pk, number)


def test_opening_counts_and_is_told_once(client, mailed, token):
    address = f"/m/o/{token('open', mailed)}.gif"
    for _ in range(3):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "image/gif")
    assert counted() == 3
    mailed.refresh_from_db()
    assert mailed.open_count == 3 and mailed.first_opened_at is not None
    assert Event.objects.filter(key="mail.opened", customer=mailed.customer).count() == 1


def test_a_click_goes_where_the_mail_said_and_is_counted(client, mailed, token):
    response = client.get(f"/m/c/{token('click', mailed, 1)}")
    assert (response.status_code, response["Location"]) == (302, "https://example.jp/beans?m=P00001")
    client.get(f"/m/c/{token('click', mailed, 1)}")
    assert counted() == 2
    mailed.refresh_from_db()
    assert (mailed.click_count, Click.objects.get().times, Click.objects.get().number) == (2, 2, 1)
    assert Event.objects.filter(key="mail.clicked").count() == 1


def test_values_in_a_link_are_encoded_and_cannot_change_where_it_leads(client, mailed, token):
    for value, location in [
        ("山田 花子", "https://example.jp/beans?m=%E5%B1%B1%E7%94%B0%20%E8%8A%B1%E5%AD%90"),
        ("x\r\nSet-Cookie: a=b", "https://example.jp/beans?m=x%0ASet-Cookie:%20a=b"),
    ]:
        Delivery.objects.filter(pk=mailed.pk).update(content={"customer": {"member_number": value}})
        assert client.get(f"/m/c/{token('click', mailed, 1)}")["Location"] == location
    Link.objects.update(target="{{ customer.member_number }}://evil.example/")
    public.TARGETS.clear()
    assert client.get(f"/m/c/{token('click', mailed, 1)}").status_code == 404


def test_a_link_that_is_the_same_for_everybody_is_known_after_the_first_click(
    client, mailed, token, django_assert_num_queries
):
    Link.objects.update(target="https://example.jp/豆")
    address = f"/m/c/{token('click', mailed, 1)}"
    client.get(address)
    with django_assert_num_queries(0):
        response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, "https://example.jp/%E8%B1%86")


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_unsubscribe_link_changes_nothing(client, mailed, token, method):
    before = list(Consent.objects.values())
    assert getattr(client, method)(f"/m/u/{token('unsubscribe', mailed)}").status_code == 200
    assert list(Consent.objects.values()) == before
    assert not Event.objects.filter(key="mail.unsubscribed").exists()


def test_one_click_unsubscribe_needs_no_log_in_and_no_csrf_and_may_come_twice(mailed, token):
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = client.post(f"/m/u/{token('unsubscribe', mailed)}", {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    assert may_receive([mailed.customer_id], "mail") == set()
    consent = Consent.objects.get(customer=mailed.customer)
    assert consent.withdrawn_how and consent.granted_at is not None
    assert Event.objects.filter(key="mail.unsubscribed").count() == 1
    assert Event.objects.filter(key="consents.withdrawn").count() == 1


def test_one_click_stops_mail_for_everybody_at_that_address(client, mailed, token):
    other = cast.kenta()
    ContactPoint.objects.create(customer=other, kind="email", value=mailed.address)
    agree(other)
    client.post(f"/m/u/{token('unsubscribe', mailed)}", {"List-Unsubscribe": "One-Click"})
    assert may_receive([mailed.customer_id, other.pk], "mail") == set()


def test_the_button_of_the_page_stops_mails(client, mailed, token):
    response = client.post(f"/m/u/{token('unsubscribe', mailed)}", {"stop": "1"})
    assert "配信を停止しました" in response.content.decode()
    assert may_receive([mailed.customer_id], "mail") == set()


def test_the_choice_is_kept_with_the_words_as_evidence(client, mailed, token):
    address = f"/m/u/{token('unsubscribe', mailed)}"
    client.post(address, {"choose": "1"})
    assert may_receive([mailed.customer_id], "mail") == set()
    client.post(address, {"choose": "1", "wanted": ["mail:marketing", "sms:marketing", "nonsense"]})
    assert may_receive([mailed.customer_id], "mail") == {mailed.customer_id}
    assert may_receive([mailed.customer_id], "sms") == set()  # was not on the page
    latest = Consent.objects.filter(customer=mailed.customer, withdrawn_at=None).get()
    assert "株式会社 常" in latest.granted_text


@pytest.mark.parametrize(
    "damage", [lambda t: t[:-1], lambda t: "B" + t[1:], lambda t: t + "A", lambda t: t.lower(), lambda t: "é" * 34]
)
def test_a_changed_token_opens_nothing(client, mailed, token, damage):
    assert client.get(f"/m/c/{damage(token('click', mailed, 1))}").status_code == 404
    assert client.post(f"/m/u/{damage(token('unsubscribe', mailed))}").status_code == 404
    assert client.get(f"/m/o/{damage(token('open', mailed))}.gif").status_code == 200
    assert counted() == 0
    mailed.refresh_from_db()
    assert (mailed.open_count, mailed.click_count) == (0, 0)
    assert may_receive([mailed.customer_id], "mail") == {mailed.customer_id}


def test_a_token_of_one_purpose_is_none_of_another(client, mailed, token):
    assert client.post(f"/m/u/{token('open', mailed)}").status_code == 404
    assert client.get(f"/m/c/{token('unsubscribe', mailed, 1)}").status_code == 404


def test_whoever_guesses_tokens_is_not_answered_for_a_while(client, mailed, token):
    for number in range(61):
        client.get(f"/m/c/{'A' * 21}{number:03}")
    assert client.get(f"/m/c/{token('click', mailed, 1)}").status_code == 404
    assert client.get(f"/m/c/{token('click', mailed, 1)}", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_an_erased_customers_links_lead_nowhere(client, mailed, token):
    address = f"/m/u/{token('unsubscribe', mailed)}"
    mailed.customer.delete()
    assert client.get(address).status_code == client.post(address).status_code == 404
