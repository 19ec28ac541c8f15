"""Two people at one segment: a name and a rule changed at once are both kept; of the same thing the second is told."""

from typing import Any

import pytest
from django.test import Client

from joren.foundation.accounts.models import Staff
from joren.record.customers.models import Customer
from joren.segments.library import actions, queries
from joren.segments.library.models import SegmentVersion
from tests.html_forms import form_fields

pytestmark = pytest.mark.django_db

WOMEN: dict[str, Any] = {"attribute": "customer.gender", "op": "is", "value": "female"}
MEN: dict[str, Any] = {**WOMEN, "value": "male"}
ADDRESS = "/segments/of/women/edit/"
SAVE = {"do": "save"}


@pytest.fixture
def client(client: Client, marketer: Staff, everybody: list[Customer]) -> Client:
    actions.save(key="women", name="女性", rule=WOMEN, by=marketer)
    client.force_login(marketer)
    return client


def opened(client: Client) -> dict[str, Any]:
    return dict(form_fields(client.get(ADDRESS).content.decode()))


def changed_rule(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"r.0:value": ["male"]}


def test_a_name_and_a_rule_are_both_kept(client: Client) -> None:
    first, second, third = opened(client), opened(client), opened(client)
    assert client.post(ADDRESS, changed_rule(first) | SAVE).status_code == 302
    assert client.post(ADDRESS, second | {"name": ["お客様"]} | SAVE).status_code == 302
    assert client.post(ADDRESS, third | {"note": ["春の案内"]} | SAVE).status_code == 302
    segment = queries.get_segment("women")
    assert (segment.name, segment.note, segment.version) == ("お客様", "春の案内", 2)
    assert segment.rule == {"all": [MEN]}


def test_of_the_rule_the_second_is_told_also_when_the_page_was_drawn_again_since(client: Client) -> None:
    second = opened(client)
    client.post(ADDRESS, changed_rule(opened(client)) | SAVE)

    drawn = form_fields(client.post(ADDRESS, changed_rule(second) | {"do": "show"}).content.decode())
    assert drawn["version"] == ["1"]
    told = client.post(ADDRESS, drawn | {"r:mode": ["any"]} | SAVE)
    assert (told.status_code, SegmentVersion.objects.count()) == (422, 2)
    assert queries.get_segment("women").rule == {"all": [MEN]}


def test_of_the_name_the_second_is_told_and_may_save_once_more(client: Client) -> None:
    second = opened(client)
    client.post(ADDRESS, opened(client) | {"name": ["ご婦人"]} | SAVE)

    drawn = form_fields(client.post(ADDRESS, second | {"name": ["レディース"], "do": ["show"]}).content.decode())
    told = client.post(ADDRESS, drawn | SAVE)
    assert told.status_code == 422
    assert "ご婦人" in str(told.context["form"].errors["name"])
    assert queries.get_segment("women").name == "ご婦人"

    assert client.post(ADDRESS, form_fields(told.content.decode()) | SAVE).status_code == 302
    assert queries.get_segment("women").name == "レディース"
