"""Repairs by one key each: through the record's own actions, taken back, remembered, only by who may."""

import pytest
import time_machine

from joren.insight.health import actions, queries
from joren.insight.health.errors import (
    ChangedSince,
    FindingDecided,
    FindingNotFound,
    NoSuchSuggestion,
    NothingToDelete,
    NothingToUndo,
)
from joren.insight.health.models import Finding, Standing
from joren.insight.health.tests.people import NOON, agrees, bought, new
from joren.record.customers import actions as customers
from joren.record.customers.models import ContactPoint, Customer, PostalAddress
from joren.record.customers.queries import provenance_of, whole
from joren.record.timeline.models import Event

pytestmark = pytest.mark.django_db
HOME = {"postal_code": "060-0042", "prefecture": "東京都", "city": "渋谷区", "line": "神宮前1-2-3", "building": "常荘"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def the_finding(check):
    actions.measure()
    return Finding.objects.get(check_key=check)


def test_the_reading_of_the_base_is_suggested_and_written_as_a_normal_change(owner):
    for number in range(3):
        new(family_name="長田", family_kana="おさだ", emails=[f"osada{number}@example.jp"])
    person = new(family_name="長田", given_name="じゅん", emails=["one@example.jp"])
    finding = the_finding("missing_kana")
    actions.repair(finding_id=finding.pk, by=owner)
    person = whole(person.pk)
    assert person.family_kana == "おさだ"
    assert provenance_of(person)["family_kana"].staff_id == owner.pk
    event = Event.objects.filter(customer=person, key="customers.changed").latest("pk")
    assert (event.staff, event.data["changes"]) == (owner, {"family_kana": ["", "おさだ"]})
    finding.refresh_from_db()
    assert (finding.state, finding.decided_by) == ("done", owner)
    assert Standing.objects.get(customer=person).faults == 0


def test_a_reading_on_which_too_few_agree_is_not_suggested():
    for number, kana in enumerate(["おさだ", "おさだ", "ながた"]):
        new(family_name="長田", family_kana=kana, emails=[f"osada{number}@example.jp"])
    new(family_name="長田", emails=["one@example.jp"])
    assert the_finding("missing_kana").suggestions == []


def test_readings_in_either_kana_agree_and_the_most_frequent_spelling_is_suggested():
    for number, kana in enumerate(["オサダ", "オサダ", "おさだ"]):
        new(family_name="長田", family_kana=kana, emails=[f"osada{number}@example.jp"])
    new(family_name="長田", emails=["one@example.jp"])
    assert the_finding("missing_kana").suggestions == [{"kind": "fields", "values": {"family_kana": "オサダ"}}]


def test_a_mistyped_address_is_replaced_and_comes_back_by_undo(owner):
    person = new(emails=["jun@gmial.com", "zwei@example.jp"])
    actions.repair(finding_id=the_finding("mail_typo").pk, by=owner)
    assert emails(person) == [("jun@gmail.com", True), ("zwei@example.jp", False)]
    undone = actions.undo_last(by=owner)
    assert emails(person) == [("jun@gmial.com", True), ("zwei@example.jp", False)]
    assert (undone.state, undone.decided_by) == ("open", None)


def emails(person):
    points = ContactPoint.objects.filter(customer=person, kind="email").order_by("value")
    return list(points.values_list("value", "is_primary"))


def test_a_dead_address_is_deleted_and_is_dead_again_after_undo(owner):
    person = new(emails=["dead@example.jp"], phones=["090-1234-5678"])
    customers.mark_undeliverable(customer_id=person.pk, kind="email", value="dead@example.jp", reason="550 unknown")
    before = ContactPoint.objects.values_list("value", "undeliverable_at", "undeliverable_reason").get(kind="email")
    actions.delete_value(finding_id=the_finding("undeliverable").pk, by=owner)
    assert emails(person) == []
    actions.undo_last(by=owner)
    after = ContactPoint.objects.values_list("value", "undeliverable_at", "undeliverable_reason").get(kind="email")
    assert after == before


def test_an_address_that_works_after_all_is_used_again(owner):
    person = new(emails=["dead@example.jp"])
    customers.mark_undeliverable(customer_id=person.pk, kind="email", value="dead@example.jp", reason="full")
    actions.repair(finding_id=the_finding("undeliverable").pk, by=owner)
    assert ContactPoint.objects.get(customer=person).undeliverable_at is None
    actions.undo_last(by=owner)
    assert ContactPoint.objects.get(customer=person).undeliverable_reason == "full"


@pytest.mark.parametrize(
    ("choice", "became"),
    [
        (0, {"postal_code": "150-0001"}),
        (1, {"prefecture": "北海道", "city": "札幌市中央区"}),
        (None, {"postal_code": ""}),
    ],
)
def test_code_and_place_are_brought_together_and_apart_again(owner, choice, became):
    person = new(address=HOME)
    finding = the_finding("postal_disagrees")
    if choice is None:
        actions.delete_value(finding_id=finding.pk, by=owner)
    else:
        actions.repair(finding_id=finding.pk, choice=choice, by=owner)
    assert PostalAddress.objects.filter(customer=person).values(*HOME).get() == HOME | became
    actions.undo_last(by=owner)
    assert PostalAddress.objects.filter(customer=person).values(*HOME).get() == HOME


def test_an_impossible_birthday_is_deleted_and_comes_back(owner):
    person = new()
    Customer.objects.filter(pk=person.pk).update(birth_year=1890, birth_month=1, birth_day=2)
    actions.delete_value(finding_id=the_finding("birthday_impossible").pk, by=owner)
    person.refresh_from_db()
    assert (person.birth_year, person.birth_month, person.birth_day) == (None, None, None)
    actions.undo_last(by=owner)
    person.refresh_from_db()
    assert (person.birth_year, person.birth_month, person.birth_day) == (1890, 1, 2)


def test_an_impossible_day_of_registration_is_deleted_and_comes_back(owner):
    person = new(registered_on="2027-01-01")
    actions.delete_value(finding_id=the_finding("registration_impossible").pk, by=owner)
    assert Customer.objects.get(pk=person.pk).registered_on is None
    actions.undo_last(by=owner)
    assert str(Customer.objects.get(pk=person.pk).registered_on) == "2027-01-01"


def test_a_made_up_name_and_number_can_go(owner):
    person = new(family_name="テスト", given_name="", phones=["090-1111-1111"])
    actions.delete_value(finding_id=the_finding("dummy_name").pk, by=owner)
    actions.delete_value(finding_id=the_finding("dummy_phone").pk, by=owner)
    person = Customer.objects.get(pk=person.pk)
    assert (person.family_name, person.contact_points.filter(kind="phone").count()) == ("", 0)


def test_put_off_it_comes_back_after_three_months_and_counts_meanwhile(owner):
    person = new(emails=["jun@gmial.com"])
    finding = actions.skip(finding_id=the_finding("mail_typo").pk, by=owner)
    assert (finding.state, str(finding.skipped_until)) == ("skipped", "2026-07-15")
    assert Standing.objects.get(customer=person).faults == 1
    with time_machine.travel("2026-07-14 12:00+09:00", tick=False):
        assert the_finding("mail_typo").state == "skipped"
    with time_machine.travel("2026-07-15 12:00+09:00", tick=False):
        assert the_finding("mail_typo").state == "open"


def test_what_is_not_a_fault_is_remembered_for_that_value_only(owner):
    person = new(emails=["jun@gmial.com"])
    actions.not_a_fault(finding_id=the_finding("mail_typo").pk, by=owner)
    assert the_finding("mail_typo").state == "not_fault"
    assert Standing.objects.get(customer=person).faults == 0
    customers.add_contact_point(customer_id=person.pk, kind="email", value="jun@gamil.com", by=None)
    actions.measure()
    assert set(Finding.objects.values_list("detail__value", "state")) == {
        ("jun@gmial.com", "not_fault"),
        ("jun@gamil.com", "open"),
    }
    assert Standing.objects.get(customer=person).faults == 1


def test_decisions_are_taken_back_the_last_first_and_only_ones_own(owner, manager):
    person = new(emails=["jun@gmial.com", "ken@gamil.com"])
    actions.measure()
    first, second = Finding.objects.order_by("pk")
    actions.skip(finding_id=first.pk, by=owner)
    with time_machine.travel("2026-04-15 12:01+09:00", tick=False):
        actions.repair(finding_id=second.pk, by=owner)
    with pytest.raises(NothingToUndo):
        actions.undo_last(by=manager)
    assert actions.undo_last(by=owner).pk == second.pk
    assert actions.undo_last(by=owner).pk == first.pk
    with pytest.raises(NothingToUndo):
        actions.undo_last(by=owner)
    assert {value for value, _primary in emails(person)} == {"jun@gmial.com", "ken@gamil.com"}


def test_what_somebody_changed_since_is_not_taken_back(owner):
    person = new(honorific="御中")
    actions.repair(finding_id=the_finding("company_honorific").pk, by=owner)
    customers.change(customer_id=person.pk, by=owner, honorific="先生")
    with pytest.raises(ChangedSince):
        actions.undo_last(by=owner)
    assert Customer.objects.get(pk=person.pk).honorific == "先生"
    assert Finding.objects.get().state == "done"


def test_a_value_that_is_gone_is_not_written_over(owner):
    person = new(emails=["jun@gmial.com"])
    finding = the_finding("mail_typo")
    customers.add_contact_point(customer_id=person.pk, kind="phone", value="090-1234-5678", by=None)
    customers.remove_contact_point(contact_point=person.contact_points.get(kind="email"), by=None)
    with pytest.raises(ChangedSince):
        actions.repair(finding_id=finding.pk, by=owner)
    assert (emails(person), Finding.objects.get(pk=finding.pk).state) == ([], "open")


def test_refusals_change_nothing(owner):
    person = new(family_name="森", emails=["mori@example.jp"])
    finding = the_finding("missing_kana")
    with pytest.raises(NoSuchSuggestion):
        actions.repair(finding_id=finding.pk, by=owner)
    with pytest.raises(NothingToDelete):
        actions.delete_value(finding_id=finding.pk, by=owner)
    assert Finding.objects.get(pk=finding.pk).state == "open"
    actions.skip(finding_id=finding.pk, by=owner)
    with pytest.raises(FindingDecided):
        actions.not_a_fault(finding_id=finding.pk, by=owner)
    assert Finding.objects.get(pk=finding.pk).state == "skipped"
    assert Customer.objects.get(pk=person.pk).family_kana == ""


def test_shop_staff_repair_only_their_customers(station_staff, station_shop, cafe):
    mine = new(honorific="御中", shop_id=station_shop.pk, emails=["one@example.jp"])
    other = new(honorific="御中", shop_id=cafe.pk, emails=["two@example.jp"])
    actions.measure()
    theirs = Finding.objects.get(customer=other)
    with pytest.raises(FindingNotFound):
        actions.repair(finding_id=theirs.pk, by=station_staff)
    assert Customer.objects.get(pk=other.pk).honorific == "御中"
    actions.repair(finding_id=Finding.objects.get(customer=mine).pk, by=station_staff)
    assert Customer.objects.get(pk=mine.pk).honorific == "様"


def test_repairs_win_back_people_and_yen(owner):
    person = new(honorific="御中")
    bought(person, 1200)
    agrees(person)
    finding = the_finding("company_honorific")
    assert queries.progress_of(owner)["won_back"] == {"people": 0, "yen": "0.00"}
    actions.repair(finding_id=finding.pk, by=owner)
    progress = queries.progress_of(owner)
    assert (progress["done"], progress["total"]) == (1, 1)
    assert progress["won_back"] == {"people": 1, "yen": "1200.00"}


def test_a_pair_of_duplicates_is_picked_once_and_done_when_decided(owner):
    from joren.foundation.time.clock import now
    from joren.record.duplicates.models import Candidate

    one, other = new(), new(emails=["other@example.jp"])
    bought(other, 500)
    pair = Candidate.objects.create(
        first=one, second=other, probability=0.9, band="review", found_at=now(), checked_at=now()
    )
    actions.measure()
    assert Finding.objects.filter(check_key="duplicate").count() == 2
    assert [row.customer_id for row in queries.queue(None)] == [other.pk]
    Candidate.objects.filter(pk=pair.pk).update(state="different")
    assert queries.progress_of(owner)["done"] == 1
    actions.measure()
    assert not Finding.objects.filter(state="open").exists()
