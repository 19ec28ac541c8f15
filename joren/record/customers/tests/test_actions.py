"""Writing the record: told with before and after, refused with a sentence, and then nothing has changed."""

from datetime import date

import pytest

from joren.foundation.audit.models import AuditEntry
from joren.record.customers import actions, errors, queries
from joren.record.customers.models import (
    BulkTagging,
    ContactPoint,
    Customer,
    CustomerTag,
    CustomField,
    CustomValue,
    Tag,
)
from joren.record.customers.rules import age, as_dialled
from joren.record.timeline.models import Event
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_created_customer_is_told_on_the_day_of_registration(hanako):
    event = Event.objects.get(key="customers.created", customer=hanako)
    assert event.occurred_on == date(2023, 4, 1)
    assert AuditEntry.objects.get(action="created", customer_ref=hanako.pk).subject_type == "customer"


def test_contact_data_are_kept_in_their_one_form():
    made = actions.create(by=None, family_name="山", emails=[" Hana@Example.JP "], phones=["０３（１２３４）５６７８"])
    assert set(made.contact_points.values_list("value", flat=True)) == {"hana@example.jp", "+81312345678"}


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        ({}, errors.NobodyToRecord),
        ({"family_name": "  "}, errors.NobodyToRecord),
        ({"family_name": "山", "emails": ["not an address"]}, errors.NotAnEmail),
        ({"family_name": "山", "emails": ["a@example.jp, b@example.jp"]}, errors.NotAnEmail),
        ({"family_name": "山", "phones": ["000-0000-0000"]}, errors.NotAPhone),
        ({"family_name": "山", "birth_month": 2, "birth_day": 31}, errors.NotABirthday),
        ({"family_name": "山", "birth_day": 5}, errors.NotABirthday),
        ({"family_name": "山", "birth_year": 2999}, errors.NotABirthday),
        ({"family_name": "山", "gender": "cat"}, errors.NotValid),
        ({"family_name": "山" * 101}, errors.NotValid),
        ({"family_name": "山", "shop_id": 999_999}, errors.NotValid),
        ({"family_name": "山", "shoe_size": 24}, errors.UnknownField),
        ({"family_name": "山", "address": {"postal_code": "12"}}, errors.NotAPostalCode),
        ({"family_name": "山", "external_ids": {"pos": ""}}, errors.NotValid),
        ({"family_name": "山", "custom": {"nobody_defined": "x"}}, errors.UnknownField),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(known, refusal):
    with pytest.raises(refusal) as refused:
        actions.create(by=None, **known)
    assert str(refused.value)
    assert not Customer.objects.exists()
    assert not Event.objects.exists()
    assert not AuditEntry.objects.exists()


def test_nul_characters_are_dropped():
    assert actions.create(by=None, family_name="山\x00田").family_name == "山田"


def test_a_member_number_belongs_to_one(hanako):
    with pytest.raises(errors.MemberNumberTaken):
        actions.create(by=None, family_name="別人", member_number="M0001")
    with pytest.raises(errors.ExternalIdTaken):
        actions.create(by=None, family_name="別人", external_ids={"pos": "10001"})
    assert Customer.objects.count() == 1


def test_a_change_keeps_before_and_after(hanako, owner, cafe):
    actions.change(customer_id=hanako.pk, by=owner, family_name="佐藤", shop_id=cafe.pk)
    expected = {"family_name": ["山田", "佐藤"], "shop": ["駅前店", "カフェ 常"]}
    assert AuditEntry.objects.get(action="changed").detail == {"changes": expected}
    event = Event.objects.get(key="customers.changed")
    assert (event.data, event.staff) == ({"changes": expected}, owner)


def test_the_same_values_change_nothing(hanako):
    actions.change(customer_id=hanako.pk, by=None, family_name="山田", birth_year=1988)
    assert not Event.objects.filter(key="customers.changed").exists()
    assert not AuditEntry.objects.filter(action="changed").exists()


def test_a_record_cannot_lose_everything_it_is_known_by():
    nobody = actions.create(by=None, family_name="山田")
    with pytest.raises(errors.NobodyToRecord):
        actions.change(customer_id=nobody.pk, by=None, family_name="")
    nobody.refresh_from_db()
    assert nobody.family_name == "山田"


def test_all_of_a_change_or_nothing(hanako):
    with pytest.raises(errors.NotAPostalCode):
        actions.change_all(
            customer_id=hanako.pk, by=None, family_name="佐藤", address={"postal_code": "99", "line": "1"}
        )
    hanako.refresh_from_db()
    assert hanako.family_name == "山田"
    assert not Event.objects.filter(key="customers.changed").exists()


def test_the_first_of_its_kind_is_preferred_and_the_next_inherits(hanako):
    first, second = hanako.contact_points.filter(kind="phone").order_by("id")
    assert (first.is_primary, second.is_primary) == (True, False)
    actions.remove_contact_point(contact_point=first, by=None)
    second.refresh_from_db()
    assert second.is_primary


