"""The record over the API: the token's owner's rights, keyset pages, one error shape."""

import json
from hashlib import sha256

import pytest

from joren.foundation.accounts.models import ApiToken
from joren.foundation.audit.models import AuditEntry
from joren.record.customers import actions
from joren.record.customers.models import Customer
from joren.record.timeline.models import Event
from tests import cast

pytestmark = pytest.mark.django_db


class Program:
    """A program with the token of a person."""

    def __init__(self, client, staff):
        self.client = client
        self.headers = {"Authorization": f"Bearer secret-{staff.pk}"}
        digest = sha256(f"secret-{staff.pk}".encode()).hexdigest()
        ApiToken.objects.create(staff=staff, name="till", digest=digest, prefix="secret")

    def __call__(self, method, path, body=None):
        response = self.client.generic(
            method,
            f"/api/v1/customers/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=self.headers,
        )
        return response.status_code, json.loads(response.content) if response.content else None


@pytest.fixture
def program(client, owner):
    return Program(client, owner)


def test_pages_neither_repeat_nor_skip(program):
    cast.crowd(7)
    seen, after = [], "0"
    while after:
        status, page = program("GET", f"?limit=3&after={after}")
        assert status == 200
        seen += [item["member_number"] for item in page["items"]]
        after = page["next"]
    assert seen == [f"C{number:05}" for number in range(1, 8)]


def test_search_by_any_spelling(program, hanako, ichiro):
    _status, page = program("GET", "?q=%EF%BE%94%EF%BE%8F%EF%BE%80%EF%BE%9E")
    assert [item["name"] for item in page["items"]] == ["山田 花子"]


def test_reading_tells_everything_and_is_kept(program, hanako, owner):
    status, told = program("GET", "pos:10001")
    assert status == 200
    assert told["name"] == "山田 花子"
    assert told["birthday"] == "1988-04-12"
    assert told["external_ids"] == [{"source": "pos", "value": "10001"}]
    assert {line["channel"] for line in told["consents"]} == {"mail", "line", "sms", "post", "phone"}
    assert told["timeline"][0]["key"] == "customers.created"
    assert AuditEntry.objects.get(action="viewed").staff == owner


def test_recording_changing_and_refusing(program, station_shop):
    status, told = program(
        "POST",
        "",
        {
            "family_name": "新井",
            "emails": ["Aoi@example.jp"],
            "shop": "ekimae",
            "tags": ["卸"],
            "address": {"postal_code": "1500001", "prefecture": "東京都"},
        },
    )
    assert status == 201
    assert (told["shop"], told["tags"], told["source"]) == ("ekimae", ["卸"], "api")
    reference = told["id"]
    status, told = program("PATCH", f"{reference}", {"given_name": "葵", "shop": ""})
    assert (status, told["name"], told["shop"]) == (200, "新井 葵", None)
    assert told["addresses"][0]["postal_code"] == "150-0001"
    status, told = program("PATCH", f"{reference}", {"family_name": "X", "shop": "nowhere"})
    assert (status, told["error"]["code"]) == (404, "shop_not_found")
    status, told = program("PATCH", f"{reference}", {"birth_month": 2, "birth_day": 30})
    assert (status, told["error"]["code"]) == (400, "not_a_birthday")
    assert Customer.objects.get().full_name == "新井 葵"


def test_a_body_of_another_shape_is_422(program):
    status, told = program("POST", "", {"family_name": {"a": 1}})
    assert (status, told["error"]["code"]) == (422, "invalid")
    assert not Customer.objects.exists()


def test_contact_points_notes_tags(program, hanako):
    status, point = program("POST", "M0001/contact-points", {"kind": "phone", "value": "080 9999 8888"})
    assert (status, point["value"]) == (201, "+818099998888")
    assert program("DELETE", f"M0001/contact-points/{point['id']}") == (204, None)
    assert program("POST", "M0001/contact-points", {"kind": "pigeon", "value": "x"})[0] == 400
    assert program("POST", "M0001/notes", {"text": "窓際"}) == (204, None)
    assert program("POST", "M0001/notes", {"text": ""})[0] == 400
    assert program("POST", "M0001/tags", {"name": "卸"}) == (204, None)
    assert program("GET", "?tag=卸")[1]["items"][0]["id"] == hanako.pk
    assert program("DELETE", "M0001/tags/卸") == (204, None)
    assert not hanako.tag_links.exists()
    assert Event.objects.filter(key="customers.note").count() == 1


def test_consents_need_evidence_here_too(program, hanako):
    said = {"channel": "mail", "given": True, "how": "会員登録"}
    status, told = program("POST", "M0001/consents", said)
    assert (status, told["error"]["code"]) == (400, "evidence_missing")
    status, told = program("POST", "M0001/consents", {**said, "text": "受け取る", "at": "2025-05-01T10:00:00"})
    assert status == 200
    assert next(line for line in told if line["channel"] == "mail")["given"] is True
    status, told = program("POST", "M0001/consents", {"channel": "mail", "given": False, "how": "電話"})
    assert [line["given"] for line in told] == [False] * 5


