from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.time.bands import TIME_BANDS, band_of
from joren.foundation.time.business_day import business_date, business_day_bounds
from joren.foundation.time.clock import TOKYO, now, today
from joren.foundation.time.fiscal import fiscal_year_bounds, fiscal_year_of
from tests.worked_numbers import worked_cells

DOCUMENT = "dates-and-business-day"
LATE = time(5)


def test_the_clock_is_aware_and_its_day_is_the_japanese_one():
    with time_machine.travel(datetime(2026, 3, 31, 15, 30, tzinfo=UTC), tick=False):
        assert now() == datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
        assert now().tzinfo is UTC
        assert today() == date(2026, 4, 1)
        assert today(UTC) == date(2026, 3, 31)


@pytest.mark.parametrize(("at", "ends", "day"), worked_cells(DOCUMENT, "the_business_day"))
def test_the_business_day_is_as_documented(at, ends, day):
    assert business_date(datetime.fromisoformat(at), time.fromisoformat(ends)).isoformat() == day


def test_another_zone_has_its_own_evening():
    at = datetime(2026, 4, 2, 6, 30, tzinfo=UTC)  # 02:30 in New York
    assert business_date(at, LATE, ZoneInfo("America/New_York")) == date(2026, 4, 1)


def test_a_naive_instant_and_an_end_after_noon_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        business_date(datetime(2026, 4, 1, 12), LATE)
    with pytest.raises(ValueError, match=r"between 00:00 and 12:00, not at 22:00"):
        business_date(datetime(2026, 4, 1, 12, tzinfo=UTC), time(22))


def test_the_bounds_of_a_business_day_are_its_first_instant_and_the_next_day_s():
    start, end = business_day_bounds(date(2026, 4, 1), LATE)
    assert (start.isoformat(), end.isoformat()) == ("2026-04-01T05:00:00+09:00", "2026-04-02T05:00:00+09:00")


@given(
    st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1)),
    st.integers(0, 12),
)
def test_every_instant_lies_inside_the_bounds_of_its_business_day(moment, hour):
    at, ends = moment.replace(tzinfo=UTC), time(hour)
    start, end = business_day_bounds(business_date(at, ends), ends)
    assert start <= at < end


@pytest.mark.parametrize(("day", "month", "year"), worked_cells(DOCUMENT, "fiscal_years"))
def test_fiscal_years_are_as_documented(day, month, year):
    assert fiscal_year_of(date.fromisoformat(day), int(month)) == int(year)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.integers(1, 12))
def test_every_day_lies_inside_its_fiscal_year_and_years_follow_without_a_gap(day, month):
    year = fiscal_year_of(day, month)
    first, last = fiscal_year_bounds(year, month)
    assert first <= day <= last
    assert fiscal_year_bounds(year + 1, month)[0] == last + timedelta(days=1)


def test_a_thirteenth_month_is_refused():
    with pytest.raises(ValueError, match="1 to 12"):
        fiscal_year_of(date(2026, 4, 1), 13)


def test_time_bands_are_as_documented():
    bands = [[band.key, f"{band.start:%H:%M}", f"{band.end:%H:%M}"] for band in TIME_BANDS]
    assert bands == worked_cells(DOCUMENT, "time_bands")


@given(st.times())
def test_every_time_of_day_lies_in_exactly_one_band(at):
    assert [band for band in TIME_BANDS if band.contains(at)] == [band_of(at)]


@pytest.mark.parametrize(
    ("at", "key"),
    [
        (time(14, 59, 59), "lunch"),
        (time(15), "afternoon"),
        (time(23), "late_night"),
        (time(0), "late_night"),
        (time(4, 59), "late_night"),
        (time(5), "morning"),
    ],
)
def test_bands_end_with_their_last_minute(at, key):
    assert band_of(at).key == key


def test_the_zone_of_the_house_is_tokyo():
    assert TOKYO.key == "Asia/Tokyo"
