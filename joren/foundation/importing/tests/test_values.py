"""Cells as people, spreadsheets and tills write them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.importing import ValueProblem
from joren.foundation.importing.answers import says_nothing, yes_no_reader, yes_or_no
from joren.foundation.importing.columns import date_style, decimal_comma
from joren.foundation.importing.legends import legend_of, without_legend
from joren.foundation.importing.values import amount, day_of_moment, moment, partial_day, written_as_night
from joren.foundation.time.clock import TOKYO


def at(*parts):
    return dt.datetime(*parts, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024/4/1 25:30", at(2024, 4, 2, 1, 30)),
        ("2024/4/1 24:00", at(2024, 4, 2)),
        ("2024/4/1 午後3:05", at(2024, 4, 1, 15, 5)),
        ("2024/4/1(月) 13:05", at(2024, 4, 1, 13, 5)),
        ("令和6年4月1日 13時5分", at(2024, 4, 1, 13, 5)),
        ("20240401130500", at(2024, 4, 1, 13, 5)),
        ("45383.75", at(2024, 4, 1, 18)),
        ("Apr 1, 2024 1:05 PM", at(2024, 4, 1, 13, 5)),
        ("Mon, 01 Apr 2024 13:05:00 +0900", at(2024, 4, 1, 13, 5)),
        ("20240401.0", dt.date(2024, 4, 1)),
        ("二〇二四年四月一日", dt.date(2024, 4, 1)),
        ("西暦2024年4月1日", dt.date(2024, 4, 1)),
    ],
)
def test_moments(written, meant):
    assert moment(written) == meant


@pytest.mark.parametrize(
    ("written", "night"),
    [("2024/4/1 25:30", True), ("2024/4/1 24:00", True), ("2024-04-01T26:00", True), ("2024/4/24 9:00", False)],
)
def test_an_hour_past_24_is_of_the_night_before(written, night):
    assert written_as_night(written) is night
    assert day_of_moment(written).day == (24 if "24 9" in written else 1)


@pytest.mark.parametrize(
    ("values", "style"),
    [
        (["01/02/2024", "13/02/2024"], "dmy"),
        (["01/02/2024", "02/13/2024 10:00"], "mdy"),
        (["01/02/2024"], "ymd"),
        (["13/02/2024", "02/13/2024"], "ymd"),
        (["2024/02/13"], "ymd"),
        (["１３／０２／２０２４"], "dmy"),
    ],
)
def test_a_whole_column_tells_the_order_of_day_and_month(values, style):
    assert date_style(values) == style


@pytest.mark.parametrize(
    ("values", "comma"),
    [
        (["1.234,56", "12,5"], True),
        (["1.234", "12,50 €"], True),
        (["1,234.56", "12,50"], False),
        (["1,234", "5"], False),
        (["1234"], False),
        ([], False),
    ],
)
def test_a_whole_column_tells_the_mark_of_decimals(values, comma):
    assert decimal_comma(values) is comma


@pytest.mark.parametrize(
    ("written", "meant"),
    [("¥1,234-", "1234"), ("1,234.-", "1234"), ("1 234", "1234"), ("税込1,234円", "1234"), ("1,234円（税込）", "1234")],
)
def test_amounts_with_marks_that_say_nothing_of_their_size(written, meant):
    assert amount(written) == Decimal(meant)


def test_a_comma_as_decimal_mark_is_read_where_the_column_says_so():
    assert amount("1.234,56", decimal_comma=True) == Decimal("1234.56")
    with pytest.raises(ValueProblem) as caught:
        amount("1,234-")
    assert caught.value.code == "trailing_minus"


def test_a_typed_x_means_no_only_beside_a_circle():
    assert (yes_no_reader(["○", "x"])("x"), yes_no_reader(["x", ""])("x"), yes_no_reader(["○", "x"])("o")) == (
        False,
        None,
        True,
    )


@pytest.mark.parametrize(
    ("written", "anywhere", "of_a_value"),
    [("-", True, True), ("N/A", True, True), ("未設定", True, True), ("なし", False, True), ("山田", False, False)],
)
def test_words_for_nothing(written, anywhere, of_a_value):
    assert (says_nothing(written), says_nothing(written, of_value=True)) == (anywhere, of_a_value)


@given(st.text(max_size=40))
def test_no_cell_breaks_a_reader(text):
    for read in (moment, partial_day, amount, day_of_moment):
        try:
            read(text)
        except ValueProblem as problem:
            assert problem.sentence
    assert yes_or_no(text) in (True, False, None)


words = st.text(alphabet="男女可否通常返品有効", min_size=1, max_size=4)


@given(
    st.lists(words, min_size=2, max_size=5, unique=True),
    st.sampled_from(["、", ",", " ", "／"]),
    st.sampled_from(":＝=："),
)
def test_every_legend_is_read_back(said, mark, equals):
    codes = {str(number): word for number, word in enumerate(said)}
    header = "区分（" + mark.join(f"{code}{equals}{word}" for code, word in codes.items()) + "）"
    assert (dict(legend_of(header)), without_legend(header)) == (codes, "区分")


@given(st.text(max_size=40))
def test_no_header_breaks_the_legends(text):
    assert isinstance(without_legend(text), str)
    assert len(legend_of(text)) != 1
