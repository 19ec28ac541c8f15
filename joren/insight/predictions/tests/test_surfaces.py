"""The pages, the API and the command line of predictions."""

import json
from hashlib import sha256

import pytest
import time_machine
from click.testing import CliRunner

from joren.foundation.accounts.models import ApiToken
from joren.foundation.jobs.models import Job
from joren.insight.predictions import actions
from joren.insight.predictions.commands import predictions
from joren.insight.predictions.models import Prediction

from .simulated import TODAY, people, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MIRROR_HOME = tmp_path / "mirror"
    with time_machine.travel(f"{TODAY}T03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def predicted():
    record(people(300, seed=6))
    actions.refresh()


def text(response):
    return " ".join(response.content.decode().split())


def test_before_the_first_fit_the_page_says_what_to_do(client, owner):
    client.force_login(owner)
    assert "まだ予測していません" in text(client.get("/predictions/"))
    client.post("/predictions/refresh/")
    assert Job.objects.get(kind="predictions.refresh").staff == owner


def test_the_page_says_how_good_it_is_and_opens_to_people(client, owner, predicted):
    client.force_login(owner)
    page = text(client.get("/predictions/"))
    assert "過去で検証済みです。直近26週間" in page and "BG/NBD" in page
    people_page = text(client.get("/predictions/people/4/"))
    shown = Prediction.objects.filter(alive__gte=80).order_by("-value")[0]
    assert shown.customer.full_name in people_page
    assert client.get("/predictions/people/overdue/").status_code == 200
    assert client.get("/predictions/people/9/").status_code == 404


def test_too_few_are_told_so(client, owner):
    record(people(20))
    actions.refresh()
    client.force_login(owner)
    page = text(client.get("/predictions/"))
    assert "まだ予測できません。購入した顧客は20人" in page


def test_the_customer_page_shows_what_is_expected(client, owner, predicted):
    client.force_login(owner)
    row = Prediction.objects.filter(alive__gte=80)[0]
    page = text(client.get(f"/customers/{row.customer_id}/"))
    assert "今も顧客である見込み" in page and f"{row.alive} %" in page


def test_shop_staff_see_no_totals_and_may_not_predict(client, station_staff, predicted):
    client.force_login(station_staff)
    assert client.get("/predictions/").status_code == 403
    assert client.post("/predictions/refresh/").status_code == 403
    assert not Job.objects.filter(kind="predictions.refresh").exists()


def test_programs_get_the_same(client, owner, predicted):
    ApiToken.objects.create(staff=owner, name="till", digest=sha256(b"secret").hexdigest(), prefix="secret")
    headers = {"Authorization": "Bearer secret"}
    told = json.loads(client.get("/api/v1/predictions/", headers=headers).content)
    assert told["standing"] == "good" and sum(band["people"] for band in told["bands"]) == 300
    page = json.loads(client.get("/api/v1/predictions/customers?limit=200", headers=headers).content)
    rest = json.loads(
        client.get(f"/api/v1/predictions/customers?limit=200&after={page['next']}", headers=headers).content
    )
    assert (len(page["predictions"]), len(rest["predictions"]), rest["next"]) == (200, 100, None)


def test_the_command_line_fits_and_lists():
    record(people(300, seed=6))
    assert "joren predictions refresh" in CliRunner().invoke(predictions, ["show"]).output
    done = json.loads(CliRunner().invoke(predictions, ["refresh", "--json"]).output)
    assert (done["standing"], done["people"]) == ("good", 300)
    listed = json.loads(CliRunner().invoke(predictions, ["list", "--limit", "5", "--json"]).output)
    assert len(listed["predictions"]) == 5
    assert "直近26週間" in CliRunner().invoke(predictions, ["show"]).output
