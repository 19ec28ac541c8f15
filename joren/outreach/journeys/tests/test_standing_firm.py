"""What breaks under one journey stops neither the others nor lets anybody get what they must not."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from joren.foundation.jobs.models import Job
from joren.outreach.journeys import actions, addresses
from joren.outreach.journeys.addresses import target_of
from joren.outreach.journeys.calling import call_due
from joren.outreach.journeys.commands import journey as command
from joren.outreach.journeys.models import Call, Entry, Journey, Position, Rehearsal, Task
from joren.outreach.journeys.tasks import turn
from joren.record.merging.actions import merge, unmerge
from joren.record.merging.models import Merge
from joren.segments.library.models import Segment

from .playing import MONDAY, at, entries_of, flow, happens, live, note, passed, step, tag, tags_of, wait

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEMALE = {"attribute": "customer.gender", "op": "is", "value": "female"}


@pytest.fixture
def women():
    return Segment.objects.create(key="women", name="女性", rule=FEMALE)


def test_a_rule_of_entering_that_is_gone_lets_nobody_in_and_keeps_no_other_journey_waiting(
    client, marketer, women, hanako
):
    broken = live(flow(tag("s1", "一"), only_if={"segment": "women"}))
    sound = live(flow(tag("s1", "二")))
    women.delete()
    note(hanako, MONDAY + HOUR)
    assert not broken.entries.exists() and sound.entries.count() == 1
    assert tags_of(hanako) == {"二"}
    broken.refresh_from_db()
    client.force_login(marketer)
    assert "women" in broken.problem and broken.problem in client.get(
        reverse("journeys:detail", args=[broken.pk])
    ).content.decode().replace("&quot;", '"').replace("&#x27;", "'")
    Segment.objects.create(key="women", name="女性", rule=FEMALE)
    note(hanako, MONDAY + 2 * HOUR)
    broken.refresh_from_db()
    assert (broken.entries.count(), broken.problem) == (1, "")


def test_a_condition_that_is_gone_keeps_those_waiting_who_come_to_it_and_nobody_else(women, hanako, ichiro):
    ways = {"yes": [tag("s2", "女性")], "no": [tag("s3", "その他")]}
    broken = live(flow(step("s1", "rule", ways, rule={"segment": "women"})))
    sound = live(flow(tag("s1", "二")))
    women.delete()
    note(hanako, MONDAY + HOUR)
    assert passed(broken) == [] and passed(sound) == [("s1", "done")]
    assert "women" in Position.objects.get().problem
    Segment.objects.create(key="women", name="女性", rule=FEMALE)
    with at(MONDAY + HOUR + timedelta(minutes=5)):
        turn()
    assert tags_of(hanako) == {"二", "女性"}
    assert passed(broken) == [("s1", "yes"), ("s2", "done")]


def test_of_whom_a_rule_became_true_during_a_pause_does_not_begin_afterwards(hanako, ichiro, owner):
    rule = {"attribute": "customer.gender", "op": "is", "value": "female"}
    journey = live(flow(tag("s1", "一"), trigger={"type": "changed", "settings": {"rule": rule, "hour": "10:00"}}))
    with at(MONDAY + HOUR):
        turn()
        actions.pause(journey, by=owner)
    with at(MONDAY + DAY):
        ichiro.gender = "female"
        ichiro.save()
        turn()
        actions.resume(journey, by=owner)
    with at(MONDAY + 2 * DAY):
        turn()
    assert not journey.entries.exists()


def married(hanako, ichiro, owner):
    """Two who are inside at once and then are one person."""
    journey = live(flow(wait("s1", 1), tag("s2", "一")))
    note(hanako, MONDAY + HOUR)
    note(ichiro, MONDAY + HOUR)
    merge(survivor=hanako.pk, gone=ichiro.pk, by=owner)
    return journey


def test_parted_after_the_journey_was_ended_nobody_is_inside_again(hanako, ichiro, owner):
    journey = married(hanako, ichiro, owner)
    with at(MONDAY + 2 * HOUR):
        actions.stop(journey, by=owner)
    unmerge(merge=Merge.objects.get(), by=owner)
    assert not Position.objects.exists()
    assert {entry.ending for entry in entries_of(journey)} == {"stopped"}
    with at(MONDAY + 2 * DAY):
        turn()
    assert tags_of(hanako) == tags_of(ichiro) == set()


def test_parted_while_the_journey_is_paused_both_wait_for_it_to_go_on(hanako, ichiro, owner):
    journey = married(hanako, ichiro, owner)
    with at(MONDAY + 2 * HOUR):
        actions.pause(journey, by=owner)
    unmerge(merge=Merge.objects.get(), by=owner)
    assert list(Position.objects.values_list("is_held", flat=True)) == [True, True]
    with at(MONDAY + 2 * DAY):
        turn()
        assert tags_of(ichiro) == set()
        actions.resume(journey, by=owner)
        turn()
    assert tags_of(hanako) == tags_of(ichiro) == {"一"}


def test_parted_after_a_pause_is_over_nobody_is_held_for_ever(hanako, ichiro, owner):
    journey = live(flow(wait("s1", 1), tag("s2", "一")))
    note(hanako, MONDAY + HOUR)
    note(ichiro, MONDAY + HOUR)
    with at(MONDAY + 2 * HOUR):
        actions.pause(journey, by=owner)
        merge(survivor=hanako.pk, gone=ichiro.pk, by=owner)
        actions.resume(journey, by=owner)
        unmerge(merge=Merge.objects.get(), by=owner)
    with at(MONDAY + 2 * DAY):
        turn()
    assert tags_of(ichiro) == {"一"}


def test_a_task_for_a_shop_that_is_gone_is_for_the_customers_own(hanako, ichiro):
    live(flow(step("s1", "task", title="お電話", shop=987654)))
    note(hanako, MONDAY + HOUR)
    assert Task.objects.get().shop == hanako.shop


@pytest.fixture
def known_names(monkeypatch, settings):
    """Every name leads to this machine, which may be called."""
    settings.WEBHOOKS_MAY_BE_PRIVATE = True
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_name, **_how: [(0, 0, 0, "", ("127.0.0.1", 443))])


@pytest.mark.parametrize("url", ["https://a..b/", "https://crm.example.jp/\x01", f"https://{'x' * 70}.jp/"])
def test_an_address_nobody_can_call_keeps_no_other_call_waiting(hanako, known_names, url):
    live(flow(step("s1", "webhook", url="https://crm.example.jp/hook")))
    note(hanako, MONDAY + HOUR)
    Call.objects.update(url=url)
    with at(MONDAY + HOUR):
        assert call_due() == 1
    call = Call.objects.get()
    assert (call.state, call.attempts) == ("due", 1) and call.problem


def test_a_japanese_name_is_called_by_its_ascii_form(known_names):
    target = target_of("http://顧客.example.jp:8000/a")
    assert (target.url, target.host) == ("http://127.0.0.1:8000/a", "xn--ubt172l.example.jp:8000")
    assert target.name == "xn--ubt172l.example.jp"


def test_the_key_of_calls_is_made_on_publishing_and_looking_writes_nothing(client, marketer):
    quiet = live(flow(tag("s1", "一")))
    calling = live(flow(step("s1", "webhook", url="https://crm.example.jp/hook")))
    client.force_login(marketer)
    for journey in (quiet, calling):
        assert client.get(reverse("journeys:detail", args=[journey.pk])).status_code == 200
    keys = [Journey.objects.get(pk=one.pk).sealed_key for one in (quiet, calling)]
    assert (keys[0], bool(keys[1])) == ("", True) and keys[1] == calling.sealed_key


@pytest.mark.parametrize("value", ["nan", "Infinity", "1e999999", "-1e-999999"])
def test_a_number_nobody_can_count_to_is_refused_in_a_sentence(client, marketer, value):
    journey = actions.create(name="一", by=None, definition=flow(tag("s1", "一")))
    client.force_login(marketer)
    given = {"attribute": "purchases.count", "op": "at_least", "value": value}
    page = client.post(f"{reverse('journeys:add', args=[journey.pk])}?place=&kind=rule", given)
    journey.refresh_from_db()
    assert (page.status_code, len(journey.draft["steps"])) == (422, 1)


def test_the_number_of_a_published_step_is_never_given_to_another(owner):
    journey = live(flow(wait("s1", 1)))
    journey, key = actions.add_step(journey, place="s1", kind="tag", settings={"tag": "一"}, by=owner)
    actions.publish(journey, by=owner)
    journey = actions.undo(journey, by=owner)
    _journey, other = actions.add_step(journey, place="s1", kind="tag", settings={"tag": "二"}, by=owner)
    assert (key, other) == ("s2", "s3")


def test_a_rehearsal_on_the_command_line_is_played_there_and_by_nobody_else(hanako):
    with at(MONDAY - DAY):
        happens(hanako, MONDAY - DAY)
    with at(MONDAY):
        made = actions.create(name="一", by=None, definition=flow(tag("s1", "一")))
        result = CliRunner().invoke(command, ["rehearse", str(made.pk), "--json"], catch_exceptions=False)
    assert result.exit_code == 0 and Rehearsal.objects.get().rows.count() == 1
    assert not Job.objects.filter(kind=actions.REHEARSE).exists()


def test_who_is_taken_out_gets_nothing_more(hanako, owner):
    journey = live(flow(wait("s1", 1), tag("s2", "一")))
    note(hanako, MONDAY + HOUR)
    actions.take_out(Entry.objects.get(), by=owner)
    with at(MONDAY + 2 * DAY):
        turn()
    assert (tags_of(hanako), entries_of(journey)[0].ending) == (set(), "taken_out")
