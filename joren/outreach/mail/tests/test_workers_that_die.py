"""Real processes over one database: killed in the middle, beside each other, too slow. Nobody twice, nobody lost."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction

from joren.foundation.database.home import subfolder
from joren.foundation.jobs.actions import schedule
from joren.foundation.jobs.models import Job
from joren.foundation.jobs.running import release_leases_of_the_dead, run_due
from joren.foundation.time.clock import now
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import claiming, journal, queries, settling
from joren.outreach.delivery.channels import Outcome
from joren.outreach.delivery.models import Delivery
from joren.outreach.delivery.recovery import take_over
from joren.outreach.delivery.tasks import sweep
from joren.record.consents import actions as consents
from joren.record.timeline.models import Event

from .people import ORIGIN, account, people, prepare, run
from .server import Misbehaving

pytestmark = pytest.mark.django_db(transaction=True)


class ReachedTen(list):
    """A list that says when it has ten items."""

    def __init__(self):
        super().__init__()
        self.reached = threading.Event()

    def append(self, item):
        super().append(item)
        if len(self) >= 10:
            self.reached.set()


@contextmanager
def worker_process() -> Iterator[subprocess.Popen]:
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}"
    if database["PORT"]:
        url += f"&port={database['PORT']}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "JOREN_HOME": str(settings.HOME),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }
    process = subprocess.Popen([sys.executable, "-m", "joren.outreach.mail.tests.worker"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_worker_killed_in_the_middle_of_a_send_leaves_nobody_twice_and_nobody_lost():
    with Misbehaving() as server:
        server.accepted = ReachedTen()
        account(server.port, connections=2)
        prepare(people(300))
        delivery.open_dispatch(origin=ORIGIN, channel="mail", by=None)
        with worker_process() as process:
            assert server.accepted.reached.wait(30)
            process.kill()
            process.wait()
        assert Delivery.objects.filter(state="claimed").exists()
        release_leases_of_the_dead()
        run_due(kinds=["delivery.send"])
        counts = run()
        arrived = server.counts()
    uncertain = {row.address for row in queries.uncertain(None)}
    assert counts["sent"] + len(uncertain) == 300
    assert len(uncertain) <= 2  # what was at the server at that moment: two connections
    assert max(arrived.values()) == 1
    assert {row.address for row in Delivery.objects.filter(state="sent")} <= set(arrived)
    assert not list(subfolder("delivery").glob("*.journal"))
    assert set(arrived) | uncertain == {f"p{n}@example.jp" for n in range(1, 301)}
    assert Event.objects.filter(key="mail.sent").count() == counts["sent"]


def test_two_workers_share_one_sending_and_nobody_gets_it_twice():
    with Misbehaving() as server:
        account(server.port, connections=2)
        prepare(people(300))
        delivery.open_dispatch(origin=ORIGIN, channel="mail", by=None)
        with worker_process() as first:
            while not Delivery.objects.exclude(state="due").exists():
                assert first.poll() is None
            # The same job again, as when a slow worker's lease ran out.
            Job.objects.filter(kind="delivery.send").update(leased_until=now())
            with worker_process() as second:
                assert second.wait(30) == 0
                assert first.wait(30) == 0
        arrived = server.counts()
    assert queries.counts_by_state(ORIGIN, "mail")["sent"] == 300
    assert len(arrived) == 300 and max(arrived.values()) == 1
    assert Event.objects.filter(key="mail.sent").count() == 300


def taken(customers, worker, limit=10):
    prepare(customers)
    dispatch = delivery.open_dispatch(origin=ORIGIN, channel="mail", by=None)
    with transaction.atomic():
        return dispatch, claiming.take(dispatch, worker=worker, limit=limit)


def test_what_a_vanished_worker_held_is_uncertain_and_the_rest_is_still_due():
    taken(people(3), "elsewhere:1:a", limit=1)
    Delivery.objects.update(leased_until=now())
    sweep(None)
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["uncertain", "due", "due"]


def test_a_worker_takes_nothing_that_another_holds():
    dispatch, rows = taken(people(2), "elsewhere:1:a", limit=1)
    with transaction.atomic():
        others = claiming.take(dispatch, worker="elsewhere:2:b", limit=10)
    assert [row.id for row in rows] != [row.id for row in others] and len(others) == 1


def test_nobody_reads_past_people_who_withdrew(owner):
    customers = people(5)
    for customer in customers[:4]:
        consents.withdraw(customer_id=customer.pk, channel="mail", how="x", by=owner)
    _, rows = taken(customers, "elsewhere:1:a", limit=2)
    assert [row.customer_id for row in rows] == [customers[4].pk]
    assert Delivery.objects.filter(state="cancelled", reason="no_consent").count() == 4


def test_a_slow_worker_that_knows_the_outcome_still_tells_it():
    worker = "elsewhere:1:a"
    _, rows = taken(people(1), worker)
    Delivery.objects.update(leased_until=now())
    take_over()
    assert Delivery.objects.get().state == "uncertain"
    assert claiming.record([(rows[0], Outcome(kind="sent"))], worker=worker, now=now()) == {rows[0].id}
    assert Delivery.objects.get().state == "sent"


def test_the_wall_clock_set_back_or_forward_sends_nobody_twice(time_machine):
    with Misbehaving() as server:
        account(server.port)
        prepare(people(6))
        delivery.open_dispatch(origin=ORIGIN, channel="mail", by=None)
        run()
        for moment in ("2020-01-01T00:00+00:00", "2031-01-01T00:00+00:00"):
            time_machine.move_to(moment)
            sweep(None)
            schedule("delivery.send", subject=ORIGIN)
            run()
        assert server.counts() == {f"p{n}@example.jp": 1 for n in range(1, 7)}


def test_a_person_decides_about_an_uncertain_message(owner):
    worker = "elsewhere:1:a"
    _, rows = taken(people(3), worker)
    Delivery.objects.update(leased_until=now())
    take_over()
    first, second, third = rows
    assert settling.decide_uncertain(first.id, arrived=True, by=owner).state == "sent"
    assert settling.decide_uncertain(second.id, arrived=False, by=owner).state == "failed"
    with Misbehaving() as server:
        account(server.port)
        settling.send_uncertain_again(third.id, by=owner)
        assert run() == {"sent": 2, "failed": 1}
        assert list(server.counts()) == [third.address]


def test_a_journal_of_another_boot_is_not_believed(monkeypatch):
    worker = f"{claiming.HOST}:999999999:a"
    _, rows = taken(people(2), worker)
    journal.Journal(worker).ended(rows[0].id, Outcome(kind="sent"))
    monkeypatch.setattr(journal, "_boot", lambda: "after the power came back")
    assert take_over() == (0, 2)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"uncertain"}


def test_a_journal_tells_what_was_sent_what_was_not_and_what_nobody_knows():
    worker = f"{claiming.HOST}:999999999:a"
    _, rows = taken(people(3), worker)
    kept = journal.Journal(worker)
    kept.handing_over(rows[0].id)
    kept.ended(rows[0].id, Outcome(kind="sent", message_id="<a@example.jp>"))
    kept.handing_over(rows[1].id)
    os.write(kept._file, b"[12")  # cut off in the middle of a word
    assert take_over() == (1, 1)
    states = Delivery.objects.order_by("pk").values_list("state", "attempts")
    assert list(states) == [("sent", 1), ("uncertain", 1), ("due", 0)]
    assert Event.objects.filter(key="mail.sent").count() == 1
