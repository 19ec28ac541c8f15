"""From a segment to mails: who is in, who is held back, who is left out and why, and that nothing ever changes it
later."""

from datetime import timedelta
from decimal import Decimal

import pytest

from joren.foundation.business.models import Business
from joren.foundation.jobs.running import run_due
from joren.foundation.time.clock import now
from joren.outreach.campaigns import actions, previewing, queries, settling
from joren.outreach.campaigns.errors import InThePast, NoAudienceChosen, NobodyToSendTo, NotInThisState
from joren.outreach.campaigns.models import AudienceMember, Campaign
from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.mail.errors import SenderBlockMissing
from joren.outreach.mail.models import CapturedMail
from joren.outreach.mail.tests.people import account, agree, people, the_sender
from joren.record.consents import actions as consents
from joren.record.customers.models import ContactPoint, Customer
from joren.record.timeline.models import Event
from joren.segments.catalogue.errors import InvalidRule
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def campaign(**changes) -> Campaign:
    the_sender()
    fields = {
        "name": "新豆のお知らせ",
        "subject": "{{ customer.family_name }}様へ",
        "body": "こんにちは\nhttps://example.jp/beans",
        "rule": {"any": [{"attribute": "customer.has_email", "op": "is", "value": answer} for answer in (True, False)]},
    }
    return actions.create(by=None, **fields | changes)


def run_jobs() -> None:
    run_due(kinds=["campaigns.prepare"])
    run_due(kinds=["delivery.send"])
    settling.settle()


def test_a_campaign_goes_out_with_a_tenth_held_back(owner):
    people(50)
    made = campaign()
    actions.send(made, by=owner)
    run_jobs()
    made.refresh_from_db()
    assert (made.status, made.problem) == ("sent", "")
    decisions = list(AudienceMember.objects.values_list("decision", flat=True))
    assert (decisions.count("send"), decisions.count("held_back")) == (45, 5)
    held_back = set(AudienceMember.objects.filter(decision="held_back").values_list("customer_id", flat=True))
    assert not held_back & set(Delivery.objects.values_list("customer_id", flat=True))
    assert CapturedMail.objects.count() == 45
    assert Event.objects.filter(key="mail.sent", origin=made.origin).count() == 45


def test_everybody_left_out_is_told_with_the_reason(owner, everybody):
    hanako, ichiro, misaki, kenta, yumi = everybody
    for customer in (hanako, misaki, kenta, yumi):
        agree(customer)
    ContactPoint.objects.filter(customer=misaki, kind="email").update(undeliverable_at=now())
    made = campaign(held_back_share=0)
    found = queries.preview(made)
    expected = {"no_consent": 1, "undeliverable": 1, "no_address": 1, "same_address": 1}
    assert (found.members, found.reachable, found.sending, dict(found.reasons)) == (5, 1, 1, expected)
    Suppression.objects.create(channel="mail", address="hanako@example.jp", reason="manual", at=now())
    with pytest.raises(NobodyToSendTo):
        actions.send(made, by=owner)
    Suppression.objects.all().delete()
    actions.send(made, by=owner)
    run_jobs()
    assert set(AudienceMember.objects.values_list("customer_id", "decision", "reason")) == {
        (hanako.pk, "send", ""),
        (ichiro.pk, "excluded", "no_consent"),
        (misaki.pk, "excluded", "undeliverable"),
        (kenta.pk, "excluded", "no_address"),
        (yumi.pk, "excluded", "same_address"),
    }
    frozen = queries.preview(made := queries.campaign(made.pk))
    assert (frozen.is_frozen, frozen.sending, dict(frozen.reasons)) == (True, 1, expected)


def test_the_audience_does_not_grow_after_the_freeze(owner):
    people(10)
    made = campaign(held_back_share=0)
    actions.send(made, by=owner)
    run_due(kinds=["campaigns.prepare"])
    late = cast.hanako()
    agree(late)
    run_jobs()
    assert AudienceMember.objects.count() == Delivery.objects.count() == 10
    assert not Delivery.objects.filter(customer=late).exists()


def test_consent_withdrawn_between_freeze_and_send_is_respected(owner):
    first, *_ = people(3)
    made = campaign(held_back_share=0)
    actions.send(made, by=owner)
    run_due(kinds=["campaigns.prepare"])
    consents.withdraw(customer_id=first.pk, channel="mail", how="店頭で", by=owner)
    run_jobs()
    assert Delivery.objects.get(customer=first).reason == "no_consent"
    assert CapturedMail.objects.count() == 2
    assert queries.progress(queries.campaign(made.pk)).counts["cancelled"] == 1


