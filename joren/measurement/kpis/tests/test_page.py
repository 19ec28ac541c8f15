"""The page, the card, the CSV, the API and the command."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from click.testing import CliRunner
from django.test import Client

from joren.foundation.accounts.actions import create_token
from joren.foundation.audit.models import AuditEntry
from joren.insight.reports import keeping
from joren.insight.reports.boards import card, drawn_card
from joren.measurement.kpis.commands import COMMANDS
from tests import cast

from .test_measures import history, order

__all__ = ["history"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(date(2026, 9, 1), tick=False):
        yield


def client_of(staff):
    client = Client()
    client.force_login(staff)
    return client


def test_the_page_tells_now_before_and_a_year_ago_with_formula_and_freshness(history):
    page = client_of(cast.reader()).get("/kpi/").content.decode()
    assert "50.0 %" in page
    assert "１÷２" not in page and "1 ÷ 2" in page
    assert "2026-08-20" in page  # the newest fact
    assert page.count("まだ測れません") == 2
    assert "/reports/second_purchase/?from=2026-05-03&amp;to=2026-06-02&amp;as_of=2026-08-31" in page
    assert "row=repeat%7C2026-08-01" in page


def test_shop_staff_see_their_shop_only(history):
    staff = cast.station_staff()
    order(None, date(2026, 8, 2), "tea", 300, at="ekimae")
    client = client_of(staff)
    page = client.get("/kpi/")
    assert (page.context["shop"], page.context["found"].shown[0].text) == ("ekimae", "¥300")
    assert "/reports/" not in page.content.decode().partition('class="kpi-cards"')[2]
    refused = client.get("/kpi/?shop=market")
    assert refused.status_code == 400
    assert "market" in refused.content.decode()
    assert "kpi-figure" not in refused.content.decode()


def test_a_period_nobody_knows_is_answered_with_the_page_and_no_figures():
    answer = client_of(cast.owner()).get("/kpi/?by=decade")
    assert (answer.status_code, "kpi-figure" in answer.content.decode()) == (400, False)


def test_the_csv_is_audited(history):
    answer = client_of(cast.owner()).post("/kpi/kpis.csv", {"by": "month"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("売上,2026-08-01,2026-08-31,1200")
    assert AuditEntry.objects.filter(subject_id="kpis").count() == 1
    assert client_of(cast.station_staff()).post("/kpi/kpis.csv").status_code == 403


def test_the_card_shows_what_is_known(history):
    owner = cast.owner()
    assert "50.0 %" in drawn_card(card("kpis.measures", owner), owner).html
    assert "開封率" not in drawn_card(card("kpis.measures", owner), owner).html


def test_programs_and_the_command_line_get_the_same(history):
    _row, secret = create_token(cast.owner(), name="t")
    told = Client().get("/api/v1/kpis/?by=month", HTTP_AUTHORIZATION=f"Bearer {secret}").json()
    assert "measures" in told, told
    measures = {each["key"]: each for each in told["measures"]}
    assert told["period"] == {"first": "2026-08-01", "last": "2026-08-31"}
    assert Decimal(str(measures["repeat"]["value"])) == Decimal("0.5")
    assert measures["nps"]["value"] is None and measures["nps"]["missing"]
    said = CliRunner().invoke(COMMANDS[0], ["--json"])
    assert {each["key"]: each["whole"] for each in json.loads(said.output)["measures"]}["repeat"] == 2
    assert "売上: ¥1,200" in CliRunner().invoke(COMMANDS[0], []).output


def test_a_token_of_shop_staff_is_told_about_its_shop_only(history):
    _row, secret = create_token(cast.station_staff(), name="t")
    answer = Client().get("/api/v1/kpis/?shop=market", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 404


def test_the_last_figures_stand_with_their_period_while_newer_are_counted(history, monkeypatch):
    """The question is the same every morning; asked anew for each day, the page would be empty until they are there."""
    asked = []
    counted = keeping.answer("kpis", {"by": "weeks"}, staff=None)

    def answer(key, given, **more):
        asked.append(given)
        return replace(counted, job=None)

    monkeypatch.setattr(keeping, "answer", answer)
    with time_machine.travel(date(2026, 9, 3), tick=False):
        page = client_of(cast.reader()).get("/kpi/?by=weeks")
    assert asked == [{"by": "weeks", "shop": "", "as_of": ""}]
    assert page.context["found"].period.last == date(2026, 8, 31)
    assert "as_of=2026-09-01&amp;row=" in page.content.decode()
