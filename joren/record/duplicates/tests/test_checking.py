"""Looking for duplicates: only what changed is compared again, decisions stay, nothing is dropped or left behind."""

import pytest
from django.db import connection

from joren.foundation.jobs.models import Job
from joren.foundation.jobs.running import run_due
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer, FormerId
from joren.record.duplicates import actions, queries
from joren.record.duplicates.actions import comparing
from joren.record.duplicates.errors import CheckRunning
from joren.record.duplicates.models import Candidate, CheckState, Decision, Due, Frequency, MatchProfile
from joren.record.duplicates.rules.features import Written
from tests import cast

from .people import HOME, MAIL, PHONE, recorded

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)
"""What changed is told by the transactions that wrote it; within one transaction nothing can be told."""


def pairs():
    return {(pair.first_id, pair.second_id): (pair.band, pair.suggests, pair.state) for pair in Candidate.objects.all()}


def judged_pairs():
    return {
        (pair.first_id, pair.second_id): (pair.band, pair.suggests, round(pair.probability, 6))
        for pair in Candidate.objects.all()
    }


def test_a_check_finds_the_double_and_the_family_and_leaves_strangers_alone():
    one, double = recorded(), recorded(family_name="高橋", birth_month=12, birth_day=4)
    twin = recorded(given_name="桃子", given_kana="ももこ")
    recorded(family_name="小林", family_kana="こばやし", given_name="健", given_kana="けん", phones=[], emails=[])
    report = actions.check()
    assert pairs()[one.pk, double.pk] == ("sure", "same", "open")
    assert pairs()[one.pk, twin.pk] == ("review", "household", "open")
    assert (report.people, report.changed, report.sure, report.household) == (4, 4, 1, 2)
    assert not Due.objects.exists()


@committed
def test_only_who_changed_is_worked_out_and_compared_again():
    recorded(), recorded()
    stranger = recorded(**_stranger())
    actions.check()
    kept = MatchProfile.objects.get(pk=stranger.pk)
    customers.add_note(customer_id=stranger.pk, text="いつも窓際", by=None)
    report = actions.check()
    assert (report.changed, report.compared) == (0, 0)
    assert MatchProfile.objects.get(pk=stranger.pk).features == kept.features


@committed
def test_a_change_finds_the_new_pair_and_takes_back_the_one_that_is_no_more():
    one, double, other = recorded(), recorded(), recorded(**_stranger())
    actions.check()
    assert set(pairs()) == {(one.pk, double.pk)}
    customers.change_all(customer_id=double.pk, by=None, **_stranger_names())
    for point in double.contact_points.all():
        customers.remove_contact_point(contact_point=point, by=None)
    customers.add_contact_point(customer_id=double.pk, kind="phone", value="03-5555-6666", by=None)
    actions.check()
    assert set(pairs()) == {(double.pk, other.pk)}


def test_one_by_one_and_in_blocks_find_the_same():
    for number in range(6):
        recorded(birth_day=number % 3 + 1, phones=[f"090-1111-22{number:02}"])
    recorded(given_name="桃子", given_kana="ももこ")
    actions.check()
    found = judged_pairs()
    Candidate.objects.all().delete()
    Due.objects.bulk_create(Due(pk=profile.pk) for profile in MatchProfile.objects.all())
    actions.check()
    assert found
    assert judged_pairs() == found


def test_blocks_that_are_too_big_are_refined_and_the_same_records_in_them_still_meet(monkeypatch):
    monkeypatch.setattr(comparing, "FEW", 0)
    for number in range(40):  # one phone of a shop, forty people
        names = {"family_name": f"姓{number}", "given_name": f"名{number}", "family_kana": "", "given_kana": ""}
        recorded(**names, emails=[], birth_year=1940 + number, birth_month=number % 12 + 1)
    one = recorded(emails=[])
    double = recorded(emails=[], family_name="タカハシ", given_name="ハナコ", family_kana="", given_kana="")
    actions.check()
    assert set(pairs()) == {(one.pk, double.pk)}


@committed
def test_many_new_ones_meet_those_who_were_there_in_blocks_too(monkeypatch):
    monkeypatch.setattr(comparing, "FEW", 0)
    known, again = recorded(), recorded()
    actions.check()
    Candidate.objects.all().delete()
    new, stranger = recorded(), recorded(**_stranger())
    report = actions.check()
    assert set(pairs()) == {(known.pk, new.pk), (again.pk, new.pk)}  # the old pair is not compared again
    assert (report.changed, report.compared) == (2, 2)
    assert stranger.pk


def test_many_records_that_are_all_the_same_are_all_tied_together(monkeypatch):
    monkeypatch.setattr(comparing, "FEW", 0)
    keys = [recorded().pk for _number in range(30)]
    actions.check()
    tied = {keys[0]}
    for first, second in sorted(pairs()):
        if first in tied:
            tied.add(second)
    assert tied == set(keys)


@committed
def test_whoever_is_deleted_leaves_nothing_behind():
    one, double = recorded(), recorded()
    actions.check()
    customers.delete(customer_id=double.pk, reason="asked to", by=None)
    actions.check()
    assert pairs() == {}
    assert list(MatchProfile.objects.values_list("pk", flat=True)) == [one.pk]


