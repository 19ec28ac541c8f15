"""Due work: scheduled once, claimed once, retried, never lost with its worker."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from joren.foundation.jobs import actions, queries, running
from joren.foundation.jobs.errors import JobNotRetriable, LeaseLost
from joren.foundation.jobs.models import Job
from joren.foundation.registry import JobHandler, lookup
from joren.foundation.time import clock

CALLS: list[str] = []


def note(job):
    CALLS.append(job.subject)
    job.progress(3, 4, "nearly")


def break_down(job):
    raise ValueError("the printer is on fire")


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    CALLS.clear()
    here = "joren.foundation.jobs.tests.test_jobs"
    mine = (
        JobHandler(key="test.note", label="note", run=f"{here}:note"),
        JobHandler(key="test.break", label="break", run=f"{here}:break_down", max_attempts=2),
    )
    everything = (*lookup._all(), *mine)
    monkeypatch.setattr(lookup, "_all", lambda: everything)
    lookup._by_type.cache_clear()
    yield
    lookup._by_type.cache_clear()


def due_again(job):
    Job.objects.filter(pk=job.pk).update(due_at=clock.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_scheduling_twice_leaves_one_job_brought_forward():
    later = clock.now() + timedelta(hours=1)
    first = actions.schedule("test.note", subject="7", due_at=later)
    second = actions.schedule("test.note", subject="7")
    assert first.pk == second.pk
    assert second.due_at < later
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_due_job_runs_and_says_how_far_it_came():
    job = actions.schedule("test.note", subject="7")
    assert running.run_due(kinds=["test.note"]) == 1
    job.refresh_from_db()
    assert (CALLS, job.state, job.done_units, job.total_units) == (["7"], "done", 3, 4)
    assert running.run_due(kinds=["test.note"]) == 0


@pytest.mark.django_db
def test_a_job_of_the_future_does_not_run():
    actions.schedule("test.note", due_at=clock.now() + timedelta(minutes=1))
    assert running.run_due(kinds=["test.note"]) == 0
    assert CALLS == []


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_is_tried_again_later_and_then_fails_with_its_reason():
    job = actions.schedule("test.break")
    running.run_due(kinds=["test.break"])
    job.refresh_from_db()
    assert job.state == "due"
    assert job.due_at > clock.now()
    due_again(job)
    running.run_due(kinds=["test.break"])
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "ValueError: the printer is on fire")
    assert actions.retry(job, by=None).state == "due"


@pytest.mark.django_db(transaction=True)
def test_a_finished_job_cannot_be_retried_and_nothing_changes():
    job = actions.schedule("test.note")
    running.run_due(kinds=["test.note"])
    job.refresh_from_db()
    with pytest.raises(JobNotRetriable):
        actions.retry(job, by=None)
    assert Job.objects.filter(kind="test.note").count() == 1


@pytest.mark.django_db
def test_a_dead_workers_job_is_claimed_again_and_the_dead_one_may_not_write():
    actions.schedule("test.note", subject="7")
    [dead] = running.claim(1, worker="elsewhere:1")
    assert running.claim(1, worker="here:2") == []
    Job.objects.filter(pk=dead.pk).update(leased_until=clock.now() - timedelta(seconds=1))
    [taken] = running.claim(1, worker="here:2")
    assert (taken.pk, taken.attempts) == (dead.pk, 2)
    with pytest.raises(LeaseLost):
        running.RunningJob(dead).progress(1)
    taken.refresh_from_db()
    assert taken.done_units == 0


@pytest.mark.django_db
def test_the_leases_of_a_dead_process_on_this_host_are_released_at_once():
    actions.schedule("test.note", subject="7")
    host = running.worker_name().rpartition(":")[0]
    running.claim(1, worker=f"{host}:999999999")
    assert running.release_leases_of_the_dead() == 1
    assert len(running.claim(1, worker="here:2")) == 1


@pytest.mark.django_db
def test_a_job_whose_workers_keep_dying_fails_in_the_end():
    job = actions.schedule("test.break")
    Job.objects.filter(pk=job.pk).update(attempts=2)
    [claimed] = running.claim(1, worker=running.worker_name())
    running.run(claimed)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "its worker died 2 times")


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_is_asked_to_stop():
    waiting = actions.schedule("test.note", subject="1")
    actions.request_stop(waiting, by=None)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    actions.schedule("test.note", subject="2")
    [claimed] = running.claim(1, worker="here:1")
    actions.request_stop(claimed, by=None)
    assert running.RunningJob(claimed).should_stop()
    assert queries.latest("test.note", "2").state == "running"


@pytest.mark.django_db(transaction=True)
def test_two_workers_claim_each_job_once():
    for number in range(40):
        actions.schedule("test.note", subject=str(number))
    barrier = Barrier(2)
    taken: list[str] = []

    def work(name):
        barrier.wait()
        while jobs := running.claim(3, worker=name):
            taken.extend(job.subject for job in jobs)
        connection.close()

    threads = [Thread(target=work, args=(f"here:{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=int) == [str(number) for number in range(40)]


@pytest.mark.django_db
def test_each_periodic_job_has_one_row_however_often_it_is_looked_for():
    from joren.foundation.jobs.periodic import schedule_periodic

    first = schedule_periodic()
    assert first >= 1
    assert schedule_periodic() == 0
    assert Job.objects.filter(kind="jobs.tidy").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_command_that_does_its_own_work_is_no_worker():
    actions.schedule("test.note", subject="7")
    running.run_due(kinds=["test.note"])
    assert not queries.worker_seems_alive()
    actions.schedule("jobs.tidy")
    running.run_due(kinds=["jobs.tidy"])
    assert queries.worker_seems_alive()
