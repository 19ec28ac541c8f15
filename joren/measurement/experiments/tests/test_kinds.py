"""Journeys, months of the comparison group, and everything that is looked at beside the verdict."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from joren.measurement.experiments import actions, queries
from joren.measurement.experiments.advising import size
from joren.measurement.experiments.attribution import last_click
from joren.measurement.experiments.bookkeeping import books_of
from joren.measurement.experiments.errors import NoSuchExperiment, StillEntering
from joren.measurement.experiments.funnel import Reached, reached, stages
from joren.measurement.experiments.measuring import groups_of
from joren.measurement.experiments.models import Evaluation
from joren.measurement.experiments.parts import parts_by, variants
from joren.measurement.experiments.queries import Status
from joren.measurement.experiments.ratios import clicks, ratios_of
from joren.measurement.experiments.rules import Code, Step
from joren.measurement.experiments.sources import as_subject, subject
from joren.outreach.campaigns.models import AudienceMember
from joren.outreach.delivery.attribution import credits
from joren.outreach.delivery.models import Policy
from joren.outreach.delivery.rules.control import in_control
from joren.outreach.journeys.models import Entry, Journey, Version
from joren.record.customers.models import Customer
from joren.record.merging import actions as merging
from tests import cast

from .campaign import (
    AFTERWARDS,
    BEFORE,
    INSIDE,
    NOON,
    SENT_ON,
    TOKYO,
    assign,
    buy,
    campaign,
    deliver,
    people,
    purchase,
    strong,
)

pytestmark = pytest.mark.django_db


def journey(*, share: str = "0.5", **definition: object) -> Journey:
    made = Journey.objects.create(name="2回目のきっかけ", seed="s", status="live", started_at=NOON)
    made.version = Version.objects.create(
        journey=made, number=1, definition={"held_back": share} | definition, published_at=NOON - timedelta(days=1)
    )
    made.save()
    return made


def enter(into: Journey, decision: str, members: list[Customer], day: date, number: int = 1) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=TOKYO)
    Entry.objects.bulk_create(
        Entry(
            journey=into,
            version=into.version,
            customer=one,
            number=number,
            cause=f"event:{number}",
            decision=decision,
            entered_at=at,
            entered_on=day,
        )
        for one in members
    )


# --- journeys -----------------------------------------------------------------------------------------------------


def test_in_a_journey_each_persons_window_begins_on_the_day_after_the_first_entry():
    made = journey()
    early, late = cast.hanako(), cast.ichiro()
    enter(made, "send", [early], SENT_ON)
    enter(made, "send", [late], SENT_ON + timedelta(days=10))
    enter(made, "send", [early], SENT_ON + timedelta(days=20), number=2)
    buy(early, 7, SENT_ON)  # what began the journey
    for person in (early, late):
        buy(person, 100, SENT_ON + timedelta(days=9))
        buy(person, 1000, SENT_ON + timedelta(days=30))
    found = groups_of(subject(f"journey:{made.pk}"), SENT_ON + timedelta(days=100)).treated
    assert (found.n, found.sum_y, found.sum_x) == (2, 100 + 1000, 100 + 7)


def test_a_journey_counts_purchases_for_as_many_days_as_it_says():
    made, hanako = journey(window_days=7), cast.hanako()
    enter(made, "send", [hanako], SENT_ON)
    buy(hanako, 100, SENT_ON + timedelta(days=7))
    buy(hanako, 1000, SENT_ON + timedelta(days=8))
    found = subject(f"journey:{made.pk}")
    assert found.days == 7
    assert groups_of(found, SENT_ON + timedelta(days=100)).treated.sum_y == 100


def test_people_still_inside_their_window_do_not_count_and_are_told():
    made = journey()
    done, inside = people(30, "D"), people(5, "I")
    enter(made, "send", done[:15], SENT_ON)
    enter(made, "held_back", done[15:], SENT_ON)
    enter(made, "send", inside, SENT_ON + timedelta(days=20))
    for person in inside:
        buy(person, 9000, SENT_ON + timedelta(days=21))
    result = queries.result_of(subject(f"journey:{made.pk}"), SENT_ON + timedelta(days=29))
    assert result.groups and result.interim
    assert (result.status, result.groups.treated.n, result.groups.held_back.n, result.inside) == (
        Status.RUNNING,
        15,
        15,
        5,
    )
    assert result.groups.treated.sum_y == 0
    assert result.progress == pytest.approx(0.03)


def test_a_journey_that_runs_has_no_last_word_and_one_that_ended_has(marketer, time_machine):
    made = journey()
    members = people(40)
    enter(made, "send", members[:20], SENT_ON)
    enter(made, "held_back", members[20:], SENT_ON)
    for place, person in enumerate(members[:20]):
        buy(person, 5000 + place, INSIDE)
    time_machine.move_to(datetime(2025, 7, 1, 12, tzinfo=TOKYO))
    with pytest.raises(StillEntering):
        actions.evaluate(subject(f"journey:{made.pk}"), by=marketer)
    assert Evaluation.objects.count() == 0
    Journey.objects.filter(pk=made.pk).update(status="stopped", changed_at=datetime(2025, 5, 1, 12, tzinfo=TOKYO))
    kept = actions.evaluate(subject(f"journey:{made.pk}"), by=marketer)
    assert (kept.key, kept.campaign, kept.code, kept.people) == (f"journey:{made.pk}", None, Code.UP, 40)


def test_with_another_share_only_those_who_entered_since_are_compared():
    made = journey(share="0.1")
    enter(made, "send", people(3, "A"), SENT_ON)
    made.version = Version.objects.create(
        journey=made, number=2, definition={"held_back": "0.5"}, published_at=NOON + timedelta(days=1)
    )
    made.save()
    enter(made, "send", people(2, "B"), SENT_ON + timedelta(days=2))
    found = subject(f"journey:{made.pk}")
    assert found.share == Decimal("0.5")
    assert groups_of(found, SENT_ON + timedelta(days=60)).treated.n == 2


@pytest.mark.parametrize("key", ["journey:999", "journey:x", "control:2025-13", "control:2025-04", "what:1"])
def test_what_was_never_begun_is_refused_in_a_sentence(key):
    with pytest.raises(NoSuchExperiment):
        subject(key)


# --- the comparison group -----------------------------------------------------------------------------------------


def test_a_month_of_the_comparison_group_holds_those_the_policy_names(time_machine):
    time_machine.move_to(datetime(2025, 6, 2, 12, tzinfo=TOKYO))
    Policy.objects.create(pk=1, control_share=Decimal("0.3"), control_seed="abc", control_since=NOON)
    members = people(40)
    Customer.objects.update(registered_on=date(2025, 1, 1))
    newcomer = cast.hanako()
    Customer.objects.filter(pk=newcomer.pk).update(registered_on=date(2025, 5, 2))
    for person in members:
        buy(person, 1000, date(2025, 5, 31))
        buy(person, 50, date(2025, 6, 1))
    found = subject("control:2025-05")
    groups = groups_of(found, date(2025, 6, 2))
    inside = sum(in_control(person.pk, Decimal("0.3"), "abc") for person in members)
    assert (groups.held_back.n, groups.treated.n) == (inside, 40 - inside)
    assert groups.held_back.sum_y == 1000 * inside
    with pytest.raises(NoSuchExperiment):  # the group began in the middle of April
        subject("control:2025-04")


# --- under way ----------------------------------------------------------------------------------------------------


def test_before_the_end_it_may_already_be_said_and_the_step_is_to_wait():
    result = queries.result_of(strong(), SENT_ON + timedelta(days=4))
    assert (result.status, result.figures, result.days_left) == (Status.RUNNING, None, 10)
    assert result.interim and result.interim.code is Code.UP
    books = books_of(result)
    assert books.advice and (books.advice.step, books.advice.number) == (Step.WAIT, 10)


def test_before_the_end_harm_stops_at_once():
    sent = strong(lift=0)
    for member in AudienceMember.objects.filter(campaign=sent, decision="held_back"):
        buy(member.customer, 9000, SENT_ON + timedelta(days=1))
    books = books_of(queries.result_of(sent, SENT_ON + timedelta(days=4)))
    assert books.advice and books.advice.step is Step.STOP


# --- by group, by variant -----------------------------------------------------------------------------------------


def test_by_shop_and_by_segment_each_person_is_in_one_group_and_the_sums_are_the_whole():
    sent, station, cafe = campaign(share="0.5"), cast.station_shop(), cast.cafe()
    members = people(80)
    assign(sent, "send", members[:40])
    assign(sent, "held_back", members[40:])
    Customer.objects.filter(pk__in=[one.pk for one in members[::2]]).update(shop=station)
    Customer.objects.filter(pk__in=[one.pk for one in members[1::2]]).update(shop=cafe)
    for place, person in enumerate(members):
        buy(person, 1000 + 10 * place + (5000 if place < 40 and place % 2 == 0 else 0), INSIDE)
    found = parts_by(as_subject(sent), AFTERWARDS, "shop", None)
    assert {part.label: (part.compared.one, part.compared.other) for part in found.parts} == {
        station.name: (20, 20),
        cafe.name: (20, 20),
    }
    directions = {part.label: part.compared.direction for part in found.parts}
    assert directions[station.name] == 1
    assert found.differ is not None and found.differ < 0.001


def test_variants_are_compared_with_the_held_back_and_with_each_other():
    sent = campaign(share="0.333")
    members = people(90)
    for place, (decision, variant) in enumerate((("send", "a"), ("send", "b"), ("held_back", ""))):
        group = members[30 * place : 30 * place + 30]
        assign(sent, decision, group)
        AudienceMember.objects.filter(customer__in=group).update(variant=variant)
        for number, person in enumerate(group):
            buy(person, (8000 if variant == "b" else 1000) + number % 5 * 100, INSIDE)
    found = variants(as_subject(sent), AFTERWARDS, None)
    assert found is not None
    assert {part.key: part.compared.direction for part in found.parts} == {"a": 0, "b": 1, "a-b": -1}
    assert variants(as_subject(campaign(name="ひとつ")), AFTERWARDS, None) is None


# --- the way of the messages, costs, credit -----------------------------------------------------------------------


def test_the_way_counts_people_and_discounts_what_only_a_machine_opened():
    sent = campaign()
    a, b, c, d = people(4)
    assign(sent, "send", [a, b, c, d])
    deliver(a, sent.origin, first_opened_at=NOON, first_clicked_at=NOON)
    deliver(b, sent.origin, machine_opened_at=NOON, machine_clicked_at=NOON)
    deliver(c, sent.origin, state="bounced")
    buy(a, 1000, INSIDE)
    found = reached(as_subject(sent), AFTERWARDS)
    assert found["mail"] == Reached(chosen=3, sent=3, delivered=2, opened=1, loaded=1, clicked=1, bought=1, left=0)
    assert found[""] == Reached(chosen=1), "nobody knows why nothing was made for this person"


def test_the_way_as_a_picture_starts_with_everybody():
    bars = {one.key: one for one in stages(Reached(10, 9, 8, 3, 2, 1, 4, 1))}
    assert bars["chosen"].share == 1
    assert (bars["opened"].share, bars["opened"].unsure, bars["opened"].unsure_people) == (0.3, 0.2, 2)
    assert bars["opened"].estimate == pytest.approx(3 + 2 * 3 / 6)
    assert stages(Reached()) == []


def test_the_last_click_before_a_purchase_takes_the_credit():
    sent, other = campaign(), campaign(name="もうひとつ")
    hanako, ichiro = cast.hanako(), cast.ichiro()
    deliver(hanako, sent.origin, first_clicked_at=NOON)
    deliver(ichiro, sent.origin, first_clicked_at=NOON)
    deliver(ichiro, other.origin, first_clicked_at=NOON + timedelta(days=1))
    for person in (hanako, ichiro):
        buy(person, 1000, INSIDE)
        buy(person, 700, BEFORE)
    found = last_click(sent.origin, SENT_ON, AFTERWARDS, 14)
    assert (found.buyers, found.purchases, found.sales) == (1, 1, 1000)
    assert last_click(f"{sent.origin}0", SENT_ON, AFTERWARDS, 14).buyers == 0, "no other number that begins alike"
    assert {way.key: one.sales for way, one in credits(sent.origin, SENT_ON, AFTERWARDS, 14)}["last_click"] == 1000


def test_ratios_are_of_sums_and_silent_for_few_people():
    sent = campaign(share="0.5")
    members = people(60)
    assign(sent, "send", members[:30])
    assign(sent, "held_back", members[30:])
    for person in members:
        buy(person, 1000, INSIDE)
    for person in members[:10]:
        buy(person, 4000, INSIDE)
    found = {one.key: one for one in ratios_of(as_subject(sent), AFTERWARDS, None)}
    assert found["yen_per_purchase"].treated == (30 * 1000 + 10 * 4000) / 40
    assert found["purchases_per_buyer"].treated == pytest.approx(4 / 3)
    assert found["purchases_per_buyer"].held_back == 1
    assert found["yen_per_buyer"].difference is not None
    assert found["yen_per_buyer"].difference.low > 0
    few = campaign(name="少し")
    assign(few, "send", members[:5])
    assert all(one.difference is None for one in ratios_of(as_subject(few), AFTERWARDS, None))


def test_clicks_of_variants_are_per_message_sent():
    sent = campaign()
    members = people(80)
    assign(sent, "send", members)
    for place, person in enumerate(members):
        clicked = NOON if place % 8 < (1 if place < 40 else 4) else None
        deliver(person, sent.origin, variant="a" if place < 40 else "b", first_clicked_at=clicked)
    a, b = clicks(as_subject(sent), AFTERWARDS, None)
    assert (a.share, b.share, a.difference) == (5 / 40, 20 / 40, None)
    assert b.difference and b.difference.low > 0


# --- merged and erased --------------------------------------------------------------------------------------------


def test_two_records_of_one_person_in_one_group_become_one_with_both_amounts(manager):
    sent = campaign()
    hanako, again, ichiro = cast.hanako(), people(1)[0], cast.ichiro()
    assign(sent, "send", [hanako, again, ichiro])
    buy(hanako, 1000, INSIDE)
    buy(again, 500, INSIDE)
    merging.merge(survivor=hanako, gone=again, by=manager)
    found = groups_of(as_subject(sent), AFTERWARDS).treated
    assert (found.n, found.sum_y, found.sum_yy) == (2, 1500, 1500 * 1500)


# --- the advisor --------------------------------------------------------------------------------------------------


def test_the_advisor_says_what_would_show_and_asks_for_no_more_than_needed(time_machine):
    time_machine.move_to(datetime(2025, 4, 10, 12, tzinfo=TOKYO))
    members = people(400)
    rows = []
    for place, person in enumerate(members):
        rows += [purchase(person, 1000 + 10 * (place % 50), SENT_ON - timedelta(days=days)) for days in (2, 9, 16, 23)]
    type(rows[0]).objects.bulk_create(rows)
    found = size([one.pk for one in members], Decimal("0.1"), 14)
    assert found.people == 400
    assert found.r == pytest.approx(1.0), "who buys the same each week is foreseeable"
    assert found.planned and found.planned.held_back == 40
    assert found.best and found.best.held_back == 20 and found.best.days == 7
    by_share = [one.each for one in found.sights if one.days == 7]
    assert by_share == sorted(by_share, reverse=True), "the more are held back, the more shows"
    nobody = size([], Decimal("0.1"), 14)
    assert (nobody.people, nobody.planned, nobody.best) == (0, None, None)


def test_the_advisor_learns_from_those_who_were_like_these_before_the_days_it_looks_at(time_machine, monkeypatch):
    """Who has not bought lately is chosen for that; what such people do afterwards is seen in those chosen then."""
    time_machine.move_to(datetime(2025, 4, 10, 12, tzinfo=TOKYO))
    asleep_now, asleep_then = people(200, "N"), people(200, "T")
    rows = [
        purchase(person, 1000 + place, SENT_ON - timedelta(days=3)) for place, person in enumerate(asleep_then[:60])
    ]
    type(rows[0]).objects.bulk_create(rows)
    asked = []

    def members(rule, *, as_of):
        asked.append(as_of)
        return [one.pk for one in asleep_then]

    monkeypatch.setattr("joren.measurement.experiments.advising.engine.members", members)
    now = [one.pk for one in asleep_now]
    assert size(now, Decimal("0.1"), 14).planned is None
    found = size(now, Decimal("0.1"), 14, rule={"segment": "asleep"})
    assert found.planned and found.planned.relative
    assert found.until - timedelta(days=15) in asked


# --- known data ---------------------------------------------------------------------------------------------------


def test_a_campaign_of_the_complete_journey_gives_what_pandas_and_scipy_give():
    """Campaign 18 of 2,377 households against those who did not get it: no experiment, but known sums."""
    pd, stats = pytest.importorskip("pandas"), pytest.importorskip("scipy.stats")
    from joren.insight.reports.tests import open_data
    from joren.measurement.experiments.rules import difference_in_means
    from joren.measurement.experiments.rules.effect import Sample
    from tests.shared_data import shared_data

    got = pd.read_csv(shared_data("completejourney/campaigns.csv.gz"))
    got = set(got[got.campaign_id == 18].household_id.astype(str))
    sales = open_data.complete_journey()
    keys, _shops, _products = open_data.record(sales)
    start, days = date(2017, 10, 30), 56
    sent = campaign(share="0.5")
    type(sent).objects.filter(pk=sent.pk).update(started_at=datetime(2017, 10, 30, 10, tzinfo=TOKYO), window_days=days)
    sent.refresh_from_db()
    for decision, inside in (("send", True), ("held_back", False)):
        members = [pk for name, pk in keys.items() if (name in got) is inside]
        AudienceMember.objects.bulk_create(
            AudienceMember(campaign=sent, customer_id=pk, decision=decision) for pk in members
        )
    found = groups_of(as_subject(sent), start + timedelta(days=days))
    window = sales[(sales.day >= start) & (sales.day < start + timedelta(days=days))]
    spent = window.groupby("customer").amount.sum().reindex(list(keys), fill_value=0) / 100
    one, other = spent[spent.index.isin(got)], spent[~spent.index.isin(got)]
    assert found.treated.n + found.held_back.n == len(keys)
    assert float(found.treated.sum_y) == pytest.approx(one.sum())
    assert float(found.held_back.sum_yy) == pytest.approx((other**2).sum())
    buyers = window.groupby(window.customer.isin(got)).customer.nunique()  # three of them paid nothing with coupons
    assert (found.treated.buyers, found.held_back.buyers) == (buyers[True], buyers[False])
    samples = [
        Sample(group.n, group.mean_y, group.spread_y / (group.n - 1)) for group in (found.treated, found.held_back)
    ]
    estimate = difference_in_means(*samples)
    interval = stats.ttest_ind(one, other, equal_var=False).confidence_interval()
    assert estimate and (estimate.low, estimate.high) == pytest.approx((interval.low, interval.high), rel=1e-6)
