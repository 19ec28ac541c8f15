"""A worker killed with -9 in the middle: nobody gets a step twice, nobody is lost."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction

from joren.foundation.time.clock import now
from joren.outreach.delivery.models import Delivery
from joren.outreach.journeys import actions, advancing, reading
from joren.outreach.journeys.models import Entry, Passage, Position, Reader, Task
from tests import cast

from .playing import agrees, flow, happens, message, send, step, tag, tags_of

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import sys
import django
django.setup()
from django.conf import settings
settings.QUIET_BY_DEFAULT = False
from joren.outreach.journeys import admitting, advancing, deeds, reading
place, stop_at = sys.argv[1], int(sys.argv[2])
module = {"task": deeds, "_enter": admitting}[place]
real, done = getattr(module, place), 0
def stop_in_the_middle(*given):
    global done
    made = real(*given)
    done += 1
    if done == stop_at:
        print("in the middle", flush=True)
        sys.stdin.read()  # until it is killed
    return made
setattr(module, place, stop_in_the_middle)
reading.read_events()
while advancing.advance(2):
    pass
"""


def killed_worker(place, stop_at):
    """Start a worker of its own, let it do something for the n-th time, and kill it before that is committed."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, place, str(stop_at)],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "in the middle\n"
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    with transaction.atomic():  # until the database has noticed, and its locks are free
        list(Position.objects.select_for_update().order_by("pk"))
        list(Reader.objects.select_for_update().order_by("pk"))


@pytest.fixture
def begun(settings):
    """A journey that five people are about to begin: words, a task, a tag."""
    settings.QUIET_BY_DEFAULT = False
    people = cast.everybody()
    for person in people:
        agrees(person, now() - timedelta(days=30))
    steps = send("s1", message()), step("s2", "task", title="お電話"), tag("s3", "一")
    journey = actions.create(name="一", by=None, definition=flow(*steps))
    actions.publish(journey, by=None)
    for person in people:
        happens(person, now())
    return people


def everybody_got_everything_once(people):
    everyone = sorted(person.pk for person in people)
    assert sorted(Task.objects.values_list("customer", flat=True)) == everyone
    assert [tags_of(person) for person in people] == [{"一"}] * len(people)
    assert sorted(Passage.objects.values_list("entry__customer", "step")) == [
        (person, key) for person in everyone for key in ("s1", "s2", "s3")
    ]
    sent = Passage.objects.filter(step="s1", outcome="sent").values_list("entry__customer", flat=True)
    assert sent and sorted(Delivery.objects.values_list("customer", flat=True)) == sorted(sent)
    assert set(Entry.objects.values_list("customer", "number", "ending")) == {(one, 1, "finished") for one in everyone}


def test_a_worker_killed_while_people_go_on_does_nothing_twice_and_loses_nobody(begun):
    killed_worker("task", stop_at=3)
    assert Task.objects.count() == Entry.objects.filter(ending="finished").count() == 2
    assert Position.objects.filter(step="s1").count() == len(begun) - 2
    assert advancing.advance_all() == len(begun) - 2
    assert advancing.advance_all() == 0
    everybody_got_everything_once(begun)


def test_a_worker_killed_while_people_enter_lets_everybody_in_once(begun):
    killed_worker("_enter", stop_at=1)
    assert not Entry.objects.exists()
    while reading.read_events():
        pass
    reading.read_events()
    advancing.advance_all()
    everybody_got_everything_once(begun)
