"""Journeys through the API and the command line, and begun by segments."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from joren.outreach.journeys import actions
from joren.outreach.journeys.commands import journey as command
from joren.outreach.journeys.models import Entry, Position
from joren.outreach.journeys.tasks import turn
from joren.record.merging.actions import merge, unmerge
from joren.record.merging.models import Merge
from joren.segments.library.models import Membership, Segment

from .playing import MONDAY, at, entries_of, flow, live, note, tag, tags_of, wait

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def says(*words):
    """What the command line tells, as JSON."""
    result = CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_command_line_lists_shows_publishes_pauses_and_ends():
    made = actions.create(name="はじめの一歩", by=None, definition=flow(wait("s1", 1), tag("s2", "一")))
    number = str(made.pk)
    assert [one["name"] for one in says("list")["journeys"]] == ["はじめの一歩"]
    assert [one["id"] for one in says("show", number)["steps"]] == ["s1", "s2"]
    for verb, status in (("publish", "live"), ("pause", "paused"), ("resume", "live"), ("stop", "stopped")):
        says(verb, number)
        made.refresh_from_db()
        assert made.status == status


def spell(segment, customer, **more):
    because = {"entered_because": {"kind": "rule"}, "left_because": {"kind": "rule"}}
    return Membership.objects.create(segment=segment, customer=customer, **because | more)


@pytest.mark.parametrize("way", ["entered", "left"])
def test_whoever_moves_into_or_out_of_a_segment_begins(way, hanako, ichiro):
    segment = Segment.objects.create(key="once", name="初回のみ", rule={"all": []})
    trigger = {"type": way, "settings": {"segment": "once", "hour": "10:00"}}
    journey = live(flow(tag("s1", "動いた"), trigger=trigger))
    spell(segment, hanako, entered_on=date(2026, 3, 3))
    spell(segment, ichiro, entered_on=date(2026, 1, 3), left_on=date(2026, 3, 3))
    with at(MONDAY + DAY):
        turn()
        turn()
    begun = {entry.customer_id for entry in entries_of(journey)}
    assert begun == ({hanako.pk} if way == "entered" else {ichiro.pk})


def test_parted_again_each_has_their_own_entry_and_goes_on(hanako, ichiro, owner):
    journey = live(flow(wait("s1", 1), tag("s2", "一")))
    note(ichiro, MONDAY + HOUR)
    merge(survivor=hanako.pk, gone=ichiro.pk, by=owner)
    assert Entry.objects.get(journey=journey).customer_id == hanako.pk
    unmerge(merge=Merge.objects.get(), by=owner)
    assert Entry.objects.get(journey=journey).customer_id == ichiro.pk
    assert Position.objects.get().customer_id == ichiro.pk
    with at(MONDAY + 2 * DAY):
        turn()
    assert (tags_of(hanako), tags_of(ichiro)) == (set(), {"一"})
