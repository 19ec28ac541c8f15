"""Goals: set, shown, put away, refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from joren.foundation.registry import Metric, lookup
from joren.planning.goals import actions, queries
from joren.planning.goals.errors import GoalWithoutChange, GoalWithoutTime, UnknownMetric
from joren.planning.goals.models import Goal

HERE = "joren.planning.goals.tests.test_goals"


def regulars(start, end):
    return Decimal(120)


def sales(start, end):
    return Decimal(100_000) * ((end - start).days + 1)


@pytest.fixture(autouse=True)
def metrics(monkeypatch):
    mine = (
        Metric(key="test.regulars", label="regulars", unit="count", measure=f"{HERE}:regulars", accumulates=False),
        Metric(key="test.sales", label="sales", unit="money", measure=f"{HERE}:sales"),
    )
    everything = (*lookup._all(), *mine)
    monkeypatch.setattr(lookup, "_all", lambda: everything)
    lookup._by_type.cache_clear()
    yield
    lookup._by_type.cache_clear()


def april(**change):
    wanted = {
        "name": "常連を増やす",
        "metric": "test.regulars",
        "target": Decimal(170),
        "starts_on": date(2026, 4, 1),
        "due_on": date(2026, 4, 30),
        "by": None,
    }
    return actions.set_goal(**wanted | change)


@pytest.mark.django_db
def test_the_baseline_is_what_stands_or_zero_for_what_accumulates():
    assert april().baseline == Decimal(120)
    assert april(metric="test.sales").baseline == Decimal(0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"metric": "moon.phase"}, UnknownMetric),
        ({"target": Decimal(120)}, GoalWithoutChange),
        ({"due_on": date(2026, 4, 1)}, GoalWithoutTime),
    ],
)
def test_a_refused_goal_is_not_kept(change, error):
    with pytest.raises(error):
        april(**change)
    assert Goal.objects.count() == 0


@pytest.mark.django_db
def test_what_was_put_away_can_be_taken_back():
    goal = april()
    actions.close_goal(goal, by=None)
    assert [item.goal for item in queries.goals()] == []
    actions.reopen_goal(goal, by=None)
    assert [item.goal for item in queries.goals()] == [goal]


@pytest.mark.django_db
def test_the_last_thirty_days_help_to_choose_a_target():
    assert queries.same_days_before("test.sales", date(2026, 4, 1), date(2026, 4, 30)) == Decimal(3_000_000)


@pytest.mark.django_db
def test_a_goal_whose_metric_is_gone_is_shown_without_a_standing():
    goal = april()
    Goal.objects.filter(pk=goal.pk).update(metric="moon.phase")
    [item] = queries.goals()
    assert item.standing is None


def test_who_may_not_set_goals_sees_them_without_buttons(client, reader, owner, db):
    client.force_login(reader)
    page = client.get(reverse("goals:list"))
    assert page.status_code == 200
    assert reverse("goals:new") not in page.content.decode()
    client.force_login(owner)
    assert reverse("goals:new") in client.get(reverse("goals:list")).content.decode()
