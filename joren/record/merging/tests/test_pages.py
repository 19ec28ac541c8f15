import pytest
from django.urls import reverse

from joren.record.customers import actions as customers
from joren.record.customers.models import Customer
from joren.record.merging import actions
from joren.record.merging.models import Merge


@pytest.fixture
def double(hanako):
    return customers.create(
        by=None,
        family_name="山田",
        given_name="花子",
        company="常企画",
        member_number="M0101",
        phones=["090-1111-2222"],
    )


def test_two_records_stand_side_by_side_with_their_differences_marked(client, owner, hanako, double):
    client.force_login(owner)
    page = client.get(reverse("merging:compare", args=[hanako.pk, double.pk])).content.decode()
    assert "M0<mark>0</mark>01" in page or "M0<mark>1</mark>01" in page
    assert "常企画" in page


def test_the_form_merges_as_chosen_and_the_old_page_leads_to_the_survivor(client, owner, hanako, double):
    client.force_login(owner)
    answer = client.post(
        reverse("merging:compare", args=[hanako.pk, double.pk]),
        {"survivor": "left", "take.member_number": "right", "take.company": "left", "reason": "本人に確認"},
    )
    assert answer.status_code == 302
    one = Customer.objects.get(pk=hanako.pk)
    assert (one.member_number, one.company) == ("M0101", "")
    assert Merge.objects.get().reason == "本人に確認"
    old = client.get(reverse("customers:detail", args=[double.pk]))
    assert old.headers["Location"] == reverse("customers:detail", args=[hanako.pk])
    page = client.get(old.headers["Location"]).content.decode()
    assert f"#{double.pk}" in page


def test_history_detail_and_separating(client, owner, hanako, double):
    client.force_login(owner)
    merge = actions.merge(survivor=hanako, gone=double, by=owner, reason="同じ人")
    assert "同じ人" in client.get(reverse("merging:history")).content.decode()
    assert client.get(reverse("merging:detail", args=[merge.pk])).status_code == 200
    point = customers.add_contact_point(customer_id=hanako.pk, kind="email", value="neu@example.jp", by=owner)
    page = client.get(reverse("merging:detail", args=[merge.pk])).content.decode()
    assert "neu@example.jp" in page
    client.post(reverse("merging:undo", args=[merge.pk]), {"customers_contactpoint": str(point.pk)})
    assert Customer.objects.get(pk=double.pk).contact_points.filter(value="neu@example.jp").exists()
    again = client.post(reverse("merging:undo", args=[merge.pk]))
    assert again.status_code == 409
    assert client.get(reverse("merging:history")).status_code == 200


def test_shop_staff_neither_see_nor_merge_people_of_other_shops(client, station_staff, hanako, ichiro, double):
    client.force_login(station_staff)
    assert client.get(reverse("merging:compare", args=[hanako.pk, ichiro.pk])).status_code == 404
    answer = client.post(reverse("merging:compare", args=[hanako.pk, ichiro.pk]), {"survivor": "left"})
    assert answer.status_code == 404
    assert not Merge.objects.exists()


def test_reader_may_not_merge(client, reader, hanako, double):
    client.force_login(reader)
    assert client.get(reverse("merging:compare", args=[hanako.pk, double.pk])).status_code == 403
