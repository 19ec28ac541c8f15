"""The pages of journeys and of what is to do."""

from datetime import timedelta

import pytest
from django.urls import reverse

from joren.outreach.journeys import actions
from joren.outreach.journeys.models import Journey, Rehearsal, Task
from joren.outreach.journeys.rehearsing import play
from joren.outreach.journeys.samples import SAMPLES

from .playing import MONDAY, at, entries_of, flow, live, note, step, tag, wait

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
HOUR = timedelta(hours=1)


@pytest.fixture
def page(client, marketer):
    client.force_login(marketer)
    return client


@pytest.mark.parametrize("sample", [one.key for one in SAMPLES])
def test_a_ready_made_journey_can_be_published_as_it_is(page, sample):
    made = page.post(reverse("journeys:new"), {"name": "練習", "sample": sample})
    journey = Journey.objects.get()
    assert made.url == reverse("journeys:build", args=[journey.pk])
    assert page.get(made.url).status_code == 200
    assert page.get(reverse("journeys:publish", args=[journey.pk])).status_code == 200
    page.post(reverse("journeys:publish", args=[journey.pk]), {"inside": "finish"})
    journey.refresh_from_db()
    assert journey.status == "live"
    assert page.get(reverse("journeys:detail", args=[journey.pk])).status_code == 200


def test_a_journey_is_built_step_by_step_and_the_last_change_taken_back(page):
    journey = actions.create(name="はじめて", by=None)
    begins = reverse("journeys:begins", args=[journey.pk])
    assert page.get(begins).status_code == 200
    page.post(f"{begins}?kind=event", {"keys": ["customers.note"]})
    add = reverse("journeys:add", args=[journey.pk])
    assert page.get(f"{add}?place=").status_code == 200
    for kind in ("wait", "until_hour", "wait_event", "reaction", "rule", "split", "end", "message", "tag", "task"):
        assert page.get(f"{add}?place=&kind={kind}").status_code == 200, kind
    page.post(f"{add}?place=&kind=rule", {"attribute": "customer.gender", "op": "is", "value": "female"})
    page.post(f"{add}?place=s1/yes&kind=tag", {"tag": "女性"})
    page.post(f"{add}?place=s1&kind=split", {"shares": "30, 70"})
    journey.refresh_from_db()
    rule, split = journey.draft["steps"]
    assert rule["paths"][0]["steps"][0]["settings"] == {"tag": "女性", "remove": False}
    assert [path["share"] for path in split["paths"]] == [30, 70]
    page.post(reverse("journeys:undo", args=[journey.pk]))
    journey.refresh_from_db()
    assert len(journey.draft["steps"]) == 1
    answer = page.get(reverse("journeys:step", args=[journey.pk, "s1"]), headers={"HX-Request": "true"})
    assert b'id="builder"' in answer.content
    assert b"<html" not in answer.content


def test_what_is_missing_is_said_and_nothing_begins(page):
    journey = actions.create(name="空", by=None)
    answer = page.post(reverse("journeys:publish", args=[journey.pk]), {})
    assert answer.status_code >= 400
    journey.refresh_from_db()
    assert journey.status == "draft"


def test_a_wrong_form_says_so_and_changes_nothing(page):
    journey = actions.create(name="空", by=None)
    answer = page.post(f"{reverse('journeys:add', args=[journey.pk])}?place=&kind=split", {"shares": "30, 30"})
    assert answer.status_code == 422
    journey.refresh_from_db()
    assert journey.draft["steps"] == []


def test_everybodys_way_can_be_seen_and_people_taken_out(page, hanako):
    journey = live(flow(tag("s1", "一"), wait("s2", 3)))
    note(hanako, MONDAY + HOUR)
    entry = entries_of(journey)[0]
    for name, args in (("people", [journey.pk]), ("person", [journey.pk, entry.pk]), ("detail", [journey.pk])):
        assert page.get(reverse(f"journeys:{name}", args=args)).status_code == 200
    assert "はじめの一歩" in page.get(reverse("customers:detail", args=[hanako.pk])).content.decode()
    page.post(reverse("journeys:take_out", args=[journey.pk, entry.pk]))
    entry.refresh_from_db()
    assert entry.ending == "taken_out"


def test_a_rehearsal_is_shown(page, hanako):
    journey = actions.create(name="練習", by=None, definition=flow(tag("s1", "一")))
    note(hanako, MONDAY)
    with at(MONDAY + 5 * HOUR):
        page.post(reverse("journeys:rehearse", args=[journey.pk]))
        rehearsal = Rehearsal.objects.get()
        assert page.get(reverse("journeys:rehearsal", args=[journey.pk, rehearsal.pk])).status_code == 200
        play(rehearsal.pk)
        answer = page.get(reverse("journeys:rehearsal", args=[journey.pk, rehearsal.pk]))
    assert "山田 花子" in answer.content.decode()


def test_the_counter_ticks_off_what_is_to_do(client, station_staff, hanako, ichiro):
    live(flow(step("s1", "task", title="お電話", days=0)))
    note(hanako, MONDAY + HOUR)
    note(ichiro, MONDAY + HOUR)
    client.force_login(station_staff)
    shown = client.get(reverse("tasks:list")).content.decode()
    assert "山田 花子" in shown
    assert "髙橋 一郎" not in shown
    mine, other = Task.objects.get(customer=hanako), Task.objects.get(customer=ichiro)
    client.post(reverse("tasks:done", args=[mine.pk]))
    assert client.post(reverse("tasks:done", args=[other.pk])).status_code == 404
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.done_by, other.done_at) == (station_staff, None)


def test_readers_look_and_change_nothing(client, reader):
    journey = actions.create(name="空", by=None)
    client.force_login(reader)
    assert client.get(reverse("journeys:build", args=[journey.pk])).status_code == 200
    assert client.get(reverse("journeys:add", args=[journey.pk])).status_code == 403
    assert client.post(reverse("journeys:undo", args=[journey.pk])).status_code == 403
    assert client.post(reverse("journeys:publish", args=[journey.pk])).status_code == 403


def test_who_may_enter_and_how_long_purchases_count_is_chosen_on_one_form(page):
    journey = actions.create(name="はじめて", by=None, definition=flow(tag("s1", "常連候補")))
    enters = reverse("journeys:enters", args=[journey.pk])
    given = {"again": "every", "again_days": 30, "held_back": "20", "max_age_hours": 24, "window_days": 56}
    page.post(enters, given)
    journey.refresh_from_db()
    chosen = journey.draft
    assert (chosen["again"], chosen["held_back"], chosen["max_age_hours"]) == ({"rule": "every", "days": 30}, "0.2", 24)
    assert chosen["window_days"] == 56
    page.post(enters, given | {"window_days": 400})
    journey.refresh_from_db()
    assert journey.draft == chosen
