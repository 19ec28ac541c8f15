"""Duplicates over the API, the command line, the form of a new customer and the switch for merging by itself."""

import json
from hashlib import sha256

import pytest
from click.testing import CliRunner
from django.utils import translation

from joren.foundation.accounts.models import ApiToken
from joren.foundation.jobs.models import Job
from joren.record.duplicates import actions
from joren.record.duplicates.actions.merging_sure import safe_pairs
from joren.record.duplicates.commands import duplicates
from joren.record.duplicates.models import Candidate
from joren.record.duplicates.sentences import why
from joren.record.merging.models import Batch
from tests import cast

from .people import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(client):
    staff = cast.owner()
    ApiToken.objects.create(staff=staff, name="till", digest=sha256(b"secret").hexdigest(), prefix="secret")

    def call(method, path, body=None):
        response = client.generic(
            method,
            f"/api/v1/duplicates/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": "Bearer secret", "Accept-Language": "ja"},
        )
        return response.status_code, json.loads(response.content)

    return call


def test_the_sentence_says_what_is_the_same_and_what_is_not():
    evidence = [
        {"code": "family_name", "level": "reading"},
        {"code": "given_name", "level": "reading"},
        {"code": "birthday", "level": "swapped"},
        {"code": "gender", "level": "same"},
        {"code": "phone", "level": "same"},
    ]
    with translation.override("ja"):
        assert why(evidence) == "氏名の読みと電話番号が同じで、生年月日は日と月が入れ替わっています"
        assert why([]) == ""
    with translation.override("en"):
        said = "The reading of the name and the phone number are the same; day and month of birth have changed places"
        assert why(evidence) == said


def test_a_program_asks_before_it_records_somebody(program):
    one = recorded()
    actions.check()
    status, found = program(
        "POST", "find", {"family_name": "タカハシ", "given_name": "ハナコ", "phones": ["09011112222"]}
    )
    assert status == 200
    assert [(match["customer"], match["band"], match["suggests"]) for match in found["matches"]] == [
        (one.pk, "sure", "same")
    ]
    assert program("POST", "find", {})[0] == 400
    assert not Candidate.objects.exists()


def test_a_program_lists_pairs_page_by_page_and_decides(program):
    one, double, twin = recorded(), recorded(), recorded(given_name="桃子", given_kana="ももこ")
    actions.check()
    status, page = program("GET", "?limit=2")
    assert (status, len(page["items"])) == (200, 2)
    rest = program("GET", f"?limit=2&after={page['next']}")[1]
    assert (len(rest["items"]), rest["next"]) == (1, None)
    verdict = {"first": f"id:{double.pk}", "second": f"id:{one.pk}", "verdict": "different"}
    assert program("POST", "decide", verdict)[1]["state"] == "different"
    assert {item["second"]["id"] for item in program("GET", "?suggests=same")[1]["items"]} == set()
    assert program("POST", "decide", verdict | {"second": f"id:{double.pk}"})[0] == 400
    assert twin.pk


def told(*arguments):
    return json.loads(CliRunner().invoke(duplicates, [*arguments, "--json"]).output)


def test_the_command_line_checks_lists_finds_and_settles():
    one, double = recorded(), recorded()
    assert told("check")["sure"] == 1
    (pair,) = told("list", "--band", "sure")["pairs"]
    assert (pair["first"]["id"], pair["second"]["id"]) == (one.pk, double.pk)
    found = told("find", "--family", "高橋", "--given", "花子", "--phone", "090-1111-2222")
    assert {match["customer"] for match in found["matches"]} == {one.pk, double.pk}
    (match,) = told("find", f"id:{one.pk}")["matches"]
    assert match["customer"] == double.pk
    assert told("settle", f"id:{one.pk}", f"id:{double.pk}", "different")["state"] == "different"
    assert told("list")["pairs"] == []


def test_the_form_of_a_new_customer_warns_of_who_looks_like_them(client):
    one = recorded()
    recorded(given_name="一郎", given_kana="いちろう")
    actions.check()
    client.force_login(cast.owner())
    page = client.get("/customers/new/").content.decode()
    assert "looks-like" in page
    fields = {"family_name": "髙橋", "given_name": "花子", "phone": "090-1111-2222"}
    warned = client.post("/duplicates/looks-like/", fields).content.decode()
    assert f"/customers/{one.pk}/" in warned
    assert "一郎" not in warned  # a relative is no warning
    assert client.get("/duplicates/looks-like/").status_code == 405
    assert Candidate.objects.count() == 1


def test_sure_pairs_are_merged_by_themselves_only_where_the_business_said_so():
    one, double = recorded(), recorded()
    actions.check()
    assert actions.start_merging_sure(by=None) is None
    actions.change_settings(merge_sure=True, by=cast.owner())
    batch = actions.start_merging_sure(by=None)
    assert [tuple(pair) for pair in batch.pairs] == [(one.pk, double.pk)]
    assert Job.objects.filter(kind="merging.merge_many").exists()


def test_a_chain_of_sure_pairs_with_a_doubt_in_it_is_not_merged_at_all():
    one, two, three = recorded(), recorded(), recorded()
    other, double = recorded(**_others()), recorded(**_others())
    actions.check()
    actions.settle(first=one, second=three, verdict="different", by=None)
    assert safe_pairs() == [(other.pk, double.pk)]
    assert two.pk
    assert not Batch.objects.exists()


def _others():
    names = {
        "family_name": "小林",
        "family_kana": "こばやし",
        "given_name": "健",
        "given_kana": "けん",
        "gender": "male",
    }
    return names | {"birth_year": 1970, "birth_day": 30, "phones": ["03-5555-6666"], "emails": []}
