"""Two people at the page of one shop: neither loses what the other did, and nobody overwrites unseen."""

from datetime import time

import pytest
from django.urls import reverse

from joren.record.shops.models import Shop
from tests.html_forms import form_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(client, owner, cafe):
    client.force_login(owner)
    return reverse("shops:edit", args=[cafe.pk])


def opened(client, address):
    return form_fields(client.get(address).content.decode())


def test_different_things_are_both_kept(client, address, cafe, station_staff):
    first, second = opened(client, address), opened(client, address)
    client.post(address, first | {"name": ["喫茶 常"], "staff": [str(station_staff.pk)]})
    assert client.post(address, second | {"phone": ["03-1234-5678"]}).status_code == 302
    shop = Shop.objects.get(pk=cafe.pk)
    assert (shop.name, shop.phone, shop.day_ends_at) == ("喫茶 常", "03-1234-5678", time(5))
    assert list(shop.staff.all()) == [station_staff]


def test_of_the_same_thing_the_second_is_told_and_may_save_once_more(client, address, cafe):
    first, second = opened(client, address), opened(client, address)
    client.post(address, first | {"name": ["喫茶 常"], "address": ["渋谷区1-1"]})

    told = client.post(address, second | {"name": ["カフェ つね"]})
    assert told.status_code == 422
    assert "喫茶 常" in str(told.context["form"].errors["name"])
    assert Shop.objects.get(pk=cafe.pk).name == "喫茶 常"

    again = form_fields(told.content.decode())
    assert again["name"] == ["カフェ つね"]
    assert client.post(address, again).status_code == 302
    shop = Shop.objects.get(pk=cafe.pk)
    assert (shop.name, shop.address) == ("カフェ つね", "渋谷区1-1")


def test_of_who_works_there_the_second_is_told(client, address, cafe, station_staff):
    first = opened(client, address)
    second = opened(client, address) | {"staff": [str(station_staff.pk)]}
    client.post(address, first | {"staff": [str(station_staff.pk)]})
    assert client.post(address, second).status_code == 302  # the same wish is nobody's loss

    emptied = opened(client, address) | {"staff": []}
    cafe.staff.clear()
    kept = opened(client, address)
    cafe.staff.add(station_staff)
    told = client.post(address, kept | {"staff": [], "name": ["喫茶 常"]})
    assert told.status_code == 302  # they had shown nobody, and nobody is what this person left untouched
    assert list(cafe.staff.all()) == [station_staff]
    assert client.post(address, emptied).status_code == 302
    assert list(cafe.staff.all()) == []


def test_the_same_change_twice_and_the_page_before_are_no_quarrel(client, address, cafe):
    first, second = opened(client, address), opened(client, address)
    client.post(address, first | {"day_ends_at": ["04:00"]})
    assert client.post(address, second | {"day_ends_at": ["04:00"]}).status_code == 302
    assert Shop.objects.get(pk=cafe.pk).day_ends_at == time(4)
