"""What is answered when Joren itself cannot: a sentence, the right status, never a stack trace."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from joren.foundation.accounts import actions as accounts
from joren.site import views
from tests import cast


@pytest.fixture
def home_fails(monkeypatch, client, owner):
    client.force_login(owner)
    client.raise_request_exception = False

    def failing_with(problem):
        def fail(staff):
            raise problem

        monkeypatch.setattr(views.parts, "steps", fail)
        return client.get(reverse("home"))

    return failing_with


def test_while_the_database_is_away_the_page_says_so_and_when_to_come_back(home_fails):
    answer = home_fails(OperationalError("server closed the connection unexpectedly"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "データベースにつながりません" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_fault_of_ours_is_told_as_one(home_fails):
    answer = home_fails(RuntimeError("a bug"))
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert "a bug" not in answer.content.decode()


@pytest.mark.django_db
def test_a_wrong_method_on_the_api_is_refused_in_the_apis_own_shape(client, owner):
    token = accounts.create_token(owner, name="till")[1]
    answer = client.delete("/api/v1/purchases", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert answer.json() == {
        "error": {"code": "method_not_allowed", "message": "DELETE is not possible here; POST is."}
    }


@pytest.mark.django_db
def test_half_a_sign_inside_json_is_the_senders_mistake(client, owner):
    hanako = cast.hanako()
    token = accounts.create_token(owner, name="till")[1]
    sent = '{"text": "\\udcff"}'
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post(f"/api/v1/customers/{hanako.pk}/notes", sent, "application/json", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unreadable_text")


@pytest.mark.django_db
def test_a_text_longer_than_its_column_is_the_senders_mistake(client, owner):
    token = accounts.create_token(owner, name="till")[1]
    sent = {"name": "あ" * 5_000, "rule": {"attribute": "purchases.count", "op": "at_least", "value": 3}}
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.put("/api/v1/segments/saved/long", sent, "application/json", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "does_not_fit")
    assert client.get("/api/v1/segments/saved/long", headers=headers).status_code == 404