def test_preferring_another_leaves_one_preferred(hanako):
    second = hanako.contact_points.filter(kind="phone").order_by("id").last()
    actions.prefer_contact_point(contact_point=second, by=None)
    assert list(hanako.contact_points.filter(kind="phone", is_primary=True)) == [second]


def test_the_same_address_again_is_the_same_row(hanako):
    actions.add_contact_point(customer_id=hanako.pk, kind="email", value="HANAKO@example.jp", by=None)
    assert hanako.contact_points.filter(kind="email").count() == 1
    assert not Event.objects.filter(key="customers.changed").exists()


def test_a_bounce_is_news_once_and_can_be_taken_back(hanako):
    bounce = {"customer_id": hanako.pk, "kind": "email", "value": "hanako@example.jp", "reason": "550"}
    assert actions.mark_undeliverable(**bounce) is True
    assert actions.mark_undeliverable(**bounce) is False
    assert queries.deliverable_email(queries.whole(hanako.pk)) == ""
    actions.mark_deliverable(contact_point=ContactPoint.objects.get(value="hanako@example.jp"), by=None)
    assert queries.deliverable_email(queries.whole(hanako.pk)) == "hanako@example.jp"


def test_an_address_is_set_changed_and_taken_away(kenta):
    actions.set_address(customer_id=kenta.pk, by=None, postal_code="1000001", prefecture="東京都", city="千代田区")
    assert str(kenta.addresses.get()) == "東京都千代田区"
    actions.set_address(customer_id=kenta.pk, by=None, prefecture="大阪府")
    assert kenta.addresses.get().postal_code == ""
    actions.set_address(customer_id=kenta.pk, by=None)
    assert not kenta.addresses.exists()
    assert Event.objects.filter(key="customers.changed", customer=kenta).count() == 3


def test_deleting_leaves_a_reason_and_no_name(hanako, owner):
    number = hanako.pk
    actions.delete(customer_id=number, reason="本人からの削除依頼", by=owner)
    assert not Customer.objects.filter(pk=number).exists()
    assert not Event.objects.filter(customer_id=number).exists()
    entry = AuditEntry.objects.get(action="deleted")
    assert (entry.subject_label, entry.detail) == ("", {"reason": "本人からの削除依頼"})


def test_deleting_without_a_reason_is_refused(hanako):
    with pytest.raises(errors.ReasonMissing):
        actions.delete(customer_id=hanako.pk, reason=" ", by=None)
    assert Customer.objects.filter(pk=hanako.pk).exists()


def test_an_empty_note_is_refused(hanako):
    with pytest.raises(errors.EmptyNote):
        actions.add_note(customer_id=hanako.pk, text=" \n", by=None)
    assert not Event.objects.filter(key="customers.note").exists()


def test_a_bulk_tag_is_undone_for_those_it_changed_only(hanako, ichiro, misaki):
    tag = actions.create_tag(name="お得意様", by=None)
    actions.tag(customer_id=hanako.pk, tag=tag, by=None)
    step = actions.tag_many(customer_ids=[hanako.pk, ichiro.pk, misaki.pk, 999_999], tag=tag, by=None)
    assert step.customer_ids == sorted([ichiro.pk, misaki.pk])
    assert actions.undo_tagging(tagging=step, by=None) == 2
    assert list(CustomerTag.objects.values_list("customer_id", flat=True)) == [hanako.pk]
    assert actions.undo_tagging(tagging=step, by=None) == 0


def test_taking_a_tag_off_many_is_put_back_on_those_who_had_it(hanako, ichiro):
    tag = actions.create_tag(name="お得意様", by=None)
    actions.tag(customer_id=hanako.pk, tag=tag, by=None)
    step = actions.untag_many(customer_ids=[hanako.pk, ichiro.pk], tag=tag, by=None)
    assert not CustomerTag.objects.exists()
    actions.undo_tagging(tagging=step, by=None)
    assert list(CustomerTag.objects.values_list("customer_id", flat=True)) == [hanako.pk]


def test_two_tags_of_one_name_are_refused():
    actions.create_tag(name="お得意様", by=None)
    other = actions.create_tag(name="卸", by=None)
    with pytest.raises(errors.TagTaken):
        actions.create_tag(name=" お得意様 ", by=None)
    with pytest.raises(errors.TagTaken):
        actions.change_tag(tag=other, name="お得意様", color="red", by=None)
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["お得意様", "卸"]


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("number", "十二"),
        ("number", "1e400"),
        ("number", "NaN"),
        ("date", "2025-02-31"),
        ("boolean", "たぶん"),
        ("choice", "中辛"),
        ("text", "長" * 1001),
    ],
)
def test_a_custom_value_of_another_type_is_refused(kind, written, hanako):
    actions.define_field(key="taste", label="好み", type=kind, choices=["甘口"], by=None)
    with pytest.raises(errors.NotValid) as refused:
        actions.set_custom_values(customer_id=hanako.pk, values={"taste": written}, by=None)
    assert "好み" in str(refused.value)
    assert not CustomValue.objects.exists()


