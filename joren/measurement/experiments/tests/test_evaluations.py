"""Verdicts are given once, kept, and given again only by a person."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from joren.foundation.audit.models import AuditEntry
from joren.foundation.jobs import running
from joren.foundation.jobs.actions import schedule
from joren.measurement.experiments import actions, queries
from joren.measurement.experiments.errors import NothingSent, WindowStillOpen
from joren.measurement.experiments.models import Evaluation
from joren.measurement.experiments.rules import Code

from .campaign import AFTERWARDS, DAYS, INSIDE, LAST, SENT_ON, TOKYO, assign, buy, campaign, later_sales, people

pytestmark = pytest.mark.django_db
MORNING_AFTER = datetime(AFTERWARDS.year, AFTERWARDS.month, AFTERWARDS.day, 9, tzinfo=TOKYO)


@pytest.fixture
def sent():
    """90 people sent to, 10 held back; ten of the first and one of the others bought."""
    made = campaign()
    treated, held_back = people(90), people(10)
    assign(made, "send", treated)
    assign(made, "held_back", held_back)
    for number, person in enumerate(treated[:10]):
        buy(person, 1000 + number, INSIDE)
    buy(held_back[0], 1500, INSIDE)
    later_sales()
    return made


def run_job():
    schedule("experiments.evaluate")
    running.run_due(kinds=["experiments.evaluate"])


def test_the_job_gives_the_verdict_when_the_window_has_ended(sent, time_machine):
    time_machine.move_to(datetime(LAST.year, LAST.month, LAST.day, 23, tzinfo=TOKYO))
    run_job()
    assert Evaluation.objects.count() == 0
    time_machine.move_to(MORNING_AFTER)
    run_job()
    kept = Evaluation.objects.get()
    assert (kept.campaign, kept.window_start, kept.window_days, kept.people) == (sent, SENT_ON, DAYS, 100)
    assert kept.code == Code.NOT_YET_KNOWN
    assert kept.staff is None
    assert AuditEntry.objects.filter(subject_type="experiments.evaluation", action="created").count() == 1


def test_the_job_waits_for_the_sales_of_the_last_day(time_machine):
    made = campaign()
    assign(made, "send", people(3))
    time_machine.move_to(MORNING_AFTER)
    run_job()
    assert Evaluation.objects.count() == 0
    later_sales()
    time_machine.move_to(MORNING_AFTER + timedelta(days=1))
    run_job()
    assert Evaluation.objects.count() == 1


def test_a_kept_verdict_stays_when_sales_change_until_a_person_asks(sent, marketer, time_machine):
    time_machine.move_to(MORNING_AFTER)
    run_job()
    before: Any = queries.result_of(sent)
    for member in sent.audience.filter(decision="send")[:60]:
        buy(member.customer, 8000, INSIDE)
    run_job()
    assert queries.result_of(sent) == before
    actions.evaluate(sent, by=None)
    assert queries.result_of(sent) == before, "the system never changes a verdict"
    actions.evaluate(sent, by=marketer)
    after: Any = queries.result_of(sent)
    assert after.figures.code is Code.UP
    assert after.groups.treated.sum_y == before.groups.treated.sum_y + 60 * 8000
    entry = AuditEntry.objects.get(subject_type="experiments.evaluation", action="changed")
    assert entry.staff == marketer
    assert entry.detail["before"]["code"] == "not_yet_known"
    assert entry.detail["after"]["code"] == "up"


def test_asking_as_of_a_day_never_reads_the_kept_verdict(sent, time_machine):
    time_machine.move_to(MORNING_AFTER)
    run_job()
    assert queries.result_of(sent, SENT_ON).figures is None
    assert Evaluation.objects.count() == 1


def test_an_early_verdict_is_refused_and_nothing_is_kept(sent, marketer, time_machine):
    time_machine.move_to(datetime(LAST.year, LAST.month, LAST.day, 23, tzinfo=TOKYO))
    with pytest.raises(WindowStillOpen) as refused:
        actions.evaluate(sent, by=marketer)
    assert refused.value.status == 409
    with pytest.raises(NothingSent):
        actions.evaluate(campaign(sent=False), by=marketer)
    assert Evaluation.objects.count() == 0
    assert not AuditEntry.objects.filter(subject_type="experiments.evaluation").exists()


def test_a_person_may_say_that_no_sales_are_missing(marketer, time_machine):
    made = campaign()
    assign(made, "send", people(3))
    time_machine.move_to(MORNING_AFTER)
    assert actions.evaluate(made, by=marketer).code == Code.NO_CONTROL


def test_the_metric_adds_up_what_ended_in_the_period_known_or_not(sent, time_machine):
    time_machine.move_to(MORNING_AFTER)
    run_job()
    kept = Evaluation.objects.get()
    assert kept.extra_sales is not None
    assert kept.extra_sales == round(kept.extra_sales), "a yen has no parts"
    assert queries.extra_sales(LAST, LAST) == kept.extra_sales
    assert queries.extra_sales(AFTERWARDS, AFTERWARDS + timedelta(days=90)) == 0