def test_the_same_seed_holds_back_the_same_people_and_the_job_run_twice_changes_nothing(owner):
    people(30)
    made = campaign()
    actions.send(made, by=owner)
    run_due(kinds=["campaigns.prepare"])
    before = set(AudienceMember.objects.values_list("customer_id", "decision", "stratum"))
    Campaign.objects.update(status="preparing")
    from joren.foundation.jobs.actions import schedule

    schedule("campaigns.prepare", subject=str(made.pk))
    run_jobs()
    assert set(AudienceMember.objects.values_list("customer_id", "decision", "stratum")) == before
    assert CapturedMail.objects.count() == 27


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"rule": None}, NoAudienceChosen),
        ({"held_back_share": 0}, NobodyToSendTo),
    ],
)
def test_what_cannot_be_sent_is_refused_and_stays_a_draft(owner, change, refusal):
    made = campaign(**change)
    with pytest.raises(refusal):
        actions.send(made, by=owner)
    assert queries.campaign(made.pk).status == "draft"
    assert not AudienceMember.objects.exists()


def test_without_a_sender_block_no_real_mail_is_scheduled(owner):
    people(1)
    made = campaign()
    Business.objects.update(sender_contact="")
    account(port=2525)
    with pytest.raises(SenderBlockMissing):
        actions.send(made, by=owner)
    assert queries.campaign(made.pk).status == "draft"


def test_without_a_sender_block_the_mailbox_still_takes_it_and_the_preview_says_what_is_missing(owner):
    people(20)
    made = campaign()
    Business.objects.update(sender_address="", sender_contact="")
    advice = previewing.advice(made, queries.preview(made))
    assert "送信者の住所, 苦情・問い合わせ先" in advice[0]
    actions.send(made, by=owner)
    run_jobs()
    assert CapturedMail.objects.count() == 18
    assert "お問い合わせ・苦情" not in CapturedMail.objects.first().text


def test_a_broken_rule_is_refused_when_it_is_written_and_never_means_everybody():
    with pytest.raises(InvalidRule):
        campaign(rule={"attribute": "no.such", "op": "is", "value": True})
    assert not Campaign.objects.exists()


def test_a_segment_that_breaks_before_the_time_sends_nothing_and_says_why(owner, time_machine):
    people(3)
    made = campaign()
    actions.send(made, by=owner, at=now() + timedelta(days=1))
    assert queries.campaign(made.pk).status == "scheduled"
    Campaign.objects.update(rule={"attribute": "customer.custom.gone", "op": "is", "value": "x"})
    time_machine.move_to(now() + timedelta(days=1, minutes=1))
    run_jobs()
    made = queries.campaign(made.pk)
    assert made.status == "draft" and made.problem
    assert not AudienceMember.objects.exists() and not Delivery.objects.exists()


def test_a_scheduled_campaign_waits_for_its_time(owner, time_machine):
    people(2)
    made = campaign(held_back_share=0)
    actions.send(made, by=owner, at=now() + timedelta(hours=2))
    run_jobs()
    assert not CapturedMail.objects.exists()
    time_machine.move_to(now() + timedelta(hours=2, minutes=1))
    run_jobs()
    assert CapturedMail.objects.count() == 2
    with pytest.raises(NotInThisState):
        actions.send(made, by=owner)


def test_the_past_cannot_be_scheduled(owner):
    people(1)
    with pytest.raises(InThePast):
        actions.send(campaign(), by=owner, at=now() - timedelta(minutes=1))


def test_a_scheduled_campaign_can_be_taken_back_or_cancelled(owner):
    people(2)
    first, second = campaign(), campaign()
    for made in (first, second):
        actions.send(made, by=owner, at=now() + timedelta(hours=2))
    assert actions.unschedule(first, by=owner).status == "draft"
    assert actions.cancel(second, by=owner).status == "cancelled"
    run_jobs()
    assert not Delivery.objects.exists()


def test_pause_resume_and_cancel_a_campaign(owner):
    people(4)
    made = campaign(held_back_share=0)
    actions.send(made, by=owner)
    run_due(kinds=["campaigns.prepare"])
    assert actions.pause(made, by=owner).status == "paused"
    run_jobs()
    assert not CapturedMail.objects.exists()
    assert actions.resume(made, by=owner).status == "sending"
    actions.pause(made, by=owner)
    assert actions.cancel(made, by=owner).status == "cancelled"
    run_jobs()
    assert not CapturedMail.objects.exists()
    assert set(Delivery.objects.values_list("state", "reason")) == {("cancelled", "cancelled")}


def test_a_copy_is_a_draft_without_an_audience(owner):
    people(2)
    made = campaign(held_back_share=Decimal("0.25"), window_days=30)
    actions.send(made, by=owner)
    run_jobs()
    copied = actions.copy(queries.campaign(made.pk), name="もう一度", by=owner)
    assert (copied.status, copied.held_back_share, copied.window_days) == ("draft", Decimal("0.25"), 30)
    assert (copied.frozen_at, copied.seed, copied.audience.count()) == (None, "", 0)


def test_strata_are_stored(owner):
    people(3)
    made = campaign(held_back_share=0)
    actions.send(made, by=owner)
    run_jobs()
    assert set(AudienceMember.objects.values_list("stratum", flat=True)) == {"0"}
    assert Customer.objects.count() == 3
