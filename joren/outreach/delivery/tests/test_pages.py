"""What the pages offer to whom: nobody is led to a page that refuses them."""

import pytest
from django.urls import reverse

from joren.outreach.delivery import actions
from joren.outreach.delivery.models import Suppression

pytestmark = pytest.mark.django_db


@pytest.fixture
def blocked(owner):
    actions.suppress(channel="mail", address="foo@example.jp", reason="manual", note="", by=owner)
    return Suppression.objects.get()


def test_who_may_not_block_addresses_is_not_offered_it(client, reader, blocked):
    client.force_login(reader)
    page = client.get(reverse("delivery:suppressions")).content.decode()
    assert "foo@example.jp" in page
    assert reverse("delivery:suppress") not in page
    assert reverse("delivery:lift", args=[blocked.pk]) not in page


def test_who_may_is(client, owner, blocked):
    client.force_login(owner)
    page = client.get(reverse("delivery:suppressions")).content.decode()
    assert reverse("delivery:suppress") in page
    assert reverse("delivery:lift", args=[blocked.pk]) in page
