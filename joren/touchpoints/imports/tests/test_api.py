"""The imports for programs."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from joren.foundation.accounts import actions as accounts
from joren.foundation.jobs.running import run_due
from joren.record.customers.models import Customer

pytestmark = pytest.mark.django_db

TEXT = "顧客番号,氏名,生年月日\nC1,山田 太郎,1980-04-01\nC2,佐藤 花子,1990-02-28,余り\n"


@pytest.fixture
def call(client, manager):
    _token, secret = accounts.create_token(manager, name="test")

    def send(method, path, body=None, secret_=secret, **given):
        extra = {"headers": {"Authorization": f"Bearer {secret_}"}, **given}
        if body is not None:
            extra |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/imports/{path}", **extra)

    return send


def brought(call):
    file = SimpleUploadedFile("顧客.csv", TEXT.encode("cp932"))
    return call("post", "", data={"file": file, "kind": "customers", "source": "till"})


def test_a_file_goes_through_all_its_steps(call):
    answer = brought(call)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["encoding"], told["columns"]["external_id"]) == ("uploaded", "cp932", "顧客番号")
    tried = call("post", f"{told['id']}/preview").json()
    assert (tried["rows_total"], tried["whole"], tried["counts"]["new"], tried["rejects"][0]["row"]) == (2, True, 1, 3)
    assert Customer.objects.count() == 0
    columns = {"columns": {"external_id": "顧客番号", "name": "氏名"}}
    assert call("put", f"{told['id']}/columns", columns).json()["columns"] == columns["columns"]
    assert call("post", f"{told['id']}/start").status_code == 202
    run_due(kinds=["imports.run"])
    done = call("get", f"{told['id']}").json()
    assert (done["state"], done["counts"]["new"], done["rows_done"]) == ("done", 1, 2)
    assert call("get", "").json()[0]["id"] == told["id"]
    assert call("post", f"{told['id']}/undo").status_code == 202
    run_due(kinds=["imports.undo"])
    assert Customer.objects.count() == 0


def test_refusals_have_the_one_shape(call):
    file = SimpleUploadedFile("a.csv", b"%PDF-1.7")
    answer = call("post", "", data={"file": file})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_a_table")
    assert (call("get", "999").status_code, call("get", "999").json()["error"]["code"]) == (404, "import_not_found")
    told = brought(call).json()
    wrong = call("put", f"{told['id']}/columns", {"columns": {"name": "そんな列"}})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "unknown_column")
    assert call("get", f"{told['id']}/rejects").json()["error"]["code"] == "no_rejects"
    assert call("delete", f"{told['id']}").status_code == 204


def test_without_a_token_or_the_right_nothing_happens(call, client, reader):
    assert call("get", "", secret_="wrong").status_code == 401
    _token, secret = accounts.create_token(reader, name="test")
    assert call("get", "", secret_=secret).status_code == 403
