"""Wordings compared: the size fixed before, each on its own people, one decision for the rest and never two."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from joren.foundation.time.clock import now
from joren.outreach.campaigns import actions, comparing, queries, settling, variants
from joren.outreach.campaigns.errors import BadTest, NoSuchVariant, NoTestRunning
from joren.outreach.campaigns.models import AudienceMember, Campaign
from joren.outreach.campaigns.variants import NewVariant
from joren.outreach.delivery.models import Delivery
from joren.outreach.mail.models import CapturedMail
from joren.outreach.mail.tests.people import people

from .test_campaigns import campaign, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def compared(testing, weights=(1, 1), **changes):
    made = campaign(**{"testing": testing, "held_back_share": 0} | changes)
    variants.compare(made, [NewVariant(weight=weight) for weight in weights], by=None)
    made = queries.campaign(made.pk)
    for variant in made.variants.exclude(key="a"):
        wording = variant.message.wordings.get()
        wording.subject = f"{wording.subject} {variant.key}"
        wording.save()
    return made


def counts(**which):
    rows = AudienceMember.objects.filter(decision="send", **which).values_list("variant", flat=True)
    return {key: list(rows).count(key) for key in sorted(set(rows))}


def test_the_whole_audience_is_split_by_weight(owner):
    people(40)
    made = compared("split", (1, 3))
    actions.send(made, by=owner)
    run_jobs()
    assert counts() == {"a": 10, "b": 30}
    assert CapturedMail.objects.filter(subject__endswith="様へ b").count() == 30
    assert CapturedMail.objects.filter(subject__endswith="様へ").count() == 10
    assert queries.campaign(made.pk).status == "sent"
    assert set(Delivery.objects.values_list("variant", flat=True)) == {"a", "b"}


def test_a_share_goes_first_and_the_better_one_to_the_rest_exactly_once(owner, time_machine):
    people(50)
    made = compared("winner", test_share=Decimal("0.2"), decide_after_hours=4)
    actions.send(made, by=owner)
    run_jobs()
    assert counts(wave=1) == {"a": 5, "b": 5} and counts(wave=2) == {"": 40}
    assert CapturedMail.objects.count() == 10
    shown = queries.progress(queries.campaign(made.pk))
    assert (shown.status, shown.total, shown.waiting) == ("sending", 50, 40)
    Delivery.objects.filter(variant="b").update(click_count=1)
    time_machine.move_to(now() + timedelta(hours=3, minutes=50))
    run_jobs()
    assert CapturedMail.objects.count() == 10
    time_machine.move_to(now() + timedelta(minutes=20))
    for _round in range(3):
        settling.settle()
        run_jobs()
    made = queries.campaign(made.pk)
    assert (made.winner, made.decided_by, made.status) == ("b", None, "sent")
    assert counts() == {"a": 5, "b": 45}
    assert CapturedMail.objects.count() == 50 == len(set(CapturedMail.objects.values_list("recipient", flat=True)))
    with pytest.raises(NoTestRunning):
        comparing.decide(made, "a", by=owner)
    assert queries.campaign(made.pk).winner == "b"


def test_a_person_decides_and_a_second_decision_is_refused(owner):
    people(20)
    made = compared("winner", test_share=Decimal("0.5"), decide_by="hand")
    actions.send(made, by=owner)
    run_jobs()
    with pytest.raises(NoSuchVariant):
        comparing.decide(made, "z", by=owner)
    assert comparing.decide(made, "a", by=owner).decided_by == owner
    with pytest.raises(NoTestRunning):
        comparing.decide(made, "b", by=owner)
    run_jobs()
    assert CapturedMail.objects.count() == 20
    assert counts(wave=2) == {"a": 10}


def test_a_paused_test_decides_nothing_by_itself(owner, time_machine):
    people(20)
    made = compared("winner", test_share=Decimal("0.5"), decide_after_hours=1)
    actions.send(made, by=owner)
    run_jobs()
    actions.pause(made, by=owner)
    time_machine.move_to(now() + timedelta(hours=2))
    run_jobs()
    assert queries.campaign(made.pk).winner == "" and CapturedMail.objects.count() == 10
    actions.resume(made, by=owner)
    settling.settle()
    run_jobs()
    assert queries.campaign(made.pk).winner == "a" and CapturedMail.objects.count() == 20


def test_what_compares_nothing_is_refused_and_nothing_is_sent(owner):
    people(4)
    made = campaign(testing="split")
    with pytest.raises(BadTest):
        actions.send(made, by=owner)
    with pytest.raises(BadTest):
        actions.send(compared("winner", repeats="birthday"), by=owner)
    assert set(Campaign.objects.values_list("status", flat=True)) == {"draft"}
    assert not Delivery.objects.exists()


def test_the_size_is_worked_out_before_and_kept(owner):
    people(30)
    made = compared("split", expected=Decimal("0.1"), smallest_effect=Decimal("0.1"))
    found = comparing.size(made, 30, [])
    assert (found.needed, found.people, found.is_enough) == (199, 15, False)
    assert 0.3 < found.shows < 0.6
    assert actions.send(made, by=owner).test_people == 199


def test_a_copy_has_wordings_of_its_own(owner):
    made = compared("split")
    copied = actions.copy(made, name="もう一度", by=owner)
    keys = [variant.key for variant in copied.variants.all()]
    assert keys == ["a", "b"] and copied.copied_from == made
    mine, theirs = (set(one.variants.values_list("message_id", flat=True)) for one in (copied, made))
    assert not mine & theirs and copied.message_id in mine


def test_a_difference_no_column_holds_is_refused(client, owner):
    client.force_login(owner)
    made = compared("split")
    given = {"testing": "split", "variants": 2, "decide_by": "sales", "decide_after_hours": 24}
    for effect, status in (("9" * 31, 422), ("1e999", 422), ("9999999", 302)):
        answer = client.post(reverse("campaigns:compare", args=[made.pk]), given | {"smallest_effect": effect})
        assert answer.status_code == status
        made.refresh_from_db()
        assert made.smallest_effect == (9_999_999 if status == 302 else None)
