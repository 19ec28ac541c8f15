"""A run that dies goes on where it was: nothing lost, nothing twice, also with two workers."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from joren.foundation.jobs.models import Job
from joren.foundation.jobs.running import release_leases_of_the_dead, run_due
from joren.record.customers.models import Customer
from joren.record.timeline.models import Event
from joren.touchpoints.imports import actions, queries
from joren.touchpoints.imports.actions import running
from joren.touchpoints.imports.errors import TakenOver
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in
from joren.touchpoints.purchases.models import PurchaseLine, StagedLine

BAD = 7
"""Every so many rows one is rejected."""
CUSTOMERS = "顧客番号,氏名,生年月日\n" + "".join(
    f"C{n},人{n},{'1990-02-28,余り' if n % BAD == 0 else '1990-02-28'}\n" for n in range(1, 101)
)
SALES = "伝票番号,顧客番号,日付,商品コード,数量,単価\n" + "".join(
    f"{n % 30:03},C{n % 30},2024-04-01,P{n % 5},1,{n}\n" for n in range(1, 101)
)

WORKER = """
import sys
import django
django.setup()
from joren.foundation.jobs.running import run_due
from joren.touchpoints.imports.actions import running
running.BATCH = 10
running.actual_run = running.run
saved = 0
save = running._Run._save
def stop_in_the_middle(self):
    global saved
    saved += 1
    save(self)
    if saved == int(sys.argv[1]):
        print("in the middle", flush=True)
        sys.stdin.read()  # until it is killed
running._Run._save = stop_in_the_middle
from joren.touchpoints.imports import actions
actions.run = lambda **given: running.actual_run(**given, batch=10)
run_due(kinds=["imports.run"])
"""


def killed_worker(stop_at):
    """Start a worker of its own, let it come to its n-th batch, and kill it with -9 before that is committed."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(stop_at)],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "in the middle\n"
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing_and_doubles_nothing():
    record = actions.start(record=bring("customers", CUSTOMERS), by=None)
    killed_worker(stop_at=4)
    record.refresh_from_db()
    assert (record.state, record.rows_done) == ("running", 30)
    assert Customer.objects.count() == 26
    assert release_leases_of_the_dead() == 1
    assert run_due(kinds=["imports.run"]) == 1
    record.refresh_from_db()
    assert (record.state, counts(record), record.counts["rows"]) == ("done", (86, 0, 0, 14), 100)
    assert Customer.objects.count() == Event.objects.filter(key="customers.imported").count() == 86
    rejects = queries.rejects_path(record).read_text(encoding="utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in rejects[1:]] == [f"C{n}" for n in range(BAD, 101, BAD)]
    assert Job.objects.get(kind="imports.run").state == "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop_at", [5, 12])
def test_a_worker_killed_while_lines_are_laid_down_or_orders_are_made_loses_nothing(stop_at):
    whole = take_in("purchases", SALES, source="whole", options={"create_customers": True})
    record = bring("purchases", SALES, source="till", options={"create_customers": True})
    actions.start(record=record, by=None)
    killed_worker(stop_at)
    release_leases_of_the_dead()
    run_due(kinds=["imports.run"])
    record.refresh_from_db()
    assert (record.state, counts(record), record.counts["lines"]) == ("done", counts(whole), 100)
    assert counts(whole) == (30, 0, 0, 0)
    for source in ("whole", "till"):
        lines = PurchaseLine.objects.filter(purchase__source=source)
        assert (lines.count(), sum(line.amount for line in lines)) == (100, 5050)
    assert not StagedLine.objects.exists()


@pytest.mark.django_db
def test_an_older_run_stops_at_its_next_batch_when_a_newer_one_has_taken_over():
    record = bring("customers", CUSTOMERS)
    steps = 0

    def taken_over_after_two(done, total, message):
        nonlocal steps
        steps += 1
        if steps == 3:
            actions.run(record=Import.objects.get(pk=record.pk), by=None, batch=10)

    with pytest.raises(TakenOver):
        actions.run(record=record, by=None, batch=10, progress=taken_over_after_two)
    record.refresh_from_db()
    assert (record.state, counts(record), Customer.objects.count()) == ("done", (86, 0, 0, 14), 86)


@pytest.mark.django_db
def test_a_run_asked_to_stop_leaves_whole_batches_and_goes_on_later():
    record = bring("customers", CUSTOMERS)
    asked = iter([False, False, True])
    stopped = actions.run(record=record, by=None, batch=10, should_stop=lambda: next(asked))
    assert (stopped.state, stopped.rows_done) == ("paused", 20)
    done = actions.run(record=stopped, by=None, batch=10)
    assert (done.state, counts(done)) == ("done", (86, 0, 0, 14))


@pytest.mark.django_db
def test_running_a_finished_import_again_is_refused():
    from joren.touchpoints.imports.errors import WrongState

    record = take_in("customers", CUSTOMERS)
    with pytest.raises(WrongState):
        actions.run(record=record, by=None)
    assert Customer.objects.count() == 86
    assert running.BATCH == 5_000
