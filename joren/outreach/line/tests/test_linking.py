"""Saying who a LINE friend is: safely, once, with evidence, and merged with the customer."""

from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings

from joren.foundation.jobs.running import run_due
from joren.foundation.time.clock import now
from joren.outreach.line import actions, linking
from joren.outreach.line.errors import AlreadyLinked
from joren.outreach.line.models import ChatMessage, Friend, LinkTicket
from joren.outreach.line.public import GUESSES
from joren.outreach.line.rules import codes
from joren.outreach.responses.guesses import MOST
from joren.record.consents.queries import may_receive
from joren.record.customers.models import ContactPoint, Customer
from joren.record.merging import actions as merging
from tests import cast

from .people import account, deliver_webhook, event, user, wrote
from .server import fake_line

pytestmark = pytest.mark.django_db

HANA = user(7)


@pytest.fixture(autouse=True)
def nobody_has_guessed():
    GUESSES.clear()


def ticket_of(customer, hours=24):
    return actions.issue_ticket(customer_id=customer.pk, lives=timedelta(hours=hours), by=cast.owner())


@pytest.mark.parametrize("written", ["{}", "連携コード: {}", "{} です", "ｺｰﾄﾞ {}"])
def test_a_code_sent_in_the_chat_links_with_address_consent_and_evidence(client, written):
    account()
    customer = cast.hanako()
    ticket = ticket_of(customer)
    deliver_webhook(client, wrote(HANA, written.format(codes.shown(ticket.code).lower())))
    friend = Friend.objects.get()
    assert friend.customer == customer and friend.linked_how
    assert ContactPoint.objects.get(kind="line").value == HANA
    assert may_receive([customer.pk], "line")
    assert customer.consents.get(channel="line").granted_text.startswith("友だち追加で")
    assert ChatMessage.objects.filter(customer=customer, is_ours=False).count() == 1
    ticket.refresh_from_db()
    assert ticket.used_at is not None


def test_a_code_works_once_and_not_after_its_time(client):
    account()
    hanako, ichiro = cast.hanako(), cast.ichiro()
    old, ticket = ticket_of(ichiro, hours=-1), ticket_of(hanako)
    deliver_webhook(client, wrote(HANA, ticket.code))
    deliver_webhook(client, wrote(user(8), ticket.code), wrote(user(9), old.code))
    assert list(Friend.objects.exclude(customer=None).values_list("user_id", flat=True)) == [HANA]


def test_a_new_code_ends_the_one_before():
    customer = cast.hanako()
    first = ticket_of(customer)
    ticket_of(customer)
    first.refresh_from_db()
    assert first.expires_at <= now()


def test_lines_account_link_hands_the_customer_back_by_its_nonce(client):
    with fake_line() as line, override_settings(BASE_URL="https://crm.example.jp"):
        account(invites=True)
        customer = cast.hanako()
        ticket = ticket_of(customer)
        deliver_webhook(client, event("follow", HANA, follow={"isUnblocked": False}, replyToken="fresh"))
        run_due(kinds=["line.answers"], until_none_left=False)
        button = line.replies["fresh"][0]["template"]["actions"][0]
        assert button["uri"].startswith("https://crm.example.jp/l/connect/?linkToken=NMZTN")
        page = client.post("/l/connect/", {"linkToken": "NMZTN", "code": codes.shown(ticket.code)})
        nonce = LinkTicket.objects.get().nonce
        assert (
            f"nonce={nonce}" in page.content.decode()
            and "access.line.me/dialog/bot/accountLink" in page.content.decode()
        )
        assert Friend.objects.get().customer is None
        deliver_webhook(client, event("accountLink", HANA, link={"result": "ok", "nonce": nonce}))
        assert Friend.objects.get().customer == customer
        assert line.faults == []


def test_an_account_link_that_failed_or_has_a_nonce_nobody_got_links_nobody(client):
    account()
    ticket_of(cast.hanako())
    deliver_webhook(client, event("accountLink", HANA, link={"result": "failed", "nonce": "x"}))
    deliver_webhook(client, event("accountLink", HANA, link={"result": "ok", "nonce": "x"}))
    assert not Friend.objects.exclude(customer=None).exists()


def test_a_wrong_code_on_the_page_is_a_sentence_and_gives_no_nonce(client):
    account()
    ticket_of(cast.hanako())
    page = client.post("/l/connect/", {"linkToken": "NMZTN", "code": "AAAA-AAAA"})
    assert page.status_code == 422 and "access.line.me" not in page.content.decode()
    assert LinkTicket.objects.get().nonce is None


