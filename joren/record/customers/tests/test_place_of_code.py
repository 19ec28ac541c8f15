"""A postal code fills in the address of the form: only what is empty, and nothing is saved by it."""

import pytest
from django.urls import reverse

from joren.record.customers.address_fields import place_sentence
from joren.record.customers.models import Customer, PostalAddress

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def place(client, **given):
    return client.get(reverse("customers:place"), given).content.decode()


def test_a_code_fills_in_prefecture_city_and_town(as_owner):
    html = place(as_owner, postal_code="１３６００７６")
    assert '<option value="東京都" selected>' in html
    assert 'value="江東区"' in html and 'value="南砂"' in html
    assert "136-0076 は東京都江東区南砂です。" in html


def test_what_was_written_stays(as_owner):
    html = place(
        as_owner, postal_code="136-0076", prefecture="大阪府", city="大阪市北区", line="梅田1-2", building="塔"
    )
    assert '<option value="大阪府" selected>' in html
    for written in ("大阪市北区", "梅田1-2", "塔"):
        assert f'value="{written}"' in html


def test_a_code_of_several_towns_fills_in_what_they_share(as_owner):
    html = place(as_owner, postal_code="989-6712")
    assert 'value="大崎市"' in html and "鳴子温泉" not in html


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", ""),
        ("136-0076", "136-0076 は東京都江東区南砂です。"),
        ("9820261", "982-0261 は廃止された郵便番号です（もとは宮城県仙台市青葉区折立）。"),
        ("999-9999", "この郵便番号は郵便局の一覧にありません。このままでも保存できます。"),
        ("<b>", "この郵便番号は郵便局の一覧にありません。このままでも保存できます。"),
    ],
)
def test_the_list_of_the_post_is_quoted(code, said):
    assert place_sentence(code) == said


def test_only_who_may_change_customers_asks(client, reader):
    assert client.get(reverse("customers:place")).status_code == 302
    client.force_login(reader)
    assert client.get(reverse("customers:place"), {"postal_code": "136-0076"}).status_code == 403
    client.force_login(reader)
    assert client.post(reverse("customers:place")).status_code == 405


def test_without_a_script_the_button_fills_in_and_saves_nothing(as_owner):
    given = {"family_name": "南", "postal_code": "136-0076", "fill_address": "1"}
    answer = as_owner.post(reverse("customers:new"), given)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="江東区"' in html and 'value="南"' in html and "136-0076 は東京都江東区南砂です。" in html
    assert not Customer.objects.exists()


def test_the_same_on_a_customer_who_is_known(as_owner, hanako):
    before = list(PostalAddress.objects.values())
    given = {"family_name": hanako.family_name, "postal_code": "136-0076", "line": "北砂1-2", "fill_address": "1"}
    html = as_owner.post(reverse("customers:edit", args=[hanako.pk]), given).content.decode()
    assert 'value="江東区"' in html and 'value="北砂1-2"' in html
    assert list(PostalAddress.objects.values()) == before


def test_an_address_that_contradicts_its_code_is_saved_as_it_was_written(as_owner):
    given = {
        "family_name": "南",
        "postal_code": "136-0076",
        "prefecture": "東京都",
        "city": "江東区",
        "line": "北砂1-2",
    }
    assert as_owner.post(reverse("customers:new"), given).status_code == 302
    address = PostalAddress.objects.get()
    assert (address.postal_code, address.city, address.line) == ("136-0076", "江東区", "北砂1-2")
