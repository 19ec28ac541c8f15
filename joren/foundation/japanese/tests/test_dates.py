from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.japanese.dates import (
    DateProblem,
    PartialDate,
    parse_date,
    parse_datetime,
    parse_excel_serial,
    parse_partial_date,
)
from tests.worked_numbers import names, worked_cells

DOCUMENT = "dates-and-business-day"
TOKYO = ZoneInfo("Asia/Tokyo")


def outcome(read, *arguments):
    """The result in ISO 8601, or the code of the problem."""
    try:
        return read(*arguments).isoformat()
    except DateProblem as problem:
        assert problem.text == arguments[0]
        return problem.code


@pytest.mark.parametrize(("written", "expected"), worked_cells(DOCUMENT, "reading_a_date"))
def test_dates_are_read_as_documented(written, expected):
    assert outcome(parse_date, written) == expected


@pytest.mark.parametrize(("written", "expected"), worked_cells(DOCUMENT, "reading_a_date_with_unknown_parts"))
def test_dates_with_unknown_parts_are_read_as_documented(written, expected):
    assert outcome(parse_partial_date, written) == expected


@pytest.mark.parametrize(("written", "expected"), worked_cells(DOCUMENT, "reading_an_instant"))
def test_instants_are_read_as_documented(written, expected):
    assert outcome(parse_datetime, written, TOKYO) == expected


@pytest.mark.parametrize(("written", "expected"), worked_cells(DOCUMENT, "serial_numbers_of_spreadsheets"))
def test_serials_are_read_as_documented(written, expected):
    assert outcome(parse_excel_serial, written) == expected


def test_a_fraction_of_a_serial_is_the_time_of_day_in_the_zone_given():
    assert parse_excel_serial(45383.5, TOKYO) == datetime(2024, 4, 1, 12, tzinfo=TOKYO)
    assert parse_excel_serial(45383.9999999, TOKYO) == date(2024, 4, 2)


def test_old_macintosh_files_count_from_1904():
    assert parse_excel_serial(0, since_1904=True) == date(1904, 1, 1)
    assert parse_excel_serial(43921, since_1904=True) == date(2024, 4, 1)


@pytest.mark.parametrize(("style", "day"), [("dmy", date(2024, 2, 1)), ("mdy", date(2024, 1, 2))])
def test_a_named_style_decides_the_order_of_a_foreign_file(style, day):
    assert parse_date("01/02/2024", style) == day
    assert parse_partial_date("01/02", style) == PartialDate(None, day.month, day.day)
    assert parse_datetime("01/02/2024 3:30 PM", UTC, style) == datetime.combine(day, datetime.min.time(), UTC).replace(
        hour=15, minute=30
    )


def test_year_month_day_stays_the_order_whatever_the_style():
    assert parse_date("2024-02-01", "dmy") == parse_date("2024-02-01", "mdy") == date(2024, 2, 1)


def test_a_problem_names_its_code_its_text_and_a_sentence():
    with pytest.raises(DateProblem) as caught:
        parse_date("2024/2/31")
    assert (caught.value.code, caught.value.text) == ("no_such_day", "2024/2/31")
    assert str(caught.value) == "'2024/2/31': there is no such day in the calendar"


@pytest.mark.parametrize(
    "parts", [(2024, None, 1), (2023, 2, 29), (None, 2, 30), (2024, 13, None), (2024, 0, 1), (0, 1, 1)]
)
def test_a_partial_date_refuses_parts_no_calendar_has(parts):
    with pytest.raises(DateProblem):
        PartialDate(*parts)


def test_only_a_complete_partial_date_is_a_date():
    assert PartialDate(2024, 2, 29).to_date() == date(2024, 2, 29)
    assert PartialDate(None, 2, 29).to_date() is None
    assert PartialDate(2024, 2).to_date() is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_common_way_of_writing_a_day_gives_that_day(day):
    ways = [
        "{0:%Y}-{0:%m}-{0:%d}",
        "{0.year}/{0.month}/{0.day}",
        "{0.year}.{0.month}.{0.day}",
        "{0.year}年{0.month}月{0.day}日",
    ]
    assert {parse_date(way.format(day)) for way in ways} == {day}


@given(st.dates(min_value=date(2019, 5, 1), max_value=date(2117, 12, 31)))
def test_every_day_of_reiwa_is_read(day):
    year = day.year - 2018
    assert parse_date(f"令和{year}年{day.month}月{day.day}日") == parse_date(f"R{year}/{day.month}/{day.day}") == day


@given(st.dates(min_value=date(1900, 3, 1)))
def test_serials_agree_with_the_calendar(day):
    assert parse_excel_serial((day - date(1899, 12, 30)).days) == day


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from(["year", "month", "day", "none"]))
def test_a_partial_date_comes_back_from_its_iso_form(day, unknown):
    partial = PartialDate(
        None if unknown == "year" else day.year,
        None if unknown == "month" else day.month,
        None if unknown in ("month", "day") else day.day,
    )
    assert parse_partial_date(partial.isoformat()) == partial


@given(
    st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9998, 1, 1)),
    st.sampled_from([UTC, TOKYO]),
)
def test_an_instant_comes_back_from_its_iso_form(moment, zone):
    at = moment.replace(tzinfo=zone)
    if at.utcoffset().seconds % 60:  # local mean time of before 1888 is written to the second
        return
    assert parse_datetime(at.isoformat(), UTC) == at


@given(st.text(max_size=25), st.text(alphabet="0123456789-/.:年月日令和元RS午後 tz+?", max_size=22))
def test_any_text_is_a_date_or_a_problem_with_a_code(text, datelike):
    for written in (text, datelike):
        outcome(parse_date, written)
        outcome(parse_partial_date, written)
        outcome(parse_datetime, written, TOKYO)
        outcome(parse_excel_serial, written)


@pytest.mark.parametrize("filler", [" ", "1", "日", "(1)", "t", "1 ", "?"])
def test_a_pasted_page_is_refused_at_once(filler):
    page = "1" + filler * 200_000 + "x"
    assert outcome(parse_partial_date, page) == outcome(parse_datetime, page, TOKYO) == "not_a_date"


def test_every_table_of_the_rules_is_read_by_a_test():
    assert names(DOCUMENT) == {
        *("reading_a_date", "reading_a_date_with_unknown_parts", "reading_an_instant"),
        *("serial_numbers_of_spreadsheets", "the_business_day", "fiscal_years", "periods", "time_bands"),
    }
