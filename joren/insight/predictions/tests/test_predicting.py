"""Predicting from what is recorded: fitting, telling, following, forgetting."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from joren.insight.predictions import actions, queries
from joren.insight.predictions.models import Fit, Prediction
from joren.insight.predictions.reading import histories
from joren.record.customers.models import Customer
from joren.record.merging import actions as merging
from joren.segments.engine import run
from joren.touchpoints.imports.tests.bringing import take_in
from joren.touchpoints.purchases import actions as purchases
from tests.shared_data import shared_data

from .simulated import TODAY, Person, buy, people, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mirror(settings, tmp_path):
    settings.MIRROR_HOME = tmp_path / "mirror"


@pytest.fixture
def base():
    return record(people(400, seed=5))


def stamps():
    return dict(Prediction.objects.values_list("customer_id", "changed_xid"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.story
def test_cdnow_imported_gives_the_published_model(tmp_path):
    lines = shared_data("cdnow/CDNOW_sample.txt").read_text().splitlines()
    table = [f"{who},{day},{amount}" for _master, who, day, _items, amount in (line.split() for line in lines)]
    path = tmp_path / "cdnow.csv"
    path.write_text("\n".join(["customer_id,date,amount", *table]))
    take_in("purchases", path, source="cdnow", options={"create_customers": True})
    fit = actions.refresh(as_of=date(1997, 9, 30))
    assert (fit.people, fit.repeaters) == (2_357, 946)
    found = [fit.parameters[name] for name in ("r", "alpha", "a", "b")]
    assert found == pytest.approx([0.243, 4.414, 0.793, 2.426], rel=0.02)
    # What the paper holds its model against: the next 39 weeks.
    after = histories(date(1997, 9, 30), until=date(1998, 6, 30))
    days = {(line.split(",")[0], line.split(",")[1]) for line in table}
    assert after.later.sum() == sum("19970930" < day <= "19980630" for _who, day in days)
    model = actions.fit_now(everybody=after, as_of=date(1997, 9, 30)).parameters
    assert model == pytest.approx(fit.parameters)


def test_histories_count_days_of_sales_and_nothing_else(hanako, ichiro, misaki):
    for ago, amount in ((100, 1_000), (100, 500), (40, 2_000), (10, 3_000)):
        buy(hanako, TODAY - timedelta(days=ago), amount)
    buy(hanako, TODAY - timedelta(days=5), -700, kind="return")
    purchases.cancel(purchase=buy(hanako, TODAY - timedelta(days=3), 9_000), by=None)
    buy(hanako, TODAY + timedelta(days=1), 9_000)
    buy(ichiro, TODAY, 800)
    found = histories(TODAY)
    assert found.person.tolist() == [hanako.pk, ichiro.pk]
    assert found.frequency.tolist() == [2, 0]
    assert (found.recency.tolist(), found.age.tolist()) == ([90, 0], [100, 0])
    assert found.amount.tolist() == [2_500, 0]
    cut = histories(TODAY - timedelta(days=20), since=TODAY - timedelta(days=60), until=TODAY)
    assert (cut.frequency.tolist(), cut.later.tolist(), cut.before.tolist()) == ([1], [1], [1])
    assert cut.later_spent.tolist() == [3_000]


def test_everybody_who_bought_is_told_and_the_trial_is_good(base):
    fit = actions.refresh(as_of=TODAY)
    assert (fit.standing, fit.people) == ("good", 400)
    assert fit.trial["weeks"] == 26 and abs(fit.trial["off_by"]) < 0.25
    assert Prediction.objects.count() == 400
    row = Prediction.objects.order_by("-value")[0]
    assert 0 <= row.alive <= 100 and row.purchases > 1 and row.value > 1_000 and row.scored_on == TODAY


def test_the_catalogue_knows_the_predictions_from_the_day_they_were_made(base):
    actions.refresh(as_of=TODAY)
    row = Prediction.objects.filter(alive__gte=50, next_on__isnull=False).first()
    uses = ["predictions.alive", "predictions.value", "predictions.next_on", "predictions.days_overdue"]
    told = run.values(uses, [row.customer_id], as_of=TODAY)[row.customer_id]
    assert list(told.values()) == [row.alive, row.value, row.next_on, (TODAY - row.next_on).days]
    before = run.values(uses, [row.customer_id], as_of=TODAY - timedelta(days=1))[row.customer_id]
    assert list(before.values()) == [None] * 4
    likely = {"attribute": "predictions.alive", "op": "between", "value": [80, 100]}
    assert run.count(likely, as_of=TODAY) == queries.bands(None)[4]["people"]


def test_a_second_refresh_of_the_same_day_writes_nothing(base):
    actions.refresh(as_of=TODAY)
    written = stamps()
    actions.refresh(as_of=TODAY)
    assert stamps() == written and Fit.objects.count() == 1


def test_a_week_later_the_models_are_fitted_again(base):
    actions.refresh(as_of=TODAY)
    actions.refresh(as_of=TODAY + timedelta(days=6))
    assert Fit.objects.count() == 1
    actions.refresh(as_of=TODAY + timedelta(days=7))
    assert Fit.objects.count() == 2


def test_only_those_who_bought_are_told_anew(base):
    actions.refresh(as_of=TODAY)
    written, customer = stamps(), base[7]
    buy(customer, TODAY)
    assert actions.follow(as_of=TODAY) == 1
    changed = {pk for pk, stamp in stamps().items() if stamp != written[pk]}
    assert changed <= {customer.pk}
    row = Prediction.objects.get(customer=customer)
    assert (row.last_on, row.alive) == (TODAY, Prediction.objects.get(customer=customer).alive)
    assert actions.follow(as_of=TODAY) == 0


def test_a_cancelled_purchase_takes_its_prediction_back(base):
    newcomer = Customer.objects.create(family_name="新")
    only = buy(newcomer, TODAY)
    actions.refresh(as_of=TODAY)
    assert Prediction.objects.filter(customer=newcomer).exists()
    purchases.cancel(purchase=only, by=None)
    actions.follow(as_of=TODAY)
    assert not Prediction.objects.filter(customer=newcomer).exists()
    assert Prediction.objects.count() == 400


def test_two_records_made_one_are_told_as_one(base):
    actions.refresh(as_of=TODAY)
    first, second = base[0], base[1]
    merging.merge(survivor=first, gone=second, by=None)
    assert not Prediction.objects.filter(customer_id=second.pk).exists()
    actions.follow(as_of=TODAY)
    days = {p.business_date for p in first.purchases.all()} if hasattr(first, "purchases") else set()
    row = Prediction.objects.get(customer=first)
    assert row.days == (len(days) or row.days) and Prediction.objects.count() == 399


@pytest.mark.parametrize("number", [0, 1, 49])
def test_too_few_customers_are_said_to_be_too_few(number):
    record(people(number, seed=3))
    fit = actions.refresh(as_of=TODAY)
    assert (fit.standing, fit.people, fit.speaks) == ("too_few", number, False)
    assert not Prediction.objects.exists()


def test_customers_who_all_came_on_one_day_say_nothing():
    record([Person((30,), (1_000,))] * 80)
    assert actions.refresh(as_of=TODAY).standing == "too_few"


def test_a_young_business_is_told_that_nobody_knows_how_good_it_is():
    record(people(300, seed=4, weeks=9))
    fit = actions.refresh(as_of=TODAY)
    assert (fit.standing, fit.trial) == ("too_early", {})
    assert Prediction.objects.count() == 300


def test_a_base_that_changed_its_ways_is_not_predicted_and_old_predictions_go(base):
    actions.refresh(as_of=TODAY)
    assert Prediction.objects.count() == 400
    # A flood of purchases in the time of the trial that nothing before it announced.
    for customer in base[:200]:
        for ago in range(1, 60, 3):
            buy(customer, TODAY - timedelta(days=ago))
    fit = actions.refresh(as_of=TODAY, refit=True)
    assert (fit.standing, fit.speaks) == ("off", False)
    assert not Prediction.objects.exists()


def test_negative_totals_and_one_price_do_no_harm():
    persons = [Person(person.days_ago, tuple([1_000] * len(person.days_ago))) for person in people(200, seed=8)]
    customers = record(persons)
    for customer in customers[:20]:
        buy(customer, TODAY - timedelta(days=1), -5_000)
    fit = actions.refresh(as_of=TODAY)
    values = Prediction.objects.exclude(value=None).values_list("value", flat=True)
    assert fit.speaks and all(np.isfinite(float(value)) and value >= Decimal(0) for value in values)


def test_a_refresh_that_is_stopped_leaves_rows_that_are_true(base, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 100)
    actions.refresh(as_of=TODAY, should_stop=lambda: True)
    assert Prediction.objects.count() == 100
    actions.refresh(as_of=TODAY)
    assert Prediction.objects.count() == 400