def test_whoever_guesses_codes_is_not_heard_for_a_while(client):
    account()
    ticket = ticket_of(cast.hanako())
    for _ in range(MOST + 1):
        client.post("/l/connect/", {"linkToken": "NMZTN", "code": "AAAA-AAAA"})
    page = client.post("/l/connect/", {"linkToken": "NMZTN", "code": ticket.code})
    assert "access.line.me" not in page.content.decode()


def test_the_customers_own_link_explains_on_get_and_gives_a_code_on_post(client):
    stored = account()
    stored.basic_id = "@216ru"
    stored.save()
    customer = cast.hanako()
    path = linking.link_for(customer.pk).removeprefix(linking.base_url())
    assert client.get(path).status_code == 200
    assert not LinkTicket.objects.exists()
    page = client.post(path).content.decode()
    ticket = LinkTicket.objects.get()
    assert ticket.customer == customer and codes.shown(ticket.code) in page
    assert "https://line.me/R/oaMessage/%40216ru/?" in page


def test_a_link_that_is_old_changed_or_invented_opens_nothing(client):
    account()
    customer = cast.hanako()
    path = linking.link_for(customer.pk).removeprefix(linking.base_url())
    changed = path[:-1] + ("A" if path[-1] != "A" else "B")
    assert client.post(changed).status_code == 404
    with time_machine.travel(now() + timedelta(days=linking.DAYS + 2), tick=False):
        assert client.post(path).status_code == 404
    assert not LinkTicket.objects.exists()


def test_a_code_used_by_somebody_elses_line_is_left_to_a_person(client):
    account()
    hanako, ichiro, owner = cast.hanako(), cast.ichiro(), cast.owner()
    deliver_webhook(client, wrote(HANA, ticket_of(hanako).code))
    ticket = ticket_of(ichiro)
    deliver_webhook(client, wrote(HANA, ticket.code))
    friend = Friend.objects.get()
    assert friend.customer == hanako
    ticket.refresh_from_db()
    assert (ticket.friend, ticket.used_at) == (friend, None)
    actions.decide_claim(ticket, accept=True, by=owner)
    friend.refresh_from_db()
    assert friend.customer == ichiro
    assert not may_receive([hanako.pk], "line") and may_receive([ichiro.pk], "line")
    assert ContactPoint.objects.get(kind="line").customer == ichiro


def test_a_friend_can_be_recorded_as_a_new_customer_once():
    account()
    friend = actions.followed(HANA, at=now())
    customer = actions.make_customer(friend, name="山本", by=cast.owner())
    assert customer.source == "line" and may_receive([customer.pk], "line")
    with pytest.raises(AlreadyLinked):
        actions.make_customer(friend, name="山本", by=cast.owner())
    assert Customer.objects.count() == 1


def test_unlinking_takes_address_and_consent_away_and_leaves_the_conversation(client):
    account()
    customer = cast.hanako()
    deliver_webhook(client, wrote(HANA, ticket_of(customer).code))
    friend = actions.unlink(Friend.objects.get(), by=cast.owner())
    assert friend.customer is None and not ContactPoint.objects.filter(kind="line").exists()
    assert not may_receive([customer.pk], "line")
    assert ChatMessage.objects.filter(friend=friend, customer=None, is_ours=False).count() == 1


def test_when_two_records_become_one_the_line_of_either_goes_along(client):
    account()
    hanako, ichiro, owner = cast.hanako(), cast.ichiro(), cast.owner()
    deliver_webhook(client, wrote(HANA, ticket_of(hanako).code), wrote(user(8), ticket_of(ichiro).code))
    merging.merge(survivor=hanako, gone=ichiro, by=owner)
    assert set(Friend.objects.values_list("customer", flat=True)) == {hanako.pk}
    assert set(ChatMessage.objects.values_list("customer", flat=True)) == {hanako.pk}
    deliver_webhook(client, event("unfollow", user(8)))
    assert may_receive([hanako.pk], "line")


def test_a_link_of_a_record_that_was_merged_means_the_survivor(client):
    account()
    hanako, ichiro = cast.hanako(), cast.ichiro()
    path = linking.link_for(ichiro.pk).removeprefix(linking.base_url())
    merging.merge(survivor=hanako, gone=ichiro, by=cast.owner())
    client.post(path)
    assert LinkTicket.objects.get().customer == hanako