@committed
def test_a_decision_stays_whatever_is_compared_again():
    one, double = recorded(), recorded()
    actions.check()
    actions.settle(first=one, second=double, verdict="different", by=cast.owner())
    actions.check(whole=True)
    customers.change_all(customer_id=double.pk, by=None, note="x", company="常商店")
    actions.check()
    assert pairs() == {(one.pk, double.pk): ("sure", "same", "different")}


@committed
def test_a_decision_is_found_again_when_one_of_them_comes_back_under_another_number():
    one, double = recorded(), recorded(external_ids={"pos": "10001"})
    actions.check()
    actions.settle(first=one, second=double, verdict="household", by=None)
    Customer.objects.filter(pk=double.pk).delete()
    actions.check()
    again = recorded(external_ids={"pos": "10001"})
    actions.check()
    assert pairs() == {(one.pk, again.pk): ("sure", "same", "household")}


@committed
def test_a_decision_about_people_without_any_number_is_found_by_what_is_written_of_them():
    one, double = recorded(), recorded(birth_day=13)
    actions.check()
    actions.settle(first=one, second=double, verdict="different", by=None)
    Customer.objects.filter(pk=double.pk).delete()
    actions.check()
    again = recorded(birth_day=13)
    actions.check()
    assert pairs()[one.pk, again.pk][2] == "different"


def test_a_decision_follows_the_survivor_of_a_merge():
    one, gone, survivor = recorded(), recorded(), recorded(birth_day=13, external_ids={"web": "1"})
    actions.check()
    actions.settle(first=one, second=gone, verdict="different", by=None)
    Customer.objects.filter(pk=gone.pk).delete()
    FormerId.objects.create(pk=gone.pk, survivor=survivor)
    actions.check(whole=True)
    assert pairs()[one.pk, survivor.pk][2] == "different"


def test_taking_a_decision_back_opens_the_pair_and_forgets_it():
    one, double = recorded(), recorded()
    actions.check()
    actions.settle(first=one, second=double, verdict="different", by=None)
    actions.settle(first=double, second=one, verdict="open", by=None)
    assert pairs() == {(one.pk, double.pk): ("sure", "same", "open")}
    assert not Decision.objects.exists()


def test_a_new_row_is_found_at_once_and_nothing_is_written():
    one = recorded(address=dict(zip(("postal_code", "prefecture", "city", "line", "building"), HOME, strict=True)))
    recorded(**_stranger())
    actions.check()
    new = Written(family_name="タカハシ", given_name="ハナコ", phones=[PHONE])
    (match,) = queries.matches_of(new)
    assert (match.customer, match.band) == (one, "sure")
    assert queries.matches_of(new, but=one.pk) == []
    assert not Candidate.objects.exists()


def test_shop_staff_are_only_told_of_customers_they_may_see():
    recorded()
    actions.check()
    new = Written(family_name="髙橋", given_name="花子", phones=[PHONE], emails=[MAIL])
    assert queries.matches_of(new, staff=cast.owner())
    assert queries.matches_of(new, staff=cast.station_staff()) == []


def test_how_many_carry_a_name_is_counted():
    for number in range(5):
        recorded(phones=[f"090-1111-22{number:02}"], emails=[])
    actions.check()
    assert Frequency.objects.filter(people=5).exists()


def test_a_stopped_check_goes_on_where_it_was():
    one, double = recorded(), recorded()
    actions.check(should_stop=lambda: True)
    assert CheckState.objects.get().people == 0 or Due.objects.exists()
    actions.check()
    assert set(pairs()) == {(one.pk, double.pk)}


def test_a_killed_check_is_done_again_without_doubling_anything(monkeypatch):
    one, double = recorded(), recorded()
    monkeypatch.setattr(comparing, "_done_with", _dies)
    with pytest.raises(RuntimeError):
        actions.check()
    assert set(pairs()) <= {(one.pk, double.pk)}
    monkeypatch.undo()
    actions.check()
    assert set(pairs()) == {(one.pk, double.pk)}
    assert not Due.objects.exists()


def test_two_checks_never_run_side_by_side(monkeypatch):
    recorded()
    seen = []

    def inside(*_arguments, **_named):
        with pytest.raises(CheckRunning):
            actions.check()
        seen.append(True)
        return 0

    monkeypatch.setattr("joren.record.duplicates.actions.checking.refresh", inside)
    actions.check()
    assert seen == [True]


def test_the_worker_checks_until_nothing_changed_any_more():
    one, double = recorded(), recorded()
    actions.schedule_check()
    assert run_due(kinds=["duplicates.check"]) == 1
    assert Job.objects.get(kind="duplicates.check").state == Job.State.DONE
    assert set(pairs()) == {(one.pk, double.pk)}


def test_an_open_pair_does_not_hold_a_customer():
    one, double = recorded(), recorded()
    actions.check()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM timeline_event WHERE customer_id = %s", [double.pk])
    assert Customer.objects.get(pk=one.pk)
    Customer.objects.filter(pk=double.pk).delete()
    assert list(queries.candidates(None)) == []


def _dies(*_arguments):
    raise RuntimeError("killed")


def _stranger_names():
    names = {"family_name": "小林", "given_name": "健", "family_kana": "こばやし", "given_kana": "けん"}
    return names | {"birth_year": 1970, "birth_month": 1, "birth_day": 30, "gender": "male"}


def _stranger():
    return _stranger_names() | {"phones": ["03-5555-6666"], "emails": []}
