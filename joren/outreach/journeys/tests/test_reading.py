"""The timeline is read in the order of transactions: what commits late is not lost, and nothing begins twice."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from joren.foundation.time.clock import now
from joren.outreach.journeys import actions, reading
from joren.outreach.journeys.models import Entry
from tests import cast

from .playing import flow, happens, tag

_NOTE = """
INSERT INTO timeline_event (customer_id, key, kind, occurred_at, occurred_on, channel, origin, data)
VALUES (%s, 'customers.note', 'note', %s, %s, '', '', '{}')
"""


@pytest.mark.django_db(transaction=True)
def test_what_a_slow_transaction_wrote_first_and_committed_last_is_read():
    hanako, ichiro = cast.hanako(), cast.ichiro()
    journey = actions.create(name="一", by=None, definition=flow(tag("s1", "一"), again={"rule": "always"}))
    actions.publish(journey, by=None)
    moment = now() + timedelta(seconds=1)
    with psycopg.connect(**connection.get_connection_params()) as slow:
        slow.execute(_NOTE, [hanako.pk, moment, moment.date()])
        happens(ichiro, moment)
        reading.read_events()
        reading.read_events()
        assert list(Entry.objects.values_list("customer", flat=True)) == [ichiro.pk], "nobody waits for the slow one"
        slow.commit()
    reading.read_events()
    assert sorted(Entry.objects.values_list("customer", flat=True)) == sorted([hanako.pk, ichiro.pk])
    reading.Reader.objects.update(xid=0, row_id=0)
    reading.read_events()
    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_ends_in_the_middle_of_a_transaction_and_the_next_goes_on(monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    people = [cast.hanako(), cast.ichiro(), cast.misaki()]
    journey = actions.create(name="一", by=None, definition=flow(tag("s1", "一"), again={"rule": "always"}))
    actions.publish(journey, by=None)
    moment = now() + timedelta(seconds=1)
    from joren.record.timeline.actions import NewEvent, append_many

    append_many([NewEvent(customer_id=one.pk, key="customers.note", occurred_at=moment) for one in people])
    while reading.read_events():
        pass
    assert Entry.objects.count() == 3
