"""A second person's word: not the writer's, for exactly what is sent, and asked for again after any change."""

from datetime import timedelta

import pytest
from django.urls import reverse

from joren.foundation.time.clock import now
from joren.outreach.campaigns import actions, approving, queries
from joren.outreach.campaigns.errors import ApprovalMissing, ApprovalOutdated, OwnApproval
from joren.outreach.content import actions as content
from joren.outreach.content.words import Words
from joren.outreach.delivery.models import Delivery
from joren.outreach.mail.models import CapturedMail
from joren.outreach.mail.tests.people import people
from joren.segments.library import actions as library

from .test_campaigns import campaign, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def strict(owner):
    approving.set_policy(needs_approval=True, by=owner)


def written(marketer, **changes):
    made = campaign(held_back_share=0, **changes)
    return actions.change(made, by=marketer, name=made.name)


def approved(made, marketer, manager):
    approving.ask(made, by=marketer)
    made = queries.campaign(made.pk)
    return approving.approve(made, by=manager, fingerprint_seen=approving.fingerprint(made))


def test_without_the_rule_nobody_is_asked(owner):
    people(1)
    assert actions.send(campaign(held_back_share=0), by=owner).status == "preparing"


def test_nothing_goes_out_before_a_second_person_said_yes(strict, marketer, manager):
    people(2)
    made = written(marketer)
    with pytest.raises(ApprovalMissing):
        actions.send(made, by=marketer)
    approving.ask(made, by=marketer)
    with pytest.raises(ApprovalMissing):
        actions.send(made, by=marketer)
    with pytest.raises(OwnApproval):
        approving.approve(made, by=marketer, fingerprint_seen=approving.fingerprint(made))
    assert queries.campaign(made.pk).approved_by is None
    made = approved(made, marketer, manager)
    actions.send(made, by=marketer)
    run_jobs()
    assert CapturedMail.objects.count() == 2


def test_whoever_wrote_at_the_words_in_the_editor_is_no_second_person(strict, marketer, manager):
    people(2)
    made = written(marketer)
    words = Words(channel="mail", subject="別の件名", blocks=[{"type": "text", "text": "店長が書いた文"}])
    content.change(made.message, words, by=manager)
    approving.ask(made, by=marketer)
    made = queries.campaign(made.pk)
    with pytest.raises(OwnApproval):
        approving.approve(made, by=manager, fingerprint_seen=approving.fingerprint(made))
    assert queries.campaign(made.pk).approved_by is None


@pytest.mark.parametrize(
    "change",
    [
        {"body": "別の文"},
        {"subject": "別の件名"},
        {"preheader": "別の前文"},
        {"held_back_share": "0.2"},
        {"cap": 1},
        {"best_hour": True},
        {"rule": {"attribute": "customer.has_email", "op": "is", "value": True}},
    ],
)
def test_any_change_asks_again(strict, marketer, manager, change):
    people(2)
    made = approved(written(marketer), marketer, manager)
    assert approving.state(made) == "approved"
    made = actions.change(made, by=marketer, **change)
    assert approving.state(made) == "outdated"
    with pytest.raises(ApprovalOutdated):
        actions.send(made, by=marketer)
    assert queries.campaign(made.pk).status == "draft"


def test_what_the_reader_saw_is_what_they_approve(strict, marketer, manager):
    made = written(marketer)
    approving.ask(made, by=marketer)
    seen = approving.fingerprint(made)
    actions.change(made, by=marketer, body="あとから変えた")
    with pytest.raises(ApprovalOutdated):
        approving.approve(made, by=manager, fingerprint_seen=seen)
    assert queries.campaign(made.pk).approved_fingerprint == ""


def test_words_or_a_segment_changed_after_scheduling_stop_it_at_its_time(
    strict, owner, marketer, manager, time_machine
):
    people(2)
    library.save(key="all", rule={"attribute": "customer.has_email", "op": "is", "value": True}, name="x", by=owner)
    first, second = (written(marketer, rule=None, segment_key="all") for _ in range(2))
    for made in (first, second):
        actions.send(approved(made, marketer, manager), by=marketer, at=now() + timedelta(hours=1))
    wording = first.message.wordings.get()
    wording.subject = "こっそり"
    wording.save()
    time_machine.move_to(now() + timedelta(hours=1, minutes=1))
    run_jobs()
    first, second = queries.campaign(first.pk), queries.campaign(second.pk)
    assert (first.status, first.audience.count()) == ("draft", 0) and "承認" in first.problem
    assert second.status == "sent" and CapturedMail.objects.count() == 2
    assert not Delivery.objects.filter(origin=first.origin).exists()


def test_the_pages_ask_and_approve(strict, client, marketer, manager):
    people(1)
    made = written(marketer)
    client.force_login(marketer)
    client.post(reverse("campaigns:approval_ask", args=[made.pk]))
    page = client.get(reverse("campaigns:detail", args=[made.pk])).content.decode()
    assert "ここにあるとおりに承認する" not in page
    seen = approving.fingerprint(queries.campaign(made.pk))
    refused = client.post(reverse("campaigns:approval_approve", args=[made.pk]), {"fingerprint": seen})
    assert refused.status_code == 403 and queries.campaign(made.pk).approved_at is None
    client.force_login(manager)
    page = client.get(reverse("campaigns:detail", args=[made.pk])).content.decode()
    assert "ここにあるとおりに承認する" in page and seen in page
    client.post(reverse("campaigns:approval_approve", args=[made.pk]), {"fingerprint": seen})
    assert approving.state(queries.campaign(made.pk)) == "approved"
