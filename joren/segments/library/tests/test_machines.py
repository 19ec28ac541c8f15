"""The command line and the API: names, shapes and refusals that programs rely on."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from joren.foundation.accounts.models import ApiToken, Staff
from joren.foundation.cli.tree import grow
from joren.record.customers.models import Customer
from joren.segments.library import actions, commands, queries
from joren.segments.mirror import commands as mirror_commands

pytestmark = pytest.mark.django_db

WOMEN: dict[str, Any] = {"attribute": "customer.gender", "op": "is", "value": "female"}


def joren(*arguments: str, stdin: str = "") -> Result:
    import click

    root = click.Group("joren")
    grow(root, [*commands.COMMANDS, *mirror_commands.COMMANDS])
    return CliRunner().invoke(root, list(arguments), input=stdin, catch_exceptions=True)


def said(*arguments: str, stdin: str = "") -> Any:
    result = joren(*arguments, "--json", stdin=stdin)
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_a_rule_file_a_saved_key_and_standard_input_are_counted_alike(
    tmp_path: Path, everybody: list[Customer]
) -> None:
    file = tmp_path / "women.json"
    file.write_text("\ufeff" + json.dumps(WOMEN), encoding="utf-8")
    saved = said("segment", "save", "women", str(file), "--name", "女性")
    assert (saved["key"], saved["version"], saved["rule"]) == ("women", 1, WOMEN)
    for argument, text in ((str(file), ""), ("women", ""), ("-", json.dumps(WOMEN))):
        counted = said("segment", "count", argument, "--as-of", "2026-01-01", stdin=text)
        assert (counted["count"], counted["as_of"]) == (2, "2026-01-01")
    ids = [c.pk for c in everybody if c.gender == "female"]
    assert said("segment", "members", "women")["members"] == ids
    why = said("segment", "why", "women", "--customer", "M0002")
    assert (why["met"], why["why"]["actual"], why["why"]["target"]) == (False, "male", "female")
    assert [s["key"] for s in said("segment", "list")["segments"]] == ["women"]
    assert "女性" in joren("segment", "list").stdout


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("[]", "not_json"),
        ('{"all": []}', "invalid_rule"),
        ("[" * 99999, "not_json"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(text: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "rule.json"
    file.write_text(text)
    result = joren("segment", "count", str(file))
    assert getattr(result.exception, "code", "") == code
    assert str(result.exception)
    for missing in ("nothere.json", "nothere"):
        assert getattr(joren("segment", "count", missing).exception, "code", "") in ("no_file", "segment_not_found")


def test_the_catalogue_is_printed_whole_and_one_by_one() -> None:
    everything = {found["key"]: found for found in said("attributes")["attributes"]}
    one = said("attributes", "purchases.count")
    assert everything["purchases.count"] == one
    assert one["type"] == "number" and "at_least" in one["operators"]
    assert {"key": "period", "type": "period"}.items() <= one["parameters"][0].items()
    refused = joren("attributes", "purchases.cuont").exception
    assert "purchases.count" in refused.as_dict()["near"]


@pytest.fixture
def api(manager: Staff) -> Any:
    from joren.foundation.accounts import actions as accounts

    _token, secret = accounts.create_token(manager, name="test")
    client = Client(headers={"authorization": f"Bearer {secret}"})

    def call(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        response = client.generic(
            method, f"/api/v1/segments{path}", json.dumps(body) if body else "", "application/json"
        )
        return response.status_code, response.json()

    return call


def test_the_api_answers_as_the_command_line(api: Any, everybody: list[Customer]) -> None:
    assert ApiToken.objects.count() == 1
    status, saved = api("PUT", "/saved/women", {"rule": WOMEN, "name": "女性"})
    assert (status, saved["version"]) == (200, 1)
    assert api("GET", "/saved/women")[1]["rule"] == WOMEN
    status, counted = api("POST", "/count", {"rule": {"segment": "women"}, "as_of": "2026-01-01"})
    assert (status, counted["count"]) == (200, 2)
    ids = [c.pk for c in everybody if c.gender == "female"]
    assert api("POST", "/members", {"rule": WOMEN, "limit": 1})[1] | {"as_of": ""} == {
        "count": 2,
        "as_of": "",
        "members": ids[:1],
        "next": ids[0],
    }
    assert api("POST", "/members", {"rule": WOMEN, "after": ids[0]})[1]["members"] == ids[1:]
    assert api("POST", "/why", {"rule": WOMEN, "customer": "M0001"})[1]["met"] is True
    assert api("GET", "/attributes/customer.gender")[1]["type"] == "choice"
    assert len(api("GET", "/attributes")[1]["attributes"]) > 20
    assert [s["key"] for s in api("GET", "/")[1]["segments"]] == ["women"]
    status, refused = api("POST", "/count", {"rule": {"all": [WOMEN | {"op": "?"}]}})
    assert (status, refused["error"]["code"]) == (400, "invalid_rule")
    assert refused["error"]["problems"][0]["path"] == "all[0].op"
    assert api("GET", "/saved/nothere")[0] == 404


def test_programs_of_people_without_the_right_are_refused(reader: Staff) -> None:
    from joren.foundation.accounts import actions as accounts

    _token, secret = accounts.create_token(reader, name="test")
    client = Client(headers={"authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/segments/").status_code == 200
    answer = client.put("/api/v1/segments/saved/x", {"rule": WOMEN, "name": "x"}, content_type="application/json")
    assert answer.status_code == 403
    assert not queries.segments().exists()
    assert Client().get("/api/v1/segments/").status_code == 401


def test_saving_by_command_says_who_it_was(tmp_path: Path) -> None:
    saved = actions.save(key="x", name="X", rule=WOMEN, by=None)
    assert saved.created_by is None
