import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.time.periods import Period, PeriodProblem, months_before
from tests.worked_numbers import worked_cells

AS_OF = date(2026, 5, 31)
PERIODS = st.one_of(
    st.builds(lambda days: {"last_days": days}, st.integers(1, 36_525)),
    st.builds(lambda months: {"last_months": months}, st.integers(1, 1_200)),
    st.builds(lambda year: {"fiscal_year": year}, st.sampled_from(["this", "last", 2020, 2030])),
    st.builds(lambda month: {"month": month}, st.sampled_from(["this", "last"])),
    st.just({"all": True}),
    st.builds(lambda a, b: {"from": min(a, b).isoformat(), "to": max(a, b).isoformat()}, st.dates(), st.dates()),
)


@pytest.mark.parametrize(("form", "as_of", "first", "last"), worked_cells("dates-and-business-day", "periods"))
def test_periods_resolve_as_documented(form, as_of, first, last):
    start, end = Period.from_json(json.loads(form)).resolve(date.fromisoformat(as_of))
    assert (start and start.isoformat(), end.isoformat()) == (first or None, last)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (None, "not_an_object"),
        ("last_days", "not_an_object"),
        ([], "not_an_object"),
        ({}, "empty"),
        ({"last_weeks": 2}, "unknown_key"),
        ({"last_days": 90, "month": "this"}, "two_kinds"),
        ({"from": "2026-01-01", "last_days": 3}, "two_kinds"),
        ({"last_days": 0}, "bad_value"),
        ({"last_days": -1}, "bad_value"),
        ({"last_days": "90"}, "bad_value"),
        ({"last_days": True}, "bad_value"),
        ({"last_days": 36_526}, "bad_value"),
        ({"last_months": 1.5}, "bad_value"),
        ({"fiscal_year": "next"}, "bad_value"),
        ({"fiscal_year": True}, "bad_value"),
        ({"fiscal_year": 0}, "bad_value"),
        ({"month": 4}, "bad_value"),
        ({"month": ["this"]}, "bad_value"),
        ({"all": False}, "bad_value"),
        ({"all": 1}, "bad_value"),
        ({"from": "2026/01/01"}, "bad_date"),
        ({"from": "2026-02-31"}, "bad_date"),
        ({"from": "2026-W01-1"}, "bad_date"),
        ({"to": None}, "bad_date"),
        ({"from": "2026-03-01", "to": "2026-02-28"}, "reversed"),
    ],
)
def test_a_period_that_is_not_exactly_one_known_kind_is_refused(form, code):
    with pytest.raises(PeriodProblem) as caught:
        Period.from_json(form)
    assert caught.value.code == code
    assert str(caught.value)


@given(PERIODS)
def test_a_period_comes_back_from_its_json_form(form):
    period = Period.from_json(form)
    assert period.to_json() == form
    assert Period.from_json(json.loads(json.dumps(period.to_json()))) == period


@given(PERIODS, st.dates(min_value=date(2019, 1, 1), max_value=date(2035, 12, 31)), st.integers(1, 12))
def test_nothing_after_the_day_asked_for_is_inside(form, as_of, month):
    _, last = Period.from_json(form).resolve(as_of, month)
    assert last <= as_of


@given(st.integers(1, 36_525))
def test_the_last_n_days_are_n_days(days):
    first, last = Period.from_json({"last_days": days}).resolve(AS_OF)
    assert first and (last - first).days + 1 == days


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.integers(1, 12))
def test_the_last_months_of_two_days_in_a_row_never_begin_earlier_than_the_day_before_s(day, months):
    period = Period.from_json({"last_months": months})
    first, next_first = period.resolve(day)[0], period.resolve(day + timedelta(days=1))[0]
    assert first and next_first and first <= next_first


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-05-31", 3, "2026-02-28"),
        ("2024-05-31", 3, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-03-31", 12, "2025-03-31"),
    ],
)
def test_months_before_keeps_the_day_or_takes_the_month_s_last(day, months, before):
    assert months_before(date.fromisoformat(day), months).isoformat() == before


def test_the_calendar_bounds_do_run_past_the_day_asked_for():
    assert Period.from_json({"month": "this"}).calendar_bounds(date(2026, 5, 20)) == (date(2026, 5, 1), AS_OF)
    assert Period.from_json({"all": True}).calendar_bounds(AS_OF) == (None, None)
