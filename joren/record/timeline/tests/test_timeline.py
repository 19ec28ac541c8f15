"""The timeline: told once, on the right business day, newest first, and never broken by an unknown key."""

from datetime import UTC, date, datetime, timedelta

import pytest

from joren.record.customers import actions as customers
from joren.record.timeline import actions, queries
from joren.record.timeline.actions import NewEvent
from joren.record.timeline.errors import BadCursor
from joren.record.timeline.models import Event
from joren.record.timeline.types import icon_of, sentence_of

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 6, 1, 3, tzinfo=UTC)


def note(customer, at=NOON, subject=None, **kwargs):
    actions.append(customer_id=customer.pk, key="customers.note", occurred_at=at, subject=subject, **kwargs)


def test_an_event_gets_its_kind_from_the_registry(hanako):
    note(hanako, data={"text": "窓際の席が好き"})
    event = Event.objects.get(key="customers.note")
    assert (event.kind, event.occurred_on, sentence_of(event)) == ("note", date(2025, 6, 1), "窓際の席が好き")


def test_a_key_nobody_declares_is_a_programming_error(hanako):
    with pytest.raises(KeyError):
        actions.append(customer_id=hanako.pk, key="nobody.knows", occurred_at=NOON)
    assert not Event.objects.filter(key="nobody.knows").exists()


def test_the_same_subject_is_told_once(hanako):
    note(hanako, subject=7, data={"text": "first"})
    note(hanako, subject=7, data={"text": "second"})
    assert Event.objects.get(key="customers.note").data == {"text": "first"}


def test_events_without_a_subject_are_told_each_time(hanako):
    note(hanako)
    note(hanako)
    assert Event.objects.filter(key="customers.note").count() == 2


def test_half_past_two_at_the_cafe_is_yesterdays(hanako, cafe, station_shop):
    at = datetime(2025, 6, 1, 17, 30, tzinfo=UTC)  # 02:30 on 2 June in Japan
    note(hanako, at=at, subject=1, shop_id=cafe.pk)
    note(hanako, at=at, subject=2, shop_id=station_shop.pk)
    note(hanako, at=at, subject=3)
    days = dict(Event.objects.filter(key="customers.note").values_list("subject", "occurred_on"))
    assert days == {1: date(2025, 6, 1), 2: date(2025, 6, 2), 3: date(2025, 6, 2)}


def test_a_naive_moment_is_refused(hanako):
    with pytest.raises(ValueError, match="time zone"):
        note(hanako, at=datetime(2025, 6, 1))
    assert not Event.objects.filter(key="customers.note").exists()


def test_many_are_appended_with_few_queries(hanako, cafe, django_assert_num_queries):
    many = [
        NewEvent(customer_id=hanako.pk, key="customers.note", occurred_at=NOON, subject=n, shop_id=cafe.pk)
        for n in range(500)
    ]
    with django_assert_num_queries(2):  # shops, insert
        actions.append_many(many)
    assert Event.objects.filter(key="customers.note").count() == 500


def test_the_newest_come_first_and_pages_neither_repeat_nor_skip(hanako):
    for number in range(25):
        note(hanako, at=NOON + timedelta(hours=number // 3), subject=number)
    seen: list[int | None] = []
    before = ""
    while True:
        page = queries.timeline_of(hanako.pk, kinds=["note"], before=before, limit=4)
        seen += [event.subject for event in page.events]
        if not page.more:
            break
        before = page.more
    told = Event.objects.filter(key="customers.note").order_by("-occurred_at", "-id")
    assert seen == list(told.values_list("subject", flat=True))
    assert len(seen) == 25


def test_a_place_whose_plus_sign_became_a_space_is_read(hanako):
    note(hanako, subject=1)
    note(hanako, at=NOON + timedelta(days=1), subject=2)
    place = queries.timeline_of(hanako.pk, kinds=["note"], limit=1).more.replace("+", " ")
    assert [event.subject for event in queries.timeline_of(hanako.pk, kinds=["note"], before=place).events] == [1]


@pytest.mark.parametrize("place", ["nonsense", "_", "2025-01-01_5", "2025-01-01T00:00:00+00:00_x"])
def test_a_place_that_is_none_is_refused_with_a_sentence(place, hanako):
    with pytest.raises(BadCursor):
        queries.timeline_of(hanako.pk, before=place)


def test_kinds_narrow(hanako):
    note(hanako)
    assert [event.kind for event in queries.timeline_of(hanako.pk, kinds=["note"]).events] == ["note"]
    assert queries.kinds_of(hanako.pk) == ["note", "profile"]


def test_an_event_whose_app_is_gone_still_renders(hanako):
    Event.objects.create(
        customer=hanako, key="bygone.thing", kind="visit", occurred_at=NOON, occurred_on=date(2025, 6, 1)
    )
    event = Event.objects.get(key="bygone.thing")
    assert "bygone.thing" in sentence_of(event)
    assert icon_of(event) == "circle-dot"
    assert queries.timeline_of(hanako.pk).events


def test_an_event_whose_data_are_broken_is_told_by_its_label(hanako):
    event = Event(customer=hanako, key="customers.changed", kind="profile", occurred_at=NOON, data={"changes": 5})
    assert sentence_of(event)


def test_a_change_is_told_with_before_and_after(hanako):
    customers.change(customer_id=hanako.pk, by=None, given_name="華子")
    event = Event.objects.get(key="customers.changed")
    assert event.data == {"changes": {"given_name": ["花子", "華子"]}}
    assert "花子 → 華子" in sentence_of(event)
