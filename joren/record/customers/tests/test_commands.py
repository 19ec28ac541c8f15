"""``joren customers find`` and ``show``: the contract of scripts."""

import json

import pytest
from click.testing import CliRunner

from joren.foundation.audit.models import AuditEntry
from joren.foundation.cli.problems import exit_code_of
from joren.record.consents import actions as consents
from joren.record.customers.commands import customers
from joren.record.customers.errors import CustomerNotFound

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(customers, arguments)


def test_find_prints_json(hanako, ichiro):
    told = json.loads(run("find", "ﾔﾏﾀﾞ", "--json").output)
    assert [(customer["id"], customer["member_number"]) for customer in told["customers"]] == [(hanako.pk, "M0001")]
    assert told["more"] is False


def test_find_in_words(hanako):
    assert "山田 花子" in run("find", "03-1234-5678").output
    assert "山田" not in run("find", "誰もいない").output


def test_find_says_that_there_are_more(hanako, ichiro):
    told = json.loads(run("find", "example.jp", "--limit", "1", "--json").output)
    assert (len(told["customers"]), told["more"]) == (1, True)


@pytest.mark.parametrize("reference", ["M0001", "pos:10001"])
def test_show_prints_everything_and_is_kept(reference, hanako):
    consents.grant(customer_id=hanako.pk, channel="mail", how="店頭", text="受け取る", by=None)
    told = json.loads(run("show", reference, "--json").output)
    assert told["id"] == hanako.pk
    assert [point["value"] for point in told["contact_points"]] == [
        "hanako@example.jp",
        "+81312345678",
        "+819011112222",
    ]
    assert [line["channel"] for line in told["consents"] if line["given"]] == ["mail"]
    assert {event["key"] for event in told["timeline"]} == {"consents.granted", "customers.created"}
    assert AuditEntry.objects.get(action="viewed").detail == {"surface": "command line"}


def test_show_in_words(hanako):
    assert "hanako@example.jp" in run("show", "M0001").output


def test_nobody_is_bad_input():
    result = run("show", "M9999", "--json")
    assert isinstance(result.exception, CustomerNotFound)
    assert exit_code_of(result.exception) == 2


@pytest.mark.parametrize("command", ["find", "show"])
def test_help_has_an_example(command):
    assert f"$ joren customers {command}" in run(command, "--help").output
