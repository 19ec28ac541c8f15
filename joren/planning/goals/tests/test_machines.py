"""Goals over the API and on the command line; what is refused changes nothing."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from click.testing import CliRunner

from joren.foundation.accounts.actions import create_token
from joren.foundation.errors import JorenError
from joren.insight.loyalty.tests.history import buy
from joren.outreach.campaigns.models import Campaign
from joren.planning.goals import commands
from joren.planning.goals.models import Goal, GoalReview, Measure
from joren.record.customers.models import Customer
from tests import cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 15)
GOAL = {
    "name": "四月の売上",
    "metric": "purchases.sales",
    "target": "+10%",
    "starts_on": "2026-04-01",
    "due_on": "2026-04-28",
    "review": "week",
}


@pytest.fixture(autouse=True)
def sold():
    """1,000 yen every day from January until the day before the 15 April that it is."""
    with time_machine.travel(TODAY, tick=False):
        hana = Customer.objects.create(family_name="花")
        day = date(2026, 1, 1)
        while day < TODAY:
            buy(hana, day, Decimal(1000), "tea", "station")
            day += timedelta(days=1)
        yield hana


@pytest.fixture
def ask(client):
    _token, key = create_token(cast.owner(), name="目標")

    def ask(method, path, body=None, *, key=key):
        answer = client.generic(
            method,
            f"/api/v1/goals{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )
        return answer.status_code, answer.json()

    return ask


def say(*arguments):
    done = CliRunner().invoke(commands.goal, [*arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output


def test_a_goal_set_by_a_program_is_measured_and_foretold(ask):
    status, told = ask("POST", "/", GOAL)
    assert status == 200
    assert (told["before"], told["baseline"], told["target"]) == (28000, 0, 30800)
    assert (told["before_first"], told["before_last"]) == ("2026-03-04", "2026-03-31")
    assert told["standing"] == {"current": 14000, "progress": 0.4545, "expected": 0.5357, "verdict": "behind"}
    assert told["forecast"]["value"] == pytest.approx(28000)
    assert [day["on"] for day in told["review_days"]] == ["2026-04-07", "2026-04-14", "2026-04-21", "2026-04-28"]
    assert ask("GET", f"/{told['id']}") == (200, told)
    status, listed = ask("GET", "/")
    assert [row["id"] for row in listed["goals"]] == [told["id"]]
    assert ask("GET", "/?closed=true")[1] == {"goals": []}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"metric": "moon.phase"}, "unknown_metric"),
        ({"target": "lots"}, "bad_target"),
        ({"target": "0"}, "goal_without_change"),
        ({"due_on": "2026-04-01"}, "goal_without_time"),
        ({"due_on": "9999-12-31"}, "goal_out_of_range"),
        ({"starts_on": "0001-01-01"}, "goal_out_of_range"),
        ({"name": " "}, "bad_name"),
        ({"segment": "nobody_knows"}, "invalid_rule"),
        ({"owner": "nobody@example.jp"}, "no_such_owner"),
        ({"shop": "moon"}, None),
        ({"review": "daily"}, None),
        ({"starts_on": "soon"}, None),
    ],
)
def test_a_goal_that_cannot_be_set_is_refused_and_nothing_is_kept(ask, change, code):
    status, problem = ask("POST", "/", GOAL | change)
    assert 400 <= status < 500
    assert code is None or problem["error"]["code"] == code
    assert not Goal.objects.exists()


def test_a_plain_number_needs_nothing_from_before(ask):
    """A shop that begins to sell sets its first goal; a change of nothing is refused."""
    given = GOAL | {"starts_on": "2025-01-01", "due_on": "2025-01-31", "metric": "kpis.repeat"}
    assert ask("POST", "/", given)[1]["error"]["code"] == "not_measurable"
    assert ask("POST", "/", GOAL | {"target": "120万"})[1]["target"] == 1_200_000
    assert Goal.objects.count() == 1


def test_measures_reviews_and_the_end_of_a_goal(ask):
    pk = ask("POST", "/", GOAL)[1]["id"]
    spring = Campaign.objects.create(name="春のお知らせ")
    ask("POST", f"/{pk}/measures", {"kind": "campaign", "reference": spring.pk})
    told = ask("POST", f"/{pk}/measures", {"kind": "free", "name": "新しい看板"})[1]
    assert [(each["kind"], each["name"]) for each in told["measures"]] == [
        ("campaign", "春のお知らせ"),
        ("free", "新しい看板"),
    ]
    sign = told["measures"][1]["id"]
    told = ask("PUT", f"/{pk}/measures/{sign}", {"status": "done", "result": "よく見える"})[1]
    assert (told["measures"][1]["phase"], told["measures"][1]["told"]) == ("done", "よく見える")
    assert ask("GET", "/experience?words=看板")[1]["experience"][0]["told"] == "よく見える"
    assert ask("GET", "/experience?words=看板&kind=campaign")[1] == {"experience": []}
    status, review = ask("GET", f"/{pk}/reviews/2026-04-07")
    assert (status, review["value"], review["written"]) == (200, 7000, None)
    written = ask("PUT", f"/{pk}/reviews/2026-04-07", {"keep": "看板"})[1]["written"]
    assert (written["keep"], written["figures"]["value"]) == ("看板", "7000.00")
    assert ask("DELETE", f"/{pk}/measures/{sign}")[1]["measures"][0]["kind"] == "campaign"
    assert ask("POST", f"/{pk}/close")[1]["is_closed"] is True
    assert ask("POST", f"/{pk}/reopen")[1]["is_closed"] is False


def test_what_is_not_there_is_refused_and_changes_nothing(ask):
    pk = ask("POST", "/", GOAL)[1]["id"]
    spring = Campaign.objects.create(name="春のお知らせ")
    held = ask("POST", f"/{pk}/measures", {"kind": "campaign", "reference": spring.pk})[1]["measures"][0]["id"]
    other = {"keep": "x"}
    for method, path, body, code in (
        ("GET", "/999999", None, "no_such_goal"),
        ("POST", "/99999999999999999999999/close", None, "no_such_goal"),
        ("POST", f"/{pk}/measures", {"kind": "coupon", "reference": 9}, "unknown_measure"),
        ("POST", f"/{pk}/measures", {"kind": "free", "name": ""}, "bad_name"),
        ("PUT", f"/{pk}/measures/{held}", {"status": "done"}, "no_such_measure"),
        ("PUT", f"/{pk}/reviews/2026-04-08", other, "no_such_review_day"),
        ("PUT", f"/{pk}/reviews/2026-04-21", other, "no_such_review_day"),
    ):
        status, problem = ask(method, path, body)
        assert (status // 100, problem["error"]["code"]) == (4, code), path
    assert ask("PUT", f"/{pk}/reviews/yesterday", other)[0] == 422
    assert (Measure.objects.count(), GoalReview.objects.count()) == (1, 0)
    assert Goal.objects.get().closed_at is None


def test_who_reads_changes_nothing_and_the_counter_sees_nothing(ask, reader, station_staff):
    pk = ask("POST", "/", GOAL)[1]["id"]
    _token, reading = create_token(reader, name="読む")
    _token, counter = create_token(station_staff, name="レジ")
    assert ask("GET", f"/{pk}", key=reading)[0] == 200
    assert ask("GET", "/", key=counter)[0] == 403
    for method, path, body in (
        ("POST", "/", GOAL),
        ("POST", f"/{pk}/look", None),
        ("POST", f"/{pk}/close", None),
        ("POST", f"/{pk}/measures", {"kind": "free", "name": "看板"}),
        ("PUT", f"/{pk}/reviews/2026-04-07", {"keep": "x"}),
    ):
        assert ask(method, path, body, key=reading)[0] == 403
    assert (Goal.objects.count(), Measure.objects.count(), GoalReview.objects.count()) == (1, 0, 0)
    assert Goal.objects.get().closed_at is None


def test_the_command_line_sets_reviews_and_puts_away():
    days = ("--from", "2026-04-01", "--until", "2026-04-28", "--review", "week")
    made = json.loads(say("set", "四月の売上", "--metric", "purchases.sales", "--target", "+10%", *days, "--json"))
    number = str(made["id"])
    assert (made["baseline"], made["target"]) == (0, 30800)
    assert "14,000 / 30,800  behind" in say("list")
    assert "purchases.sales" in say("metrics")
    say("add", number, "新しい看板")
    assert "28,000" in say("show", number, "--look")
    assert "7,000 / 30,800" in say("review", number, "2026-04-07")
    assert not GoalReview.objects.exists(), "looking writes nothing"
    assert "看板" in say("review", number, "2026-04-07", "--keep", "看板")
    assert GoalReview.objects.get().keep == "看板"
    say("close", number)
    assert json.loads(say("list", "--json")) == {"goals": []}
    say("reopen", number)
    Measure.objects.update(status="done", result="よく見える", ended_on=TODAY)
    assert "よく見える" in say("experience", "看板")
    with pytest.raises(JorenError):
        say("close", "999")
    assert Goal.objects.get().closed_at is None
