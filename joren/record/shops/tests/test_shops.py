"""Shops: their business day, who works there, who may set them up."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joren.foundation.audit.models import AuditEntry
from joren.record.shops import actions, queries
from joren.record.shops.errors import DayEndsTooLate, ShopCodeTaken, ShopNotFound
from joren.record.shops.models import Shop

pytestmark = pytest.mark.django_db

FORM = {"code": "honten", "name": "本店", "kind": "retail", "day_ends_at": "05:00"}


def test_a_day_ends_at_noon_at_the_latest(cafe):
    with pytest.raises(DayEndsTooLate):
        actions.change(shop=cafe, by=None, day_ends_at=time(12, 1))
    cafe.refresh_from_db()
    assert cafe.day_ends_at == time(5)


def test_two_shops_of_one_code_are_refused(cafe):
    with pytest.raises(ShopCodeTaken):
        actions.create(code=" cafe ", name="別の店", by=None)
    assert Shop.objects.count() == 1


def test_shops_are_found_by_code(cafe):
    assert queries.shop_by_code("cafe") == cafe
    with pytest.raises(ShopNotFound):
        queries.shop_by_code("nowhere")


def test_a_change_is_kept_with_before_and_after(cafe, owner):
    actions.change(shop=cafe, by=owner, name="喫茶 常")
    actions.change(shop=cafe, by=owner, name="喫茶 常")
    entry = AuditEntry.objects.get(action="changed", subject_type="shop")
    assert entry.detail == {"changes": {"name": ["カフェ 常", "喫茶 常"]}}


def test_shop_staff_see_their_own_shops(station_staff, station_shop, cafe, owner):
    assert list(queries.shops_visible_to(station_staff)) == [station_shop]
    assert queries.shops_visible_to(owner).count() == 2


def test_a_shop_is_set_up_on_its_page(client, owner, station_staff):
    client.force_login(owner)
    given = {**FORM, "postal_code": "1500001", "phone": "0312345678", "staff": [station_staff.pk]}
    assert client.post(reverse("shops:new"), given).status_code == 302
    shop = Shop.objects.get(code="honten")
    assert (shop.day_ends_at, shop.postal_code, shop.phone) == (time(5), "150-0001", "03-1234-5678")
    assert list(shop.staff.all()) == [station_staff]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("day_ends_at", "13:00"),
        ("day_ends_at", "5時"),
        ("code", "cafe"),
        ("code", ""),
        ("phone", "000"),
        ("postal_code", "1"),
    ],
)
def test_an_error_stands_beside_its_field(field, text, client, owner, cafe):
    client.force_login(owner)
    response = client.post(reverse("shops:new"), {**FORM, field: text})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Shop.objects.count() == 1


def test_a_shop_is_changed_on_its_page(client, owner, cafe, station_staff):
    client.force_login(owner)
    page = client.get(reverse("shops:edit", args=[cafe.pk]))
    assert 'value="05:00' in page.content.decode()
    client.post(reverse("shops:edit", args=[cafe.pk]), {**FORM, "code": "cafe", "name": "喫茶"})
    cafe.refresh_from_db()
    assert cafe.name == "喫茶"


def test_staff_of_a_shop_do_not_set_shops_up(client, station_staff, cafe):
    client.force_login(station_staff)
    assert client.get(reverse("shops:list")).status_code == 200
    assert client.post(reverse("shops:new"), FORM).status_code == 403
    assert client.post(reverse("shops:edit", args=[cafe.pk]), FORM).status_code == 403
    assert not Shop.objects.filter(code="honten").exists()


def test_the_list_costs_the_same_for_any_number_of_shops(client, owner):
    client.force_login(owner)
    counts = []
    for size in (2, 30):
        for number in range(size):
            actions.create(code=f"s{size}-{number}", name=f"{number}号店", by=None, staff=[owner])
        client.get(reverse("shops:list"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("shops:list"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