def test_an_emptied_custom_value_is_gone(hanako):
    actions.define_field(key="seat", label="席", by=None)
    actions.set_custom_values(customer_id=hanako.pk, values={"seat": "窓際"}, by=None)
    actions.set_custom_values(customer_id=hanako.pk, values={"seat": ""}, by=None)
    assert not CustomValue.objects.exists()
    told = [event.data["changes"] for event in Event.objects.filter(key="customers.changed").order_by("id")]
    assert told == [{"custom.seat": [None, "窓際"]}, {"custom.seat": ["窓際", None]}]


def test_a_field_with_values_keeps_its_type(hanako):
    field = actions.define_field(key="seat", label="席", by=None)
    actions.set_custom_values(customer_id=hanako.pk, values={"seat": "窓際"}, by=None)
    with pytest.raises(errors.FieldTypeFixed):
        actions.change_field(field=field, label="席", type="number", by=None)
    assert CustomField.objects.get().type == "text"


@pytest.mark.parametrize("key", ["", "Seat", "1seat", "席", "a-b", "x" * 51])
def test_a_key_that_rules_could_not_name_is_refused(key):
    with pytest.raises(errors.NotValid):
        actions.define_field(key=key, label="席", by=None)
    assert not CustomField.objects.exists()


def test_a_choice_without_choices_is_refused():
    with pytest.raises(errors.NotValid):
        actions.define_field(key="taste", label="好み", type="choice", choices=[" "], by=None)
    assert not CustomField.objects.exists()


@pytest.mark.parametrize("reference", ["M0001", "pos:10001", "member:M0001", " M0001 "])
def test_references(reference, hanako):
    assert queries.find(reference) == hanako


def test_the_number_of_the_record_is_a_reference(hanako):
    assert queries.find(hanako.pk) == queries.find(f"#{hanako.pk}") == queries.find(f"id:{hanako.pk}") == hanako


@pytest.mark.parametrize("reference", ["", "nobody", "pos:99", "pos:", "9" * 30, "id:x", "#", "-1", "²"])
def test_references_to_nobody(reference, hanako):
    with pytest.raises(errors.CustomerNotFound):
        queries.find(reference)


def test_a_number_that_means_two_people_is_refused(hanako):
    other = actions.create(by=None, family_name="別人", member_number=str(hanako.pk))
    with pytest.raises(errors.AmbiguousReference):
        queries.find(hanako.pk)
    assert queries.find(f"member:{hanako.pk}") == other
    assert queries.find(f"id:{hanako.pk}") == hanako


def test_shop_staff_see_home_customers_and_those_who_were_at_their_shop(
    hanako, ichiro, misaki, station_shop, station_staff, owner
):
    assert list(queries.customers_visible_to(station_staff)) == [hanako]
    from joren.foundation.time.clock import now
    from joren.record.timeline.actions import append

    append(customer_id=ichiro.pk, key="customers.note", occurred_at=now(), shop_id=station_shop.pk)
    assert set(queries.customers_visible_to(station_staff)) == {hanako, ichiro}
    assert queries.customers_visible_to(owner).count() == queries.customers_visible_to(None).count() == 3


def test_somebody_who_may_not_log_in_any_more_sees_nobody(hanako, owner):
    owner.is_active = False
    assert not queries.customers_visible_to(owner).exists()


def test_many_references_cost_one_query(django_assert_num_queries):
    cast.crowd(2)
    with django_assert_num_queries(1):
        queries.find("C00001")


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ((1988, 4, 12), date(2026, 4, 11), 37),
        ((1988, 4, 12), date(2026, 4, 12), 38),
        ((1988, 4, None), date(2026, 4, 30), 37),
        ((1988, None, None), date(2026, 12, 30), 37),
        ((1988, None, None), date(2026, 12, 31), 38),
        ((2004, 2, 29), date(2025, 2, 28), 20),
        ((None, 4, 12), date(2026, 4, 12), None),
        ((2030, 1, 1), date(2026, 1, 1), None),
    ],
)
def test_age(born, on, years):
    year, month, day = born
    assert age(year, month, day, on) == years


def test_numbers_as_dialled():
    assert [as_dialled(number) for number in ("+81312345678", "+12125550100")] == ["0312345678", "+12125550100"]


def test_a_step_of_tagging_remembers_who_did_it(hanako, owner):
    actions.tag_many(customer_ids=[hanako.pk], tag=actions.create_tag(name="卸", by=owner), by=owner)
    assert BulkTagging.objects.get().staff == owner
