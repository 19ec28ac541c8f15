"""Recording what a customer said, on the pages."""

import pytest
from django.urls import reverse

from joren.record.consents import actions, queries
from joren.record.consents.models import Consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(client, owner, hanako):
    client.force_login(owner)

    def send(**said):
        given = {"channel": "mail", "purpose": "marketing", "said": "yes", "how": "店頭", "text": "受け取る"} | said
        return client.post(reverse("consents:record", args=[hanako.pk]), given)

    return send


def test_a_grant_is_recorded_with_its_evidence(post, hanako, owner):
    assert post(on="2025-05-01T10:30").status_code == 302
    consent = Consent.objects.get()
    assert (consent.granted_how, consent.granted_text) == ("店頭", "受け取る")
    assert f"{consent.granted_at:%F %R}" == "2025-05-01 01:30"
    assert queries.may_receive([hanako.pk], "mail") == {hanako.pk}


@pytest.mark.parametrize(
    ("field", "said"),
    [("text", {"text": ""}), ("how", {"how": ""}), ("on", {"on": "2999-01-01T00:00"}), ("channel", {"channel": "x"})],
)
def test_an_error_stands_beside_its_field(field, said, post):
    response = post(**said)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Consent.objects.exists()


def test_a_withdrawal_needs_no_words_agreed_to(post, hanako):
    actions.grant(customer_id=hanako.pk, channel="mail", how="店頭", text="受け取る", by=None)
    assert post(said="no", text="").status_code == 302
    assert queries.may_receive([hanako.pk], "mail") == set()


def test_the_history_shows_the_evidence(client, owner, hanako):
    actions.grant(customer_id=hanako.pk, channel="mail", how="店頭の申込書", text="お知らせを受け取る", by=None)
    client.force_login(owner)
    html = client.get(reverse("consents:history", args=[hanako.pk])).content.decode()
    assert "店頭の申込書" in html
    assert "お知らせを受け取る" in html


def test_the_reader_looks_and_records_nothing(client, reader, hanako):
    client.force_login(reader)
    assert client.get(reverse("consents:history", args=[hanako.pk])).status_code == 200
    assert client.post(reverse("consents:record", args=[hanako.pk]), {}).status_code == 403


def test_another_shops_customer_is_not_found(client, station_staff, ichiro):
    client.force_login(station_staff)
    assert client.get(reverse("consents:history", args=[ichiro.pk])).status_code == 404
