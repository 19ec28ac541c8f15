"""The page of a campaign shows what goes over each of its channels, and what that cost once it went."""

from decimal import Decimal

import pytest
from django.urls import reverse

from joren.outreach.campaigns import actions, queries
from joren.outreach.campaigns.models import Campaign
from joren.outreach.content import actions as content
from joren.outreach.content.words import Words
from joren.outreach.delivery.models import Delivery
from joren.outreach.mail.tests.people import people, the_sender

from .test_campaigns import campaign, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def logged_in(client, owner):
    client.force_login(owner)
    return client


def shown(client, made, channel):
    return client.get(reverse("campaigns:detail", args=[made.pk]) + f"?channel={channel}").content.decode()


def test_a_channel_without_words_says_so_and_leads_to_writing_them(logged_in, owner):
    the_sender()
    people(10)
    made = campaign(channels=["mail", "line"])
    page = shown(logged_in, made, "line")
    assert "LINEの文面がまだありません。" in page
    assert reverse("content:add_wording", args=[made.message.pk, "line"]) in page
    assert "LINEの文面がまだありません。書くまで送れません。" in page


def test_each_channel_shows_its_own_words(logged_in, owner):
    the_sender()
    people(10)
    made = campaign(channels=["mail", "line"], subject="メールの件名")
    words = Words(channel="line", blocks=[{"id": "b1", "type": "text", "text": "LINEではこう届きます"}])
    content.change(made.message, words, by=owner)
    assert "メールの件名" in shown(logged_in, made, "mail")
    assert "メールの件名" not in shown(logged_in, made, "line")
    frame = logged_in.get(reverse("campaigns:person_html", args=[made.pk, 0]) + "?channel=line")
    assert "LINEではこう届きます" in frame.content.decode()
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in frame["Content-Security-Policy"]


def test_the_channel_that_is_tried_first_is_chosen_and_kept(logged_in, owner):
    the_sender()
    made = campaign(channels=["mail", "line", "sms"])
    address = reverse("campaigns:edit", args=[made.pk])
    given = {"name": made.name, "channels": ["mail", "line"], "held_back_percent": 10, "window_days": 14}
    logged_in.post(address, given | {"first_channel": "line"})
    made.refresh_from_db()
    assert made.channels == ["line", "mail"]
    assert '<option value="line" selected>' in logged_in.get(address).content.decode()
    logged_in.post(address, given | {"first_channel": "sms"})
    made.refresh_from_db()
    assert made.channels == ["mail", "line"]


def test_what_a_channel_told_of_its_cost_stands_instead_of_the_price_list(owner):
    the_sender()
    people(4)
    made = campaign(held_back_share=Decimal(0))
    actions.send(made, by=owner)
    run_jobs()
    made = Campaign.objects.get(pk=made.pk)
    assert queries.preview(made).cost == Decimal(0)
    first, second = Delivery.objects.order_by("pk")[:2]
    Delivery.objects.filter(pk=first.pk).update(cost=Decimal("2.5"))
    Delivery.objects.filter(pk=second.pk).update(cost=Decimal(0))
    assert queries.preview(made).cost == Decimal("2.5")