def test_the_timeline_in_pages(program, hanako):
    for number in range(5):
        actions.add_note(customer_id=hanako.pk, text=f"{number}", by=None)
    status, first = program("GET", "M0001/timeline?kind=note&limit=3")
    assert (status, [event["sentence"] for event in first["items"]]) == (200, ["4", "3", "2"])
    _status, second = program("GET", f"M0001/timeline?kind=note&limit=3&before={first['next']}")
    assert ([event["sentence"] for event in second["items"]], second["next"]) == (["1", "0"], None)
    assert program("GET", "M0001/timeline?before=x")[0] == 400


def test_nobody_without_a_token(client, hanako):
    response = client.get("/api/v1/customers/")
    assert (response.status_code, response.json()["error"]["code"]) == (401, "not_authenticated")


def test_a_role_that_may_not_write_is_refused(client, reader, hanako):
    program = Program(client, reader)
    status, told = program("POST", "M0001/notes", {"text": "x"})
    assert (status, told["error"]["code"]) == (403, "not_allowed")
    assert program("POST", "M0001/consents", {"channel": "mail", "given": False, "how": "x"})[0] == 403
    assert not Event.objects.exclude(key="customers.created").exists()


def test_shop_staff_reach_their_shops_customers_only(client, station_staff, hanako, ichiro):
    program = Program(client, station_staff)
    assert [item["id"] for item in program("GET", "")[1]["items"]] == [hanako.pk]
    for method, path, body in (
        ("GET", "M0002", None),
        ("PATCH", "M0002", {"note": "x"}),
        ("GET", "M0002/timeline", None),
        ("GET", "M0002/consents", None),
        ("POST", "M0002/consents", {"channel": "mail", "given": False, "how": "x"}),
    ):
        assert program(method, path, body)[0] == 404, path


def test_shop_staff_record_customers_of_their_own_shops_only(client, station_staff, hanako, ichiro):
    program = Program(client, station_staff)

    status, told = program("POST", "", {"family_name": "新井"})
    assert (status, told["error"]["code"]) == (400, "shop_needed")
    status, told = program("POST", "", {"family_name": "新井", "shop": "cafe"})
    assert (status, told["error"]["code"]) == (404, "shop_not_found")
    assert program("PATCH", "M0001", {"shop": "cafe"})[0] == 404
    assert Customer.objects.count() == 2
    assert Customer.objects.get(pk=hanako.pk).shop.code == "ekimae"

    status, told = program("POST", "", {"family_name": "新井", "shop": "ekimae"})
    assert (status, told["shop"]) == (201, "ekimae")


@pytest.mark.parametrize("text", ["\x00", "山\ud800田"])
def test_text_that_no_database_holds_is_refused_in_the_one_shape(program, hanako, text):
    for method, path, body in (
        ("POST", "", {"family_name": "新井", "source": text}),
        ("POST", "", {"family_name": "新井", "shop": text}),
        ("POST", "M0001/tags", {"name": "x", "more": text}),
        ("GET", "?shop=%00", None),
        ("GET", "?tag=%00", None),
        ("GET", "member:%00", None),
        ("GET", "M0001/timeline?kind=%00", None),
        ("DELETE", "M0001/tags/%00", None),
    ):
        status, told = program(method, path, body)
        expected = (204, None) if path == "M0001/tags" else (400, "unreadable_text")
        assert (status, told and told["error"]["code"]) == expected, path
    assert Customer.objects.count() == 1


def test_numbers_of_thousands_of_digits_are_nobody(program, hanako):
    assert program("GET", "9" * 5000)[0] == 404
    assert program("GET", "id:" + "9" * 5000)[0] == 404


def test_what_is_no_json_and_where_there_is_nothing(program):
    response = program.client.generic(
        "POST", "/api/v1/customers/", "{bad", content_type="application/json", headers=program.headers
    )
    assert (response.status_code, response.json()["error"]["code"]) == (400, "unreadable")
    response = program.client.get("/api/v1/nowhere", headers=program.headers)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_a_failure_of_joren_is_told_in_the_one_shape_and_kept_in_the_log(program, monkeypatch, caplog):
    def broken(*args):
        raise RuntimeError("secret")

    monkeypatch.setattr("joren.record.customers.queries.customers_visible_to", broken)

    status, told = program("GET", "")

    assert (status, told["error"]["code"]) == (500, "failed")
    assert "secret" not in told["error"]["message"]
    assert "/api/v1/customers/" in caplog.text


def test_a_list_costs_the_same_for_10_and_60(program, django_assert_max_num_queries):
    cast.crowd(60)
    with django_assert_max_num_queries(8):
        program("GET", "?limit=60")


def test_the_openapi_document_shows_an_example(client):
    document = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/customers/{ref}/consents" in document["paths"]
    assert document["components"]["schemas"]["NewContactPoint"]["properties"]["value"]["examples"] == [
        "hanako@example.jp"
    ]
