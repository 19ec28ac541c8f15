"""Merging by command and by program."""

import json

import pytest

from joren.record.customers.models import Customer
from joren.record.merging.models import Merge

pytestmark = pytest.mark.django_db


def test_by_command(hanako, ichiro):
    from click.testing import CliRunner

    from joren.record.merging.commands import customers

    def run(*words):
        return CliRunner().invoke(customers, [*words, "--json"])

    told = json.loads(run("merge", "M0001", "pos:10002", "--reason", "同じ人").output)
    assert (told["survivor"], told["gone"], told["reason"]) == (hanako.pk, ichiro.pk, "同じ人")
    assert json.loads(run("merges").output)["merges"][0]["id"] == told["id"]
    back = json.loads(run("unmerge", str(told["id"])).output)
    assert back["undone_at"] and Customer.objects.count() == 2


def test_by_program(client, owner, hanako, ichiro):
    from joren.foundation.accounts import actions as accounts

    _token, secret = accounts.create_token(owner, name="レジ")
    headers = {"authorization": f"Bearer {secret}"}
    answer = client.post(
        "/api/v1/merges/",
        json.dumps({"survivor": "M0001", "gone": "M0002", "choices": {"gender": True}}),
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 201, answer.content
    assert Customer.objects.get().gender == "male"
    followed = client.get(f"/api/v1/customers/id:{ichiro.pk}", headers=headers)
    assert followed.json()["id"] == hanako.pk
    merge = Merge.objects.get()
    assert client.get("/api/v1/merges/", headers=headers).json()["items"][0]["id"] == merge.pk
    assert client.delete(f"/api/v1/merges/{merge.pk}", headers=headers).status_code == 200
    again = client.delete(f"/api/v1/merges/{merge.pk}", headers=headers)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_undone")
