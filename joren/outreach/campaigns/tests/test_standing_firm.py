"""What breaks or is given wrongly: nobody gets what they must not, and no other campaign waits for it."""

import pytest
from django.urls import reverse

from joren.outreach.campaigns import actions, approving, calendar, dividing, queries, repeating
from joren.outreach.campaigns.errors import ApprovalOutdated, BadCap, BadDaysBefore, CapRepeats
from joren.outreach.campaigns.models import AudienceMember, Campaign
from joren.outreach.delivery.models import Delivery, Policy
from joren.outreach.mail.tests.people import people
from joren.record.merging.actions import merge, unmerge
from joren.record.merging.models import Merge
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.library.models import Segment

from .test_campaigns import campaign, run_jobs
from .test_repeating import at, born, started

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = {"attribute": "customer.has_email", "op": "is", "value": True}


def test_a_campaign_that_repeats_keeps_the_rule_it_was_started_with(owner, time_machine):
    at(time_machine, 2026, 1, 1)
    people(2)
    born(6, 2), born(6, 2, number=1)
    segment = Segment.objects.create(key="few", name="少し", rule={"not": MAIL})
    at(time_machine, 2026, 6, 1, 12)
    made = started(owner, rule=None, segment_key="few")
    segment.rule = MAIL
    segment.save()
    at(time_machine, 2026, 6, 2, 12)
    repeating.run_all()
    assert not AudienceMember.objects.filter(campaign=made).exists()


def test_a_repeating_campaign_whose_rule_is_gone_keeps_no_other_waiting(owner, time_machine):
    at(time_machine, 2026, 1, 1)
    people(2)
    born(6, 2)
    at(time_machine, 2026, 6, 1, 12)
    broken, sound = started(owner), started(owner, subject="別の件名")
    Campaign.objects.filter(pk=broken.pk).update(frozen_rule={"attribute": "gone.away", "op": "is", "value": 1})
    at(time_machine, 2026, 6, 2, 12)
    with pytest.raises(InvalidRule):
        repeating.run_all()
    assert sound.audience.count() == 1 and not broken.audience.exists()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"cap": 3, "repeats": "birthday"}, CapRepeats),
        ({"cap": 10**12}, BadCap),
        ({"days_before": -1}, BadDaysBefore),
        ({"days_before": 40_000}, BadDaysBefore),
    ],
)
def test_what_no_campaign_can_keep_is_refused(given, refusal):
    with pytest.raises(refusal):
        campaign(**given)
    assert not Campaign.objects.exists()


def test_a_name_longer_than_there_is_room_for_is_cut():
    assert campaign(name="豆" * 300).name == "豆" * 200


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "x", ""])
def test_a_month_no_calendar_shows_is_this_one(client, owner, month):
    client.force_login(owner)
    assert client.get(reverse("campaigns:calendar"), {"month": month}).status_code == 200
    assert calendar.month_of(month) == calendar.clock.today().replace(day=1)


def test_writing_to_tired_people_all_the_same_can_be_approved(owner, marketer, manager):
    people(3)
    Policy.objects.update_or_create(pk=1, defaults={"budget_on": True, "per_week": 1, "per_month": 4})
    actions.send(campaign(held_back_share=0), by=owner)
    run_jobs()
    assert Delivery.objects.count() == 3
    approving.set_policy(needs_approval=True, by=owner)
    made = actions.change(campaign(held_back_share=0, body="もう一度"), by=marketer)
    approving.ask(made, by=marketer)
    approving.approve(made, by=manager, fingerprint_seen=approving.fingerprint(queries.campaign(made.pk)))
    with pytest.raises(ApprovalOutdated):
        actions.send(queries.campaign(made.pk), by=marketer, annoyance="send")
    made = queries.campaign(made.pk)
    assert (made.status, made.annoyance) == ("draft", "send")
    approving.approve(made, by=manager, fingerprint_seen=approving.fingerprint(made))
    assert actions.send(queries.campaign(made.pk), by=marketer).status == "preparing"


def test_who_was_to_get_it_and_to_be_held_back_gets_nothing_that_was_not_sent(owner):
    people(2)
    made = campaign(held_back_share="0.5")
    actions.send(made, by=owner)
    run_jobs()
    sending, held_back = AudienceMember.objects.order_by("-decision")
    assert (sending.decision, held_back.decision) == ("send", "held_back")
    Delivery.objects.update(state="due", sent_at=None)
    merge(survivor=held_back.customer_id, gone=sending.customer_id, by=owner)
    assert list(AudienceMember.objects.values_list("decision", "reason")) == [("excluded", "merged")]
    delivery = Delivery.objects.get()
    assert (delivery.customer_id, delivery.state, delivery.reason) == (held_back.customer_id, "cancelled", "merged")
    Campaign.objects.update(status="sending")
    unmerge(merge=Merge.objects.get(), by=owner)
    assert set(AudienceMember.objects.values_list("customer_id", "decision")) == {
        (sending.customer_id, "send"),
        (held_back.customer_id, "held_back"),
    }
    assert Delivery.objects.get().customer_id == sending.customer_id


def test_the_people_of_a_frozen_audience_are_told_by_group(owner):
    people(4)
    made = campaign(held_back_share="0.5")
    actions.send(made, by=owner)
    run_jobs()
    made = queries.campaign(made.pk)
    for group, number in (("send", 2), ("held_back", 2), ("reachable", 4), ("no_consent", 0)):
        assert dividing.people_in(made, group, owner).count() == len(dividing.member_ids(made, group)) == number
