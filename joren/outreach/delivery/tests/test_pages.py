"""What the pages offer to whom: nobody is led to a page that refuses them."""

import pytest
from django.urls import reverse

from joren.foundation.time import clock
from joren.outreach.delivery import queries, settling, suppressing
from joren.outreach.delivery.errors import DispatchState
from joren.outreach.delivery.models import Delivery, Dispatch, Suppression
from joren.record.customers.models import Customer
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def blocked(owner):
    suppressing.suppress(channel="mail", address="foo@example.jp", reason="manual", note="", by=owner)
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


@pytest.fixture
def doubtful():
    """Messages to a customer of the station's shop and to one of the café, of which nobody knows whether they came."""
    rows = []
    for person, shop in ((cast.hanako(), cast.station_shop()), (cast.ichiro(), cast.cafe())):
        Customer.objects.filter(pk=person.pk).update(shop=shop)
        Dispatch.objects.get_or_create(origin="campaign:1", channel="mail", defaults={"state": "finished"})
        rows.append(
            Delivery.objects.create(
                origin="campaign:1",
                channel="mail",
                customer=person,
                address=f"{person.pk}@example.jp",
                due_at=clock.now(),
                begun_at=clock.now(),
                state="uncertain",
                reason="restored",
            )
        )
    return rows


def test_uncertain_messages_are_shown_to_those_who_may_see_the_customer(client, owner, doubtful):
    client.force_login(owner)
    page = client.get(reverse("delivery:uncertain")).content.decode()
    assert all(row.address in page for row in doubtful)
    station = cast.station_staff()
    assert list(queries.uncertain(station)) == doubtful[:1]


def test_a_message_that_is_gone_cannot_be_decided_about(client, owner, doubtful):
    client.force_login(owner)
    gone = reverse("delivery:decide", args=[doubtful[1].pk + 1])
    assert client.post(gone, {"decision": "again"}).status_code == 404
    assert set(Delivery.objects.values_list("state", flat=True)) == {"uncertain"}


@pytest.mark.parametrize("posted", [{}, {"decision": ""}, {"decision": "Arrived"}, {"decision": "failed"}])
def test_what_is_no_decision_is_refused_and_the_message_stays_uncertain(client, owner, doubtful, posted):
    client.force_login(owner)
    response = client.post(reverse("delivery:decide", args=[doubtful[0].pk]), posted)
    assert response.status_code == 422
    assert list(Delivery.objects.values_list("state", "reason")) == [("uncertain", "restored")] * 2


@pytest.mark.parametrize(("decision", "state"), [("arrived", "sent"), ("lost", "failed"), ("again", "due")])
def test_each_button_does_what_it_says(client, owner, doubtful, decision, state):
    client.force_login(owner)
    client.post(reverse("delivery:decide", args=[doubtful[0].pk]), {"decision": decision})
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == [state, "uncertain"]


def test_nothing_goes_again_under_a_sending_that_was_cancelled(owner, doubtful):
    Dispatch.objects.update(state="cancelled")
    with pytest.raises(DispatchState):
        settling.send_uncertain_again(doubtful[0].pk, by=owner)
    assert Delivery.objects.get(pk=doubtful[0].pk).state == "uncertain"
    Dispatch.objects.update(state="finished")
    settling.send_uncertain_again(doubtful[0].pk, by=owner)
    assert (Delivery.objects.get(pk=doubtful[0].pk).state, Dispatch.objects.get().state) == ("due", "open")
