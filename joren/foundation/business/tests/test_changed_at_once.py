"""Two people at the page of the business: neither loses what the other did, and nobody overwrites unseen."""

import pytest
from django.urls import reverse

from joren.foundation.audit.models import AuditEntry
from joren.foundation.business.actions import change_business
from joren.foundation.business.queries import the_business
from tests.html_forms import form_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(client, owner):
    change_business(by=None, name="常", sender_name="株式会社 常")
    client.force_login(owner)
    return reverse("business:settings")


def opened(client, address):
    return form_fields(client.get(address).content.decode())


def test_different_things_are_both_kept(client, address):
    first, second = opened(client, address), opened(client, address)
    client.post(address, first | {"name": ["常の店"]})
    assert client.post(address, second | {"fiscal_year_starts": ["1"]}).status_code == 302
    business = the_business()
    assert (business.name, business.fiscal_year_starts, business.sender_name) == ("常の店", 1, "株式会社 常")
    last = AuditEntry.objects.filter(subject_type="business").latest("pk")
    assert last.detail["after"] == {"fiscal_year_starts": 1}


def test_of_the_same_thing_the_second_is_told_and_may_save_once_more(client, address):
    first, second = opened(client, address), opened(client, address)
    client.post(address, first | {"name": ["常の店"], "sender_contact": ["info@example.jp"]})

    told = client.post(address, second | {"name": ["つね"]})
    assert told.status_code == 422
    assert "常の店" in str(told.context["form"].errors["name"])
    assert the_business().name == "常の店"

    assert client.post(address, form_fields(told.content.decode())).status_code == 302
    assert (the_business().name, the_business().sender_contact) == ("つね", "info@example.jp")
