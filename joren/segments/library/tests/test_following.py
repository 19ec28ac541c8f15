"""Who entered and left a segment, when and because of what."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from joren.record.customers import actions as customers
from joren.record.customers.models import Customer
from joren.record.timeline.models import Event
from joren.segments.library import actions, queries
from joren.segments.library.following.actions import Followed, follow_all
from joren.segments.library.models import Following, Membership, Segment, SegmentDay
from joren.touchpoints.purchases import actions as purchases

WOMEN: dict[str, Any] = {"attribute": "customer.gender", "op": "is", "value": "female"}
RECENT: dict[str, Any] = {"attribute": "purchases.last_on", "op": "within_last_days", "value": 30}
TWICE: dict[str, Any] = {"attribute": "purchases.count", "op": "at_least", "value": 2}

Spell = tuple[str, date, date | None]


def on(day: str, hour: int = 12) -> Any:
    """Be on that day, at that hour in Japan."""
    at = datetime.fromisoformat(f"{day}T{hour:02}:00:00+09:00")
    return time_machine.travel(at, tick=False)


def follow() -> Followed:
    followed = follow_all()
    assert followed is not None
    return followed


def spells(key: str) -> list[Spell]:
    rows = Membership.objects.filter(segment__key=key).order_by("customer_id", "entered_on")
    return [(row.customer.member_number, row.entered_on, row.left_on) for row in rows]


def days(key: str) -> list[tuple[date, int, int, int]]:
    rows = SegmentDay.objects.filter(segment__key=key).order_by("day")
    return list(rows.values_list("day", "members", "joined", "left"))


def bought(customer: Customer, day: str, amount: int = 1000) -> Any:
    at = datetime.fromisoformat(f"{day}T12:00:00+09:00").astimezone(UTC)
    return purchases.record(customer_id=customer.pk, purchased_at=at, amount=Decimal(amount), by=None)


@pytest.mark.django_db
def test_those_inside_when_following_begins_are_in_since_at_least_then(everybody: list[Customer]) -> None:
    with on("2026-04-01"):
        actions.save(key="women", name="女性", rule=WOMEN, by=None)
        followed = follow()
    assert (followed.looked_at, followed.entered, followed.left, followed.broken) == (1, 2, 0, ())
    began = date(2026, 4, 1)
    assert spells("women") == [("M0001", began, None), ("M0003", began, None)]
    assert set(Membership.objects.values_list("entered_because__kind", flat=True)) == {"first"}
    assert days("women") == [(began, 2, 0, 0)]
    segment = queries.get_segment("women")
    assert (segment.last_count, segment.versions.get().count) == (2, 2)


@pytest.mark.django_db
def test_a_day_is_the_smallest_step_and_the_figures_of_each_day_add_up(everybody: list[Customer]) -> None:
    hanako, ichiro, *_others = everybody
    with on("2026-04-01"):
        actions.save(key="women", name="女性", rule=WOMEN, by=None)
        follow()
    with on("2026-04-03"):
        customers.change(customer_id=ichiro.pk, by=None, gender="female")
        customers.change(customer_id=hanako.pk, by=None, gender="male")
        follow()
        customers.change(customer_id=ichiro.pk, by=None, gender="male")
        follow()
    april = [date(2026, 4, day) for day in range(1, 31)]
    assert spells("women") == [("M0001", april[0], april[2]), ("M0003", april[0], None)]
    assert days("women") == [(april[0], 2, 0, 0), (april[2], 1, 0, 1)]
    with on("2026-04-03", 20):
        customers.change(customer_id=hanako.pk, by=None, gender="female")
        follow()
    assert spells("women") == [("M0001", april[0], None), ("M0003", april[0], None)]
    with on("2026-04-05"):
        customers.change(customer_id=hanako.pk, by=None, gender="male")
        follow()
    with on("2026-04-09"):
        customers.change(customer_id=hanako.pk, by=None, gender="female")
        follow()
    assert spells("women")[:2] == [("M0001", april[0], april[4]), ("M0001", april[8], None)]
    assert days("women")[-1] == (april[8], 2, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_the_reason_is_what_answers_differently_with_both_answers(everybody: list[Customer]) -> None:
    hanako, ichiro, misaki, *_others = everybody
    with on("2026-04-01"):
        bought(hanako, "2026-03-15")
        bought(misaki, "2026-03-30")
        actions.save(key="recent", name="最近", rule={"all": [RECENT, {"not": TWICE}]}, by=None)
        follow()
        assert [spell[0] for spell in spells("recent")] == ["M0001", "M0003"]
    with on("2026-04-14"):
        bought(ichiro, "2026-04-14")
        bought(misaki, "2026-04-13")
        assert (follow().entered, Membership.objects.filter(left_on=date(2026, 4, 14)).count()) == (1, 2)
    told = {row.customer_id: row for row in Membership.objects.all()}
    (time,) = told[hanako.pk].left_because["leaves"]
    assert (time["leaf"], time["old"], time["new"], time["by"]) == (RECENT, "2026-03-15", "2026-03-15", "time")
    (fact,) = told[misaki.pk].left_because["leaves"]
    assert (fact["leaf"], fact["is"], fact["old"], fact["new"], fact["by"]) == (TWICE, False, 1, 2, "fact")
    (came,) = told[ichiro.pk].entered_because["leaves"]
    assert (came["leaf"], came["old"], came["new"], came["by"]) == (RECENT, None, "2026-04-14", "fact")


@pytest.mark.django_db(transaction=True)
def test_a_fact_of_long_ago_that_came_late_has_the_right_answer_before(everybody: list[Customer]) -> None:
    hanako, *_others = everybody
    with on("2026-04-01"):
        bought(hanako, "2026-03-15")
        actions.save(key="twice", name="二回", rule=TWICE, by=None)
        follow()
    with on("2026-04-01", 18):
        late = bought(hanako, "2025-01-10")
        follow()
        (because,) = Membership.objects.get().entered_because["leaves"]
        assert (because["old"], because["new"], because["by"]) == (1, 2, "fact")
    with on("2026-04-02"):
        purchases.cancel(purchase=late, by=None, reason="")
        follow()
    left = Membership.objects.get()
    assert (left.left_on, left.left_because["leaves"][0]["old"], left.left_because["leaves"][0]["new"]) == (
        date(2026, 4, 2),
        2,
        1,
    )


@pytest.mark.django_db(transaction=True)
def test_what_did_not_change_is_not_asked_again(everybody: list[Customer], monkeypatch: Any) -> None:
    from joren.segments.library.following import actions as following

    asked: list[str] = []
    ask = following.differences

    def counted(segment_id: int, *rest: Any) -> Any:
        asked.append(Segment.objects.get(pk=segment_id).key)
        return ask(segment_id, *rest)

    monkeypatch.setattr(following, "differences", counted)
    with on("2026-04-01"):
        actions.save(key="twice", name="二回", rule=TWICE, by=None)
        actions.save(key="women", name="女性", rule=WOMEN, by=None)
        actions.save(key="both", name="両方", rule={"all": [{"segment": "women"}, TWICE]}, by=None)
        follow()
        assert follow().unchanged == 3
        assert asked == ["twice", "women", "both"]
        actions.save(key="women", rule={"not": WOMEN}, by=None)
        follow()
        assert asked[3:] == ["women", "both"]
    with on("2026-04-02"):
        follow()
    assert asked[5:] == ["twice", "women", "both"]


@pytest.mark.django_db
def test_who_changes_because_of_a_new_rule_is_told_so_and_who_changes_anyway_by_the_facts(
    everybody: list[Customer],
) -> None:
    hanako, ichiro, misaki, kenta, _yumi = everybody
    with on("2026-04-01"):
        actions.save(key="women", name="女性", rule=WOMEN, by=None)
        actions.save(key="inner", name="中", rule={"segment": "women"}, by=None)
        follow()
    with on("2026-04-02"):
        customers.change(customer_id=hanako.pk, by=None, gender="male")
        actions.save(key="women", rule={"attribute": "customer.gender", "op": "is", "value": "male"}, by=None)
        follow()
    told = {
        row.customer_id: (row.left_on, (row.left_because or row.entered_because))
        for row in Membership.objects.filter(segment__key="inner")
    }
    assert told[misaki.pk] == (date(2026, 4, 2), {"kind": "definition", "segment": "women", "version": 2})
    assert told[ichiro.pk] == (None, {"kind": "definition", "segment": "women", "version": 2})
    assert hanako.pk in told and told[hanako.pk][0] is None
    assert kenta.pk not in told


@pytest.mark.django_db
def test_a_broken_segment_keeps_its_members_and_says_why_it_is_not_followed(cafe: Any, hanako: Customer) -> None:
    at_cafe = {"attribute": "purchases.count", "with": {"shop": "cafe"}, "op": "at_most", "value": 0}
    with on("2026-04-01"):
        actions.save(key="never", name="行かない", rule=at_cafe, by=None)
        follow()
    kept = spells("never")
    cafe.delete()
    with on("2026-04-02"):
        assert follow().broken == ("never",)
    assert spells("never") == kept and len(kept) == 1
    state = Following.objects.get()
    assert "カフェ 常" in state.problem["message"]
    assert (state.day, len(days("never"))) == (date(2026, 4, 1), 1)


@pytest.mark.django_db
def test_putting_away_ends_every_spell_and_using_again_begins_anew(everybody: list[Customer]) -> None:
    with on("2026-04-01"):
        segment = actions.save(key="women", name="女性", rule=WOMEN, by=None)
        follow()
    with on("2026-04-05"):
        actions.archive(segment, by=None)
        follow()
    assert [left for _who, _entered, left in spells("women")] == [date(2026, 4, 5)] * 2
    assert set(Membership.objects.values_list("left_because__kind", flat=True)) == {"archived"}
    with on("2026-04-08"):
        actions.restore(segment, by=None)
        follow()
    assert spells("women")[1] == ("M0001", date(2026, 4, 8), None)


@pytest.mark.django_db
def test_only_a_segment_that_asks_for_it_is_on_the_timelines(everybody: list[Customer]) -> None:
    _hanako, ichiro, *_others = everybody
    with on("2026-04-01"):
        actions.save(key="women", name="女性", rule=WOMEN, by=None)
        loud = actions.save(key="loud", name="女性（履歴）", rule=WOMEN, by=None)
        actions.keep_on_timeline(loud, keep=True, by=None)
        follow()
    assert not Event.objects.filter(key__startswith="segments.").exists()
    with on("2026-04-02"):
        customers.change(customer_id=ichiro.pk, by=None, gender="female")
        follow()
        follow()
    (event,) = Event.objects.filter(key__startswith="segments.")
    assert (event.key, event.customer_id, event.data["name"], event.occurred_on) == (
        "segments.entered",
        ichiro.pk,
        "女性（履歴）",
        date(2026, 4, 2),
    )


@pytest.mark.django_db
def test_nobody_is_in_a_segment_twice_after_a_merge_and_a_customer_deleted_leaves_nothing(
    everybody: list[Customer],
) -> None:
    from joren.record.merging import actions as merging

    hanako, _ichiro, misaki, *_others = everybody
    with on("2026-04-01"):
        actions.save(key="women", name="女性", rule=WOMEN, by=None)
        follow()
    with on("2026-04-02"):
        merging.merge(survivor=hanako.pk, gone=misaki.pk, by=None)
        assert spells("women") == [("M0001", date(2026, 4, 1), None)]
        assert follow().left == 0
        customers.delete(customer_id=hanako.pk, reason="ご本人の依頼", by=None)
        follow()
    assert not Membership.objects.exists()
