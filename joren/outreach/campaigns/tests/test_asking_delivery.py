"""What a campaign asks of delivery so that nobody is bothered: the same words once, within everybody's budget."""

import pytest

from joren.outreach.campaigns import actions
from joren.outreach.campaigns.models import AudienceMember, Campaign
from joren.outreach.delivery.models import Dispatch, Said
from joren.outreach.mail.models import CapturedMail
from joren.outreach.mail.tests.people import people

from .test_campaigns import campaign, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def sent(owner, **changes):
    annoyance = changes.pop("annoyance", None)
    made = campaign(**changes)
    if annoyance:
        Campaign.objects.filter(pk=made.pk).update(annoyance=annoyance)
        made.refresh_from_db()
    actions.send(made, by=owner)
    run_jobs()
    return made


def decided(made):
    return sorted(made.audience.values_list("decision", "reason", "channel"))


def test_nobody_gets_the_same_words_twice_and_those_held_back_are_known_with_their_channel(owner):
    people(5)
    first = sent(owner, held_back_share="0.2")
    assert decided(first) == [("held_back", "", "mail"), *[("send", "", "mail")] * 4]
    assert Said.objects.filter(origin=first.origin, channel="mail").exclude(fingerprint="").count() == 1
    again = sent(owner, held_back_share=0, name="もう一度")
    assert decided(again) == [*[("excluded", "had_it", "")] * 4, ("send", "", "mail")]
    others = sent(owner, held_back_share=0, body="ほかの言葉です https://example.jp/")
    assert decided(others) == [("send", "", "mail")] * 5
    assert CapturedMail.objects.count() == 4 + 1 + 5


def test_right_before_a_message_goes_the_budget_is_asked_unless_somebody_decided_otherwise(owner):
    people(2)
    minding = sent(owner)
    decided_to_send = sent(owner, annoyance="send", body="ほかの言葉です https://example.jp/")
    asked = dict(Dispatch.objects.values_list("origin", "minds_budget"))
    assert asked == {minding.origin: True, decided_to_send.origin: False}
    assert AudienceMember.objects.filter(decision="send").exclude(channel="mail").count() == 0
