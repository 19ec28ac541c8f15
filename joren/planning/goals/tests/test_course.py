"""A goal from the form to the review: measured, foretold, levers with proven yen, written down, learned from."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from joren.insight.loyalty.tests.history import buy, shop
from joren.measurement.experiments.models import Evaluation
from joren.outreach.campaigns.models import Campaign
from joren.planning.goals import actions, experience, measures, panels, queries, reviewing
from joren.planning.goals.errors import BadTarget, CannotNarrow, NoSuchReviewDay, NotMeasurable, UnknownMeasure
from joren.planning.goals.models import Goal, Measure
from joren.record.customers.models import Customer
from joren.segments.library.models import Segment
from tests import cast

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 4, 1), date(2026, 4, 28)
TODAY = date(2026, 4, 15)


@pytest.fixture(autouse=True)
def april():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def sold():
    """1,000 yen every day from January until the day before."""
    hana = Customer.objects.create(family_name="花")
    day = date(2026, 1, 1)
    while day < TODAY:
        buy(hana, day, Decimal(1000), "tea", "station")
        day += timedelta(days=1)
    return hana


def set_goal(**change):
    given = {"name": "四月の売上", "metric": "purchases.sales", "target": "+10%", "starts_on": FIRST, "due_on": LAST}
    return actions.set_goal(**given | {"review": "week", "by": None} | change)


def proven(campaign, code="up", **more):
    sales = {"value": 120.0, "low": 20.0, "high": 220.0}
    figures = {"code": code, "sales": {"value": 12000.0, "low": 2000.0, "high": 22000.0}, "sales_each": sales}
    return Evaluation.objects.create(
        key=f"campaign:{campaign.pk}", name=campaign.name, campaign=campaign, window_start=date(2026, 4, 2),
        window_days=7, share=Decimal("0.1"), treated={}, held_back={}, figures=figures, code=code,
        extra_sales=Decimal(12000), people=100, judged_at="2026-04-10T00:00:00Z", **more,
    )  # fmt: skip


def test_a_change_is_of_what_the_days_before_brought(sold):
    goal = set_goal()
    assert (goal.before, goal.baseline, goal.target) == (Decimal(28000), Decimal(0), Decimal(30800))
    assert (goal.measured_first, goal.measured_last) == (date(2026, 3, 4), date(2026, 3, 31))


def test_a_goal_can_be_of_one_shop_or_of_those_in_a_segment(sold):
    ken = Customer.objects.create(family_name="健")
    buy(ken, date(2026, 3, 10), Decimal(500), "tea", "market")
    assert set_goal(shop=shop("market"), target="1000").before == Decimal(500)
    rule = {"attribute": "purchases.count", "op": "at_most", "value": 1}
    Segment.objects.create(key="first", name="はじめて", rule=rule)
    assert set_goal(segment_key="first", target="1000").before == Decimal(500)
    size = set_goal(metric="segment:first", target="+5")
    assert (size.baseline, size.target) == (Decimal(1), Decimal(6))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"target": "many"}, BadTarget),
        ({"metric": "kpis.opened"}, NotMeasurable),
        ({"metric": "regulars", "shop": "station", "target": "5"}, CannotNarrow),
    ],
)
def test_a_refused_goal_is_not_kept(sold, change, error):
    if "shop" in change:
        change = change | {"shop": shop(change["shop"])}
    with pytest.raises(error):
        set_goal(**change)
    assert Goal.objects.count() == 0


def test_the_present_course_is_foretold_and_what_can_be_seen_is_said(sold):
    goal = set_goal()
    actions.look(goal)
    ahead, shows = goal.outlook["forecast"], goal.outlook["visible"]
    assert (round(ahead["value"]), round(ahead["low"]), round(ahead["high"])) == (28000, 28000, 28000)
    assert goal.outlook["points"] == [["2026-04-07", "7000.00"], ["2026-04-14", "14000.00"]]
    assert shows["smallest"] == 0.0
    assert shows["wanted"] == 700.0
    assert queries.with_standing(goal).standing.current == Decimal(14000)


def test_with_too_little_data_nothing_is_foretold():
    hana = Customer.objects.create(family_name="花")
    buy(hana, date(2026, 3, 30), Decimal(500), "tea", "station")
    goal = set_goal(target="1000")
    actions.look(goal)
    assert (goal.outlook["forecast"], goal.outlook["visible"]) == (None, None)


def test_measures_carry_their_state_and_what_was_proven(sold):
    goal, campaign = set_goal(), Campaign.objects.create(name="春のお礼", status="sent")
    proven(campaign)
    actions.add_measure(goal, kind="campaign", reference=campaign.pk, by=None)
    actions.add_measure(goal, kind="campaign", reference=campaign.pk, by=None)
    free = actions.add_measure(goal, kind="free", name="のぼりを立てる", by=None)
    actions.tell_measure(free, status="done", result="通りの人が増えた", by=None)
    one, two = measures.of_goal(goal)
    assert (one.measure.name, one.phase, one.proven, one.interval) == (
        "春のお礼",
        "done",
        Decimal(12000),
        (2000.0, 22000.0),
    )
    assert (two.measure.ended_on, two.measure.result, two.verdict) == (TODAY, "通りの人が増えた", None)
    with pytest.raises(UnknownMeasure):
        actions.add_measure(goal, kind="coupon", reference=999, by=None)
    assert goal.measures.count() == 2


def test_a_review_is_filled_in_from_the_results_and_written_once(sold):
    goal, campaign = set_goal(), Campaign.objects.create(name="春のお礼", status="sent")
    proven(campaign)
    made = actions.add_measure(goal, kind="campaign", reference=campaign.pk, by=None)
    Measure.objects.filter(pk=made.pk).update(added_on=date(2026, 4, 9))
    found = reviewing.prepared(goal, date(2026, 4, 14))
    assert (found.first, found.value, found.standing.expected) == (date(2026, 4, 8), Decimal(14000), 0.5)
    assert [each.measure.name for each in found.ran] == ["春のお礼"]
    assert "春のお礼" in found.keep
    assert found.stop == ""
    early = reviewing.prepared(goal, date(2026, 4, 7))
    assert (early.value, early.ran, early.keep) == (Decimal(7000), [], "")
    for notes in ("一度目", "書き直し"):
        actions.write_review(goal, on=date(2026, 4, 14), notes=notes, by=None)
    (written,) = goal.reviews.all()
    assert (written.notes, written.figures["value"], written.figures["proven"]) == (
        "書き直し",
        "14000.00",
        {"春のお礼": "12000.00"},
    )
    for day in (date(2026, 4, 21), date(2026, 4, 13)):  # not come yet; no day of review
        with pytest.raises(NoSuchReviewDay):
            actions.write_review(goal, on=day, by=None)
    assert goal.reviews.count() == 1


def test_what_was_learned_is_found_by_words_way_and_kind(sold):
    thanks = Campaign.objects.create(name="春のお礼", status="sent", channels=["mail"], segment_key="vip")
    proven(thanks)
    free = actions.add_measure(set_goal(), kind="free", name="のぼりを立てる", by=None)
    assert [each.name for each in experience.search()] == ["春のお礼"]
    actions.tell_measure(free, status="done", result="通りの人が増えた", by=None)
    assert [each.name for each in experience.search("通り 増えた")] == ["のぼりを立てる"]
    (found,) = experience.search("お礼", kind="campaign", channel="mail", segment="vip")
    assert (found.each, found.low, found.high, found.code) == (120.0, 20.0, 220.0, "up")
    assert experience.search("お礼", channel="line") == []


def test_a_new_plan_shows_what_similar_ones_brought_but_not_itself(sold):
    thanks = Campaign.objects.create(name="春のお礼", status="sent", channels=["mail"], segment_key="vip")
    proven(thanks)
    plan = Campaign.objects.create(name="夏のお礼", channels=["mail"], segment_key="vip")
    (found,) = panels.of_campaign(None, plan)["similar"]
    assert found.name == "春のお礼"
    assert panels.of_campaign(None, thanks) is None
    assert panels.of_campaign(None, Campaign.objects.create(name="棚卸し", channels=["line"], segment_key="x")) is None


def test_the_pages_lead_from_the_form_to_the_review(sold):
    client = Client()
    client.force_login(cast.owner())
    given = {
        "name": "四月の売上",
        "metric": "purchases.sales",
        "target": "＋１０％",
        "starts_on": FIRST,
        "due_on": LAST,
    }
    given |= {"review": "week"}
    asked = client.post(reverse("goals:new"), given | {"measure": "1"})
    assert "¥28,000" in asked.content.decode()
    assert Goal.objects.count() == 0
    page = client.post(reverse("goals:new"), given, follow=True).content.decode()
    goal = Goal.objects.get()
    assert "¥30,800" in page and "<svg" in page
    client.post(reverse("goals:add_measure", args=[goal.pk]), {"name": "のぼりを立てる"})
    review = reverse("goals:review", args=[goal.pk, "2026-04-14"])
    assert "¥14,000" in client.get(review).content.decode()
    client.post(review, {"keep": "のぼり", "stop": "", "notes": ""})
    assert goal.reviews.get().keep == "のぼり"
    assert "のぼりを立てる" in client.get(reverse("goals:detail", args=[goal.pk])).content.decode()
    assert client.get(reverse("goals:experience")).status_code == 200
    assert client.get(reverse("goals:review", args=[goal.pk, "2026-04-13"])).status_code == 404


def test_who_only_reads_changes_nothing(sold):
    goal, client = set_goal(), Client()
    client.force_login(cast.reader())
    assert client.get(reverse("goals:detail", args=[goal.pk])).status_code == 200
    assert client.post(reverse("goals:add_measure", args=[goal.pk]), {"name": "x"}).status_code == 403
    client.post(reverse("goals:review", args=[goal.pk, "2026-04-14"]), {"keep": "x"})
    assert (goal.measures.count(), goal.reviews.count()) == (0, 0)


def test_a_goal_whose_segment_is_gone_hides_no_other(sold):
    rule = {"attribute": "purchases.count", "op": "at_most", "value": 1}
    Segment.objects.create(key="first", name="はじめて", rule=rule)
    narrowed, plain = set_goal(segment_key="first", target="100000"), set_goal()
    Segment.objects.all().delete()
    standings = {item.goal.pk: item.standing for item in queries.goals()}
    assert standings[narrowed.pk] is None
    assert standings[plain.pk] is not None


def test_a_verdict_given_after_midnight_belongs_to_the_next_day(sold):
    goal, spring = set_goal(), Campaign.objects.create(name="春のお知らせ")
    actions.add_measure(goal, kind="campaign", reference=spring.pk, by=None)
    Evaluation.objects.filter(pk=proven(spring).pk).update(judged_at="2026-04-07T15:20:00Z")  # 00:20 in Japan
    assert reviewing.prepared(goal, date(2026, 4, 7)).proven == []
    assert [each.measure.name for each in reviewing.prepared(goal, date(2026, 4, 14)).proven] == ["春のお知らせ"]


def test_the_page_of_experience_names_channels_and_says_what_is_chosen(sold):
    spring = Campaign.objects.create(name="春のお知らせ", channels=["mail"])
    proven(spring)
    client = Client()
    client.force_login(cast.owner())
    page = client.get(reverse("goals:experience")).content.decode()
    assert "2026-04-02 · メール · 100人" in page
    assert "---------" not in client.get(reverse("goals:new")).content.decode()
