import pytest
from django.urls import reverse

from joren.record.customers.models import Customer
from joren.record.households import actions
from joren.record.households.errors import NameMissing, TooFew, TwoHouseholds
from joren.record.households.models import Household, Member
from joren.record.households.queries import describe, household_of
from joren.record.merging import actions as merging

pytestmark = pytest.mark.django_db


def people_of(household):
    return list(
        Member.objects.filter(household=household).order_by("pk").values_list("customer_id", "is_primary", "size")
    )


def test_people_who_live_together_stay_people_of_their_own(hanako, yumi, kenta, owner):
    home = actions.join(customer_ids=[hanako.pk, yumi.pk], by=owner)
    assert home.name in ("山田 household", "山田家")
    assert people_of(home) == [(hanako.pk, True, 2), (yumi.pk, False, 2)]
    assert actions.join(customer_ids=[yumi.pk, kenta.pk], by=owner) == home
    assert [size for _who, _primary, size in people_of(home)] == [3, 3, 3]
    assert Customer.objects.count() == 3
    assert [member["id"] for member in describe(kenta)["members"]] == [hanako.pk, yumi.pk, kenta.pk]


def test_leaving_and_who_gets_the_letters(hanako, yumi, kenta, owner):
    home = actions.join(customer_ids=[hanako.pk, yumi.pk, kenta.pk], by=owner)
    actions.make_primary(customer_id=kenta.pk, by=owner)
    actions.leave(customer_id=kenta.pk, by=owner)
    assert people_of(home) == [(hanako.pk, True, 2), (yumi.pk, False, 2)]
    actions.leave(customer_id=hanako.pk, by=owner)  # nobody lives together with themselves
    assert not Household.objects.exists()


def test_what_households_refuse_changes_nothing(hanako, yumi, kenta, ichiro, owner):
    home = actions.join(customer_ids=[hanako.pk, yumi.pk], by=owner)
    actions.join(customer_ids=[kenta.pk, ichiro.pk], by=owner)
    with pytest.raises(TwoHouseholds):
        actions.join(customer_ids=[hanako.pk, kenta.pk], by=owner)
    with pytest.raises(TooFew):
        actions.join(customer_ids=[hanako.pk, hanako.pk], by=owner)
    with pytest.raises(NameMissing):
        actions.rename(household=home, name="  ", by=owner)
    assert (Household.objects.count(), Member.objects.count()) == (2, 4)


def test_a_merge_within_a_household_keeps_one_place_and_gives_it_back(hanako, yumi, owner):
    home = actions.join(customer_ids=[yumi.pk, hanako.pk], by=owner)
    merge = merging.merge(survivor=hanako, gone=yumi, by=owner)
    assert people_of(home) == [(hanako.pk, True, 1)]
    assert household_of(hanako.pk) is None
    merging.unmerge(merge=merge, by=owner)
    assert people_of(home) == [(yumi.pk, True, 2), (hanako.pk, False, 2)]


def test_who_is_deleted_leaves(hanako, yumi, kenta, owner):
    from joren.record.customers import actions as customers

    home = actions.join(customer_ids=[hanako.pk, yumi.pk, kenta.pk], by=owner)
    customers.delete(customer_id=kenta.pk, reason="本人の請求", by=owner)
    assert [size for _who, _primary, size in people_of(home)] == [2, 2]


def test_the_pages(client, owner, hanako, yumi):
    client.force_login(owner)
    client.post(reverse("households:add", args=[hanako.pk]), {"customer": str(yumi.pk)})
    page = client.get(reverse("customers:detail", args=[hanako.pk])).content.decode()
    assert reverse("households:leave", args=[hanako.pk]) in page and "渡邊" in page
    client.post(reverse("households:edit", args=[hanako.pk]), {"name": "渋谷の家"})
    assert Household.objects.get().name == "渋谷の家"
    client.post(reverse("households:leave", args=[hanako.pk]))
    assert not Household.objects.exists()


def test_shop_staff_cannot_bring_in_whom_they_may_not_see(client, station_staff, hanako, ichiro):
    client.force_login(station_staff)
    answer = client.post(reverse("households:add", args=[hanako.pk]), {"customer": str(ichiro.pk)})
    assert answer.status_code == 404
    assert not Household.objects.exists()
