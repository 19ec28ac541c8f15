"""The pages: what each role may do, errors beside the field, and the same number of queries for any list."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joren.foundation.audit.models import AuditEntry
from joren.record.customers import actions
from joren.record.customers.models import BulkTagging, Customer, CustomerTag, CustomField, Tag
from joren.record.timeline.models import Event
from tests import cast
from tests.html_forms import form_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def page(client, name, *args, **query):
    return client.get(reverse(f"customers:{name}", args=args), query)


def test_the_list_shows_and_finds(as_owner, hanako, ichiro):
    assert "山田 花子" in page(as_owner, "list").content.decode()
    found = page(as_owner, "list", q="ﾀｶﾊｼ").content.decode()
    assert "髙橋 一郎" in found
    assert "山田 花子" not in found


def test_the_list_narrows_by_shop_tag_and_consent(as_owner, hanako, ichiro, cafe):
    from joren.record.consents import actions as consents

    consents.grant(customer_id=hanako.pk, channel="mail", how="店頭", text="受け取る", by=None)
    tag = actions.tag_named("卸", by=None)
    actions.tag(customer_id=ichiro.pk, tag=tag, by=None)
    for query, shown, hidden in (
        ({"shop": cafe.pk}, "髙橋", "山田"),
        ({"tag": tag.pk}, "髙橋", "山田"),
        ({"consent": "mail"}, "山田", "髙橋"),
    ):
        html = page(as_owner, "list", **query).content.decode()
        assert shown in html, query
        assert hidden not in html, query


def test_list_and_person_need_the_same_number_of_queries_for_10_and_60_customers(as_owner):
    counts = []
    for size in (10, 50):
        cast.crowd(size)
        first = Customer.objects.earliest("pk")
        for number in range(size):
            actions.add_note(customer_id=first.pk, text=f"{number}", by=None)
            actions.tag(customer_id=first.pk, tag=actions.tag_named(f"札{number}", by=None), by=None)
        page(as_owner, "list")  # warm: content types, sessions
        with CaptureQueriesContext(
            connection,
        ) as the_list:
            page(as_owner, "list")
        with CaptureQueriesContext(connection) as the_person:
            page(as_owner, "detail", first.pk)
        counts.append((len(the_list), len(the_person)))
    assert counts[0] == counts[1]


def test_every_view_of_a_person_is_kept(as_owner, hanako, owner):
    page(as_owner, "detail", hanako.pk)
    entry = AuditEntry.objects.get(action="viewed")
    assert (entry.customer_ref, entry.staff) == (hanako.pk, owner)


def test_shop_staff_cannot_open_another_shops_customer(client, station_staff, hanako, ichiro):
    client.force_login(station_staff)
    assert page(client, "detail", hanako.pk).status_code == 200
    for name in ("detail", "edit"):
        assert page(client, name, ichiro.pk).status_code == 404
    assert client.post(reverse("customers:add_note", args=[ichiro.pk]), {"text": "x"}).status_code == 404
    assert not Event.objects.filter(key="customers.note").exists()


@pytest.mark.parametrize("role", ["reader", "privacy_officer", "station_staff", "marketer", "manager", "owner"])
def test_who_may_do_what(role, client, request, hanako):
    person = request.getfixturevalue(role)
    client.force_login(person)
    allowed = {
        name: page(client, name, *args).status_code == 200
        for name, args in {
            "list": (),
            "detail": (hanako.pk,),
            "new": (),
            "edit": (hanako.pk,),
            "delete": (hanako.pk,),
            "tags": (),
            "fields": (),
        }.items()
    }
    may = {
        "reader": "list detail",
        "privacy_officer": "list detail new edit delete",
        "station_staff": "list detail new edit",
        "marketer": "list detail new edit tags fields",
        "manager": "list detail new edit delete tags fields",
        "owner": "list detail new edit delete tags fields",
    }[role].split()
    assert {name for name, is_open in allowed.items() if is_open} == set(may)


def test_nobody_gets_in_without_logging_in(client, hanako):
    for name, args in (("list", ()), ("detail", (hanako.pk,))):
        assert page(client, name, *args).status_code == 302


def test_recording_a_customer(as_owner, station_shop):
    response = as_owner.post(
        reverse("customers:new"),
        {
            "family_name": "新井",
            "given_name": "葵",
            "email": "Aoi@Example.jp",
            "phone": "090 1234 5678",
            "birth_year": "1999",
            "postal_code": "1500001",
            "prefecture": "東京都",
            "shop": station_shop.pk,
            "honorific": "様",
        },
    )
    made = Customer.objects.get(family_name="新井")
    assert response.url == reverse("customers:detail", args=[made.pk])
    assert sorted(made.contact_points.values_list("value", flat=True)) == ["+819012345678", "aoi@example.jp"]
    assert made.addresses.get().postal_code == "150-0001"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("email", "nobody"),
        ("phone", "0000000000"),
        ("postal_code", "12"),
        ("birth_day", "31"),
        ("birth_month", "13"),
        ("registered_on", "yesterday"),
    ],
)
def test_an_error_stands_beside_its_field(field, text, as_owner):
    given = {"family_name": "新井", "birth_month": "2", field: text}
    response = as_owner.post(reverse("customers:new"), given)
    assert response.status_code == 422
    assert re.search(rf'data-field="{field}".*?id="id_{field}_error"', response.content.decode(), re.DOTALL)
    assert not Customer.objects.exists()


def test_a_taken_member_number_is_told_beside_the_field(as_owner, hanako):
    response = as_owner.post(reverse("customers:new"), {"family_name": "別人", "member_number": "M0001"})
    assert response.status_code == 422
    assert 'id="id_member_number_error"' in response.content.decode()
    assert Customer.objects.count() == 1


def test_the_edit_form_saves_what_it_shows_without_changing_anything(as_owner, hanako):
    actions.define_field(key="seat", label="席", type="choice", choices=["窓際"], by=None)
    actions.define_field(key="card", label="会員証", type="boolean", by=None)
    actions.set_custom_values(customer_id=hanako.pk, values={"seat": "窓際", "card": "いいえ"}, by=None)
    told = Event.objects.count()
    form = page(as_owner, "edit", hanako.pk).context["form"]
    same = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    response = as_owner.post(reverse("customers:edit", args=[hanako.pk]), same)
    assert response.status_code == 302
    assert Event.objects.count() == told


def test_shop_staff_record_customers_for_their_own_shops_only(client, station_staff, cafe):
    client.force_login(station_staff)
    refused = client.post(reverse("customers:new"), {"family_name": "新井", "shop": cafe.pk})
    assert refused.status_code == 422
    assert client.post(reverse("customers:new"), {"family_name": "新井"}).status_code == 422
    assert not Customer.objects.exists()


def test_deleting_asks_for_the_reason(as_owner, hanako):
    url = reverse("customers:delete", args=[hanako.pk])
    assert as_owner.post(url, {"reason": ""}).status_code == 422
    assert Customer.objects.exists()
    assert as_owner.post(url, {"reason": "本人の依頼"}).status_code == 302
    assert not Customer.objects.exists()


def test_getting_never_writes_the_record(as_owner, hanako):
    for name in ("add_note", "add_point", "add_tag"):
        assert page(as_owner, name, hanako.pk).status_code == 405
    for name in ("tag_many", "untag_many", "new_tag"):
        assert page(as_owner, name).status_code == 405


def test_picked_customers_are_tagged_and_the_toast_takes_it_back(as_owner, hanako, ichiro, misaki):
    url = reverse("customers:tag_many")
    asked = as_owner.post(url, {"ids": [hanako.pk, ichiro.pk], "query": ""})
    assert asked.status_code == 200
    assert not CustomerTag.objects.exists()
    as_owner.post(url, {"ids": [hanako.pk, ichiro.pk], "query": "", "tag": "", "name": "夏の招待"})
    assert set(CustomerTag.objects.values_list("customer_id", flat=True)) == {hanako.pk, ichiro.pk}
    as_owner.post(reverse("customers:undo_tagging", args=[BulkTagging.objects.get().pk]))
    assert not CustomerTag.objects.exists()


def test_all_results_of_a_filter_are_tagged(as_owner, hanako, ichiro, station_shop):
    given = {"everything": "1", "query": f"shop={station_shop.pk}", "tag": "", "name": "駅前"}
    as_owner.post(reverse("customers:tag_many"), given)
    assert list(CustomerTag.objects.values_list("customer_id", flat=True)) == [hanako.pk]


def test_nothing_picked_is_a_sentence(as_owner, hanako):
    response = as_owner.post(reverse("customers:tag_many"), {"query": "", "tag": "", "name": "駅前"})
    assert response.status_code == 400
    assert not Tag.objects.exists()


def test_another_persons_single_undo_is_not_everybodys(client, hanako, owner, station_staff):
    tag = actions.tag_named("卸", by=owner)
    step = actions.tag_many(customer_ids=[hanako.pk], tag=tag, by=owner)
    client.force_login(station_staff)
    assert client.post(reverse("customers:undo_tagging", args=[step.pk])).status_code == 403
    assert CustomerTag.objects.count() == 1


def test_fields_are_added_without_a_programmer(as_owner, hanako):
    given = {"label": "好きな席", "key": "seat", "type": "choice", "choices": "窓際\nカウンター\n", "order": "10"}
    assert as_owner.post(reverse("customers:new_field"), given).status_code == 302
    assert CustomField.objects.get().choices == ["窓際", "カウンター"]
    assert "好きな席" in page(as_owner, "edit", hanako.pk).content.decode()
    again = as_owner.post(reverse("customers:new_field"), given)
    assert again.status_code == 422
    assert 'id="id_key_error"' in again.content.decode()


def test_a_choice_field_without_choices_is_refused_beside_the_field(as_owner):
    given = {"label": "好きな席", "key": "seat", "type": "choice", "choices": " ", "order": "10"}
    response = as_owner.post(reverse("customers:new_field"), given)
    assert 'id="id_choices_error"' in response.content.decode()
    assert not CustomField.objects.exists()


def test_html_in_a_name_is_text(as_owner):
    customer = actions.create(by=None, family_name="<script>alert(1)</script>", given_name="花")
    for html in (page(as_owner, "list"), page(as_owner, "detail", customer.pk)):
        assert "<script>alert(1)" not in html.content.decode()


def test_further_back_by_htmx_is_the_list_alone(as_owner, hanako):
    for number in range(40):
        actions.add_note(customer_id=hanako.pk, text=f"メモ{number}", by=None)
    url = reverse("timeline:of_customer", args=[hanako.pk])
    whole = as_owner.get(url).content.decode()
    assert "<html" in whole
    more = re.search(r'hx-get="([^"]*before[^"]*)"', whole)
    assert more
    part = as_owner.get(more.group(1).replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "メモ0" in part
    assert "メモ39" not in part


def test_small_forms_of_the_person(as_owner, hanako):
    def post(page_name, *args, **given):
        return as_owner.post(reverse(f"customers:{page_name}", args=[hanako.pk, *args]), given)

    post("add_point", kind="email", value="second@example.jp")
    point = hanako.contact_points.get(value="second@example.jp")
    post("prefer_point", point.pk)
    assert hanako.contact_points.get(kind="email", is_primary=True) == point
    post("remove_point", point.pk)
    assert hanako.contact_points.filter(kind="email").count() == 1
    post("add_point", kind="email", value="nonsense")
    assert hanako.contact_points.filter(kind="email").count() == 1
    post("add_tag", name="卸")
    tag = Tag.objects.get()
    assert hanako.tag_links.get().tag == tag
    post("remove_tag", tag.pk)
    assert not hanako.tag_links.exists()
    post("add_note", text="  ")
    assert not Event.objects.filter(key="customers.note").exists()


def test_a_contact_point_of_somebody_else_is_not_found(as_owner, hanako, ichiro):
    point = ichiro.contact_points.get()
    assert as_owner.post(reverse("customers:remove_point", args=[hanako.pk, point.pk])).status_code == 404
    assert ichiro.contact_points.count() == 1


def test_two_people_who_change_different_things_at_once_both_keep_their_change(as_owner, hanako):
    form = page(as_owner, "edit", hanako.pk).context["form"]
    opened = {bound.html_initial_name: bound.value() or "" for bound in form}
    shown = {bound.html_name: bound.value() or "" for bound in form}
    html = page(as_owner, "edit", hanako.pk).content.decode()
    assert set(opened) == set(re.findall(r'name="(initial-[^"]+)"', html))
    address = reverse("customers:edit", args=[hanako.pk])

    as_owner.post(address, opened | shown | {"company": "常木商店", "line": "神宮前9-9-9"})
    as_owner.post(address, opened | shown | {"note": "窓際の席", "honorific": ""})

    customer = Customer.objects.get(pk=hanako.pk)
    assert (customer.company, customer.note, customer.honorific) == ("常木商店", "窓際の席", "")
    assert customer.addresses.get().line == "神宮前9-9-9"
    assert customer.family_name == "山田"


def test_of_the_same_thing_changed_at_once_the_second_is_told_and_may_save_once_more(as_owner, hanako):
    address = reverse("customers:edit", args=[hanako.pk])
    first, second = (form_fields(as_owner.get(address).content.decode()) for _ in range(2))
    as_owner.post(address, first | {"company": ["常木商店"], "gender": ["male"]})

    told = as_owner.post(address, second | {"company": ["常木物産"], "note": ["窓際の席"]})
    assert (told.status_code, list(told.context["form"].errors)) == (422, ["company"])
    assert "常木商店" in str(told.context["form"].errors["company"])
    customer = Customer.objects.get(pk=hanako.pk)
    assert (customer.company, customer.note) == ("常木商店", "")

    assert as_owner.post(address, form_fields(told.content.decode())).status_code == 302
    customer.refresh_from_db()
    assert (customer.company, customer.note, customer.gender) == ("常木物産", "窓際の席", "male")


def test_a_number_an_import_made_of_a_row_without_one_is_told_nobody(as_owner, hanako):
    hanako.external_ids.create(source="紙の名簿", value="~00cf4d35454d989ee1585cc2")
    hanako.external_ids.create(source="通販", value="w77")
    text = page(as_owner, "detail", hanako.pk).content.decode()
    assert "~00cf" not in text
    assert "w77" in text
