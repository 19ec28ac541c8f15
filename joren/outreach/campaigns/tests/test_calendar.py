"""The calendar: what goes out on which day, moved by dragging or in the list, and back."""

import json
import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from joren.foundation.jobs.models import Job
from joren.foundation.time.clock import TOKYO
from joren.outreach.campaigns import actions, calendar, queries
from joren.outreach.delivery.calendar import CalendarItem
from joren.outreach.delivery.models import Policy
from joren.outreach.mail.tests.people import people

from .test_campaigns import campaign, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def in_march(time_machine):
    time_machine.move_to(datetime(2027, 3, 3, 12, tzinfo=TOKYO), tick=False)


@pytest.fixture
def planned(owner):
    people(3)
    return actions.send(campaign(held_back_share=0), at=datetime(2027, 3, 20, 10, 30, tzinfo=TOKYO), by=owner)


@pytest.fixture
def logged_in(client, owner):
    client.force_login(owner)
    return client


def events(page):
    return json.loads(re.search(r'id="calendar-data"[^>]*>(.*?)</script>', page, re.S)[1])["events"]


def move(client, campaign, **given):
    return client.post(reverse("campaigns:move", args=[campaign.pk]), given, **JSON)


def test_an_empty_month_says_so(logged_in):
    page = logged_in.get(reverse("campaigns:calendar"), {"month": "2031-05"})
    assert page.status_code == 200 and events(page.content.decode()) == []


def test_a_planned_campaign_stands_in_the_month_and_in_the_list(logged_in, planned):
    page = logged_in.get(reverse("campaigns:calendar")).content.decode()
    (event,) = events(page)
    assert (event["start"], event["editable"], event["title"]) == ("2027-03-20T10:30:00", True, planned.name)
    assert page.count(reverse("campaigns:move", args=[planned.pk])) == 2  # dragged, or by the form of the list
    assert not events(logged_in.get(reverse("campaigns:calendar"), {"month": "2027-05"}).content.decode())


def test_it_is_moved_keeps_its_time_of_day_and_comes_back_by_undo(logged_in, planned):
    assert move(logged_in, planned, day="2027-03-24").json() == {"at": "2027-03-24T10:30:00+09:00"}
    assert queries.campaign(planned.pk).scheduled_at == datetime(2027, 3, 24, 10, 30, tzinfo=TOKYO)
    due = Job.objects.filter(kind=actions.PREPARE, stop_requested=False).exclude(state="cancelled")
    assert [job.due_at for job in due] == [datetime(2027, 3, 24, 10, 30, tzinfo=TOKYO)]
    move(logged_in, planned, day="2027-03-20")
    assert queries.campaign(planned.pk).scheduled_at == datetime(2027, 3, 20, 10, 30, tzinfo=TOKYO)


@pytest.mark.parametrize("day", ["2027-03-02", "昨日", ""])
def test_a_day_that_is_over_or_is_none_changes_nothing(logged_in, planned, day):
    assert move(logged_in, planned, day=day).status_code in (400, 409, 422)
    assert queries.campaign(planned.pk).scheduled_at == datetime(2027, 3, 20, 10, 30, tzinfo=TOKYO)


def test_what_goes_out_already_stays_where_it_is(logged_in, owner):
    people(3)
    made = actions.send(campaign(held_back_share=0), by=owner)
    run_jobs()
    page = logged_in.get(reverse("campaigns:calendar")).content.decode()
    (event,) = events(page)
    assert (event["editable"], event["extendedProps"]["people"], event["extendedProps"]["state"]) == (False, 3, "sent")
    assert move(logged_in, made, day="2027-03-24").status_code in (400, 409, 422)
    assert queries.campaign(made.pk).status == "sent"


def test_who_may_not_send_sees_it_and_cannot_move_it(client, reader, planned):
    client.force_login(reader)
    (event,) = events(client.get(reverse("campaigns:calendar")).content.decode())
    assert event["editable"] is False
    assert move(client, planned, day="2027-03-24").status_code == 403
    assert queries.campaign(planned.pk).scheduled_at == datetime(2027, 3, 20, 10, 30, tzinfo=TOKYO)


def test_a_week_is_dense_when_people_would_hear_more_than_the_policy_allows():
    people(2)
    Policy.objects.update_or_create(pk=1, defaults={"per_week": 3})
    items = [
        CalendarItem(key=str(day), at=datetime(2027, 3, day, 10, tzinfo=TOKYO), title="", url="", channels=("mail",),
                     state="planned", people=2)
        for day in (1, 2, 3, 4)
    ]  # fmt: skip
    found = calendar.density(items, date(2027, 3, 1), date(2027, 3, 11))
    assert [found[date(2027, 3, day)].weekly for day in (1, 4, 7, 8, 11)] == [1, 4, 4, 3, 0]
    assert [day.day for day, one in found.items() if one.is_dense] == [4, 5, 6, 7]
