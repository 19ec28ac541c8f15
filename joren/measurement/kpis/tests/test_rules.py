"""Periods, changes and the little picture."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.measurement.kpis.rules.change import Change, change
from joren.measurement.kpis.rules.periods import YEAR_AGO, Period, needed, newest
from joren.measurement.kpis.rules.spark import points


def test_months_quarters_and_weeks_are_over_before_today():
    assert newest("month", date(2026, 9, 1), number=2) == [
        Period(date(2026, 7, 1), date(2026, 7, 31)),
        Period(date(2026, 8, 1), date(2026, 8, 31)),
    ]
    assert newest("quarter", date(2026, 6, 30), number=1) == [Period(date(2026, 1, 1), date(2026, 3, 31))]
    assert newest("quarter", date(2026, 6, 30), fiscal_start=2, number=1) == [
        Period(date(2026, 2, 1), date(2026, 4, 30))
    ]
    assert newest("weeks", date(2026, 9, 1), number=1) == [Period(date(2026, 8, 4), date(2026, 8, 31))]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["month", "weeks", "quarter"]))
def test_periods_follow_each_other_and_a_year_ago_is_told(today, by):
    found = newest(by, today, number=needed(by))
    assert all((later.first - before.last).days == 1 for before, later in pairwise(found))
    assert found[-1].last < today
    year = found[-1 - YEAR_AGO[by]]
    assert 363 <= (found[-1].first - year.first).days <= 366


@pytest.mark.parametrize(
    ("now", "before", "unit", "higher", "wanted"),
    [
        ("120", "100", "money", True, Change(Decimal(20), "percent", True)),
        ("120", "0", "money", True, None),
        ("0.25", "0.2", "percent", True, Change(Decimal(5), "points", True)),
        ("0.25", "0.2", "percent", False, Change(Decimal(5), "points", False)),
        ("30", "45", "minutes", False, Change(Decimal(-15), "minutes", True)),
        ("30", "30", "minutes", False, Change(Decimal(0), "minutes", None)),
    ],
)
def test_a_change_is_told_in_its_own_unit(now, before, unit, higher, wanted):
    assert change(Decimal(now), Decimal(before), unit, higher_is_better=higher) == wanted


def test_a_gap_parts_the_line():
    assert points([Decimal(1), None, Decimal(3)]) == [[(4.0, 44.0)], [(236.0, 4.0)]]
    assert points([Decimal(2), Decimal(2)]) == [[(4.0, 24.0), (236.0, 24.0)]]
    assert points([None]) == []
