"""Targets, forecasts, what can be told from chance, days of review, likeness."""

from datetime import date
from decimal import Decimal

import pytest

from joren.planning.goals.rules.forecast import forecast
from joren.planning.goals.rules.similar import Traits, likeness
from joren.planning.goals.rules.target import read_target
from joren.planning.goals.rules.units import past, reviews
from joren.planning.goals.rules.visible import visible


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1,200,000", "1200000"),
        ("120万円", "1200000"),
        ("１２０万", "1200000"),
        ("+10%", "220"),
        ("＋１０％", "220"),
        ("10%増", "220"),
        ("-5", "195"),
        ("−25%", "150"),
        ("1.5億", "150000000"),
        ("+2.5万", "25200"),
    ],
)
def test_a_target_is_read_as_people_type_it(text, wanted):
    assert read_target(text, Decimal(200)) == Decimal(wanted)


@pytest.mark.parametrize("text", ["", "lots", "10%", "+", "1e400", "9" * 20, "--5"])
def test_what_is_no_target_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_target(text, Decimal(200))


def test_a_share_is_typed_as_such():
    assert read_target("25%", Decimal(20), is_percent=True) == Decimal(25)
    assert read_target("+5ポイント", Decimal(20), is_percent=True) == Decimal(25)
    assert read_target("+10%", Decimal(20), is_percent=True) == Decimal(22)


def test_a_steady_series_goes_on_and_a_rising_one_rises():
    steady = forecast([100.0] * 10, 3, season=52, horizon="sum")
    assert (steady.value, steady.low, steady.high, steady.error) == (300.0, 300.0, 300.0, 0.0)
    rising = forecast([float(n) for n in range(10)], 2, season=52, horizon="end")
    assert (rising.value, rising.method) == (11.0, "drift")


def test_a_year_that_repeats_itself_is_foretold_by_the_year_before():
    year = [10.0, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 300]
    found = forecast(year * 2, 2, season=12, horizon="sum")
    assert (found.method, found.value) == ("season", 30.0)


def test_too_short_a_past_foretells_nothing():
    assert forecast([1.0] * 7, 1, season=52, horizon="sum") is None
    assert forecast([1.0] * 9, 9, season=52, horizon="sum") is None


def test_what_can_be_told_from_chance_grows_with_the_ups_and_downs():
    found = visible([90.0, 110, 90, 110, 90, 110, 90, 110], 2, is_stock=False)
    # standard deviation 10.69, times 2.80, times √(1/2 + 1/8) = 23.68
    assert found.smallest == pytest.approx(23.6787, abs=1e-3)
    assert found.relative == pytest.approx(0.2368, abs=1e-4)
    assert visible([100.0] * 5, 2, is_stock=False) is None
    stock = visible([100.0, 102, 103, 105, 106, 108, 109], 4, is_stock=True)
    assert stock.smallest == pytest.approx(2.8016 * 0.5477 * 2, abs=1e-3)


def test_reviews_are_the_last_days_of_the_units_and_the_last_of_all():
    assert reviews("month", date(2026, 4, 1), date(2026, 6, 15)) == [
        date(2026, 4, 30),
        date(2026, 5, 31),
        date(2026, 6, 15),
    ]
    assert reviews("week", date(2026, 4, 1), date(2026, 4, 14)) == [date(2026, 4, 7), date(2026, 4, 14)]
    assert past("week", date(2026, 4, 15), 1) == [(date(2026, 4, 8), date(2026, 4, 14))]
    assert past("month", date(2026, 4, 15), 1) == [(date(2026, 3, 1), date(2026, 3, 31))]


def test_likeness_counts_only_what_both_tell():
    one = Traits(
        kind="campaign", template="birthday", segment="vip", channels=frozenset({"mail"}), words="たんじょうび"
    )
    assert likeness(one, one) == 1.0
    assert likeness(one, Traits()) == 0.0
    other = Traits(kind="campaign", template="birthday", channels=frozenset({"mail", "line"}), words="きゅうみん")
    assert likeness(one, other) == pytest.approx((1 + 2 + 0.5 + 0) / 6)
