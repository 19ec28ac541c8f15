"""``joren health`` and ``/api/v1/health``: the contract of scripts and programs."""

import json
from hashlib import sha256

import pytest
import time_machine
from click.testing import CliRunner

from joren.foundation.accounts.models import ApiToken
from joren.insight.health import actions
from joren.insight.health.commands import health
from joren.insight.health.errors import NotMeasured
from joren.insight.health.tests.people import NOON, small_base

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def base(hanako, ichiro, misaki, kenta):
    small_base(hanako, ichiro, misaki, kenta)


def run(*arguments):
    return CliRunner().invoke(health, arguments)


def asked(client, staff, path="/"):
    digest = sha256(f"secret-{staff.pk}".encode()).hexdigest()
    ApiToken.objects.create(staff=staff, name="till", digest=digest, prefix="secret")
    answer = client.get(f"/api/v1/health{path}", headers={"Authorization": f"Bearer secret-{staff.pk}"})
    return answer.status_code, json.loads(answer.content)


def test_the_command_measures_shows_and_lists(base):
    measured = json.loads(run("measure", "--json").output)
    assert (measured["share"], measured["steps"][3]["yen"]) == (0.4, 4000)
    assert json.loads(run("show", "--json").output) == measured
    assert "40.0%" in run("show").output
    found = json.loads(run("findings", "--limit", "1", "--json").output)
    assert [(row["name"], row["check"]) for row in found["findings"]] == [("佐藤 美咲", "missing_kana")]
    assert found["more"] is True
    assert "佐藤 美咲" in run("findings", "--check", "missing_kana").output


def test_nothing_is_shown_before_a_measurement(db):
    assert isinstance(run("show").exception, NotMeasured)


def test_the_api_tells_the_figures_and_the_findings(client, owner, base):
    assert asked(client, owner)[0] == 404
    actions.measure()
    ApiToken.objects.all().delete()
    status, told = asked(client, owner)
    assert (status, told["share"], told["basis"]) == (200, 0.4, "sales")
    ApiToken.objects.all().delete()
    status, page = asked(client, owner, "/findings?limit=1")
    assert (status, len(page["items"]), page["next"]) == (200, 1, page["items"][0]["id"])


def test_the_api_tells_shop_staff_only_of_their_customers(client, station_staff, base):
    actions.measure()
    _status, told = asked(client, station_staff, "/findings")
    assert [row["name"] for row in told["items"]] == ["鈴木 健太"]
