"""Every response answered is counted once, whoever is killed when."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery
from joren.outreach.responses import counting, intake, spool
from joren.outreach.responses.models import Click, PendingHit, SpoolFile
from joren.outreach.responses.queries import clicks_by_link
from joren.outreach.responses.rules.hits import Hit
from joren.outreach.responses.spool import Spool
from joren.record.timeline.models import Event

from .sendings import deliveries
from .taking import BROWSER, counted

pytestmark = pytest.mark.django_db(transaction=True)


def hit(delivery, kind="o", number=0, *, ago=60.0, agent=BROWSER, address="203.0.113.5"):
    at = int((clock.now().timestamp() - ago) * 1000)
    return Hit(kind, delivery.pk, number, at, "GET", address, agent)


@pytest.fixture
def sent():
    return deliveries(2)


@pytest.fixture
def ours():
    opened = Spool()
    yield opened
    opened.close()


def test_what_was_appended_is_counted_once_and_the_file_goes_when_its_process_is_gone(sent, ours, spool_folder):
    ours.append(hit(sent[0]))
    ours.append(hit(sent[0], "c", 1))
    assert counted() == 2 and counted() == 0
    assert len(list(spool_folder.iterdir())) == 1  # its process lives
    ours.append(hit(sent[1]))
    ours.close()
    assert counted() == 1
    assert list(spool_folder.iterdir()) == [] and not SpoolFile.objects.exists()
    assert list(Delivery.objects.order_by("pk").values_list("open_count", "click_count")) == [(1, 1), (1, 0)]
    assert set(Event.objects.values_list("key", flat=True)) >= {"mail.opened", "mail.clicked"}
    assert not PendingHit.objects.exists()


def test_an_intake_that_dies_before_its_commit_counts_everything_the_next_time_and_once(sent, ours):
    ours.append(hit(sent[0]))

    class Killed(Exception):
        pass

    with pytest.raises(Killed), transaction.atomic():
        assert intake.take_in() == 1
        raise Killed
    assert not PendingHit.objects.exists() and not SpoolFile.objects.exists()
    assert counted() == 1
    sent[0].refresh_from_db()
    assert sent[0].open_count == 1


def test_counting_that_dies_leaves_what_was_taken_in(sent, ours, monkeypatch):
    ours.append(hit(sent[0]))
    intake.take_in()
    real = counting.count

    def dies(hits):
        real(hits)
        raise OSError

    monkeypatch.setattr(counting, "count", dies)
    with pytest.raises(OSError):
        counted()
    sent[0].refresh_from_db()
    assert (sent[0].open_count, PendingHit.objects.count()) == (0, 1)
    monkeypatch.undo()
    intake.settle(clock.now())
    sent[0].refresh_from_db()
    assert (sent[0].open_count, PendingHit.objects.count()) == (1, 0)


def test_a_file_removed_before_its_row_is_not_counted_again(sent, ours, spool_folder):
    SpoolFile.objects.create(name=f"{spool.host()}-1-abc-def.spool", offset=500)
    ours.append(hit(sent[0]))
    assert counted() == 1
    assert not SpoolFile.objects.filter(offset=500).exists()


def test_a_line_that_is_still_being_written_waits(sent, ours, spool_folder):
    ours.append(hit(sent[0]))
    path = next(spool_folder.iterdir())
    with path.open("ab") as file:
        file.write(hit(sent[1]).line().encode()[:20])
    assert counted() == 1
    with path.open("ab") as file:
        file.write(hit(sent[1]).line().encode()[20:])
    assert counted() == 1


def test_damaged_lines_cost_only_themselves(sent, ours, spool_folder):
    ours.append(hit(sent[0]))
    path = next(spool_folder.iterdir())
    with path.open("ab") as file:
        file.write(b"o\tx\t\xff\xfe\n\n")
    ours.append(hit(sent[1]))
    assert counted() == 2


def test_a_full_file_is_left_for_a_new_one(sent, ours, spool_folder, monkeypatch):
    monkeypatch.setattr(spool, "MOST_BYTES", 400)
    for _ in range(6):
        ours.append(hit(sent[0]))
    assert len(list(spool_folder.iterdir())) > 1
    assert counted() == 6
    assert len(list(spool_folder.iterdir())) == 1


def test_threads_that_append_while_files_change_lose_nothing(sent, ours, spool_folder, monkeypatch):
    monkeypatch.setattr(spool, "MOST_BYTES", 3_000)
    with ThreadPoolExecutor(4) as threads:
        for _ in threads.map(lambda _n: ours.append(hit(sent[0])), range(400)):
            pass
    assert counted() == 400
    ours.close()
    assert counted() == 0 and list(spool_folder.iterdir()) == []


def test_a_message_that_is_still_being_answered_waits_until_it_is_quiet(sent, ours):
    ours.append(hit(sent[0], "c", 1, ago=5))
    ours.append(hit(sent[1], "c", 1, ago=30))
    assert intake.take_in_and_settle() == 1
    sent[0].refresh_from_db()
    assert sent[0].click_count == 0
    assert counted() == 1


def test_a_burst_over_two_intakes_is_still_seen_as_one(sent, ours):
    for number in (1, 2):
        ours.append(hit(sent[0], "c", number, ago=30 - number))
    intake.take_in()
    ours.append(hit(sent[0], "c", 3, ago=27))
    assert counted() == 3
    sent[0].refresh_from_db()
    assert (sent[0].click_count, sent[0].first_clicked_at) == (0, None)
    assert sent[0].machine_clicked_at is not None
    assert not Click.objects.exists() and not Event.objects.filter(key="mail.clicked").exists()


def test_a_prefetch_is_kept_apart_and_a_later_open_counts(sent, ours):
    ours.append(hit(sent[0], agent="Mozilla/5.0", ago=50))
    assert counted() == 1
    sent[0].refresh_from_db()
    assert (sent[0].open_count, sent[0].first_opened_at) == (0, None) and sent[0].machine_opened_at is not None
    assert not Event.objects.filter(key="mail.opened").exists()
    ours.append(hit(sent[0], ago=40))
    counted()
    sent[0].refresh_from_db()
    assert sent[0].open_count == 1 and sent[0].first_opened_at is not None


def test_the_earliest_moment_counts_whatever_comes_in_first(sent, ours):
    ours.append(hit(sent[0], ago=40))
    counted()
    ours.append(hit(sent[0], ago=60))
    counted()
    sent[0].refresh_from_db()
    assert sent[0].open_count == 2
    assert (clock.now() - sent[0].first_opened_at).total_seconds() >= 59


def test_responses_to_an_erased_message_count_for_nothing(sent, ours):
    ours.append(hit(sent[0]))
    sent[0].delete()
    assert counted() == 1
    assert not PendingHit.objects.exists()


def test_links_are_counted_by_the_people_who_followed_them(sent, ours):
    for delivery in sent:
        for ago in (60, 50):
            ours.append(hit(delivery, "c", 2, ago=ago))
    ours.append(hit(sent[0], "c", 1, ago=40))
    counted()
    assert clicks_by_link("campaign:9") == [
        ("https://example.jp/2", 2),
        ("https://example.jp/1", 1),
        ("https://example.jp/3", 0),
    ]
    assert Click.objects.get(delivery=sent[1]).times == 2


_WRITER = """
import pathlib, sys, time
from joren.outreach.responses import spool
from joren.outreach.responses.rules.hits import Hit
spool.folder = lambda: pathlib.Path(sys.argv[1])
one = spool.Spool()
for n in range(int(sys.argv[3])):
    one.append(Hit("o", int(sys.argv[2]), 0, int(sys.argv[4]) + n, "GET", "203.0.113.5", sys.argv[5]))
    print(n, flush=True)
"""


def test_what_a_killed_web_process_answered_is_counted(sent, spool_folder):
    at = str(int(clock.now().timestamp() * 1000) - 600_000)
    arguments = [sys.executable, "-c", _WRITER, str(spool_folder), str(sent[0].pk), "100000", at, BROWSER]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if int(line) == 500:
            os.kill(process.pid, signal.SIGKILL)
            break
    answered = 501 + len(process.stdout.read().split())
    process.wait()
    taken = counted()
    assert answered <= taken <= answered + 1
    sent[0].refresh_from_db()
    assert sent[0].open_count == taken
    assert list(spool_folder.iterdir()) == []
