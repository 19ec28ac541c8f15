import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joren.foundation.csv_safety import neutralise_exactly, neutralise_formula, restore_neutralised
from tests.worked_numbers import worked_cells


@pytest.mark.parametrize(("text", "cell"), worked_cells("japanese-text", "cells_that_a_spreadsheet_would_run"))
def test_cells_are_neutralised_as_documented_and_come_back(text, cell):
    assert neutralise_formula(text) == cell
    assert restore_neutralised(cell) == text


@pytest.mark.parametrize(
    "text",
    ["\t=1+1", "\r=1+1", "\n=1+1", "\tplain", "\u3000＝1", '=HYPERLINK("http://x")', "-", "+", "-1-1", "+1e"],
)
def test_hidden_starts_are_neutralised(text):
    assert neutralise_formula(text) == "'" + text


@pytest.mark.parametrize("text", ["", "'=1", "1-2-3", "a=b", "taro@example.jp", " 山田", "+1.5%"])
def test_harmless_text_is_left_alone(text):
    assert neutralise_formula(text) == text


@given(st.text(alphabet="=+-@＝\t\r\n '1a,.", max_size=8))
def test_no_cell_begins_like_a_formula_unless_it_is_a_plain_number(text):
    cell = neutralise_formula(text)
    if cell.lstrip()[:1] in tuple("=+-@＝"):
        assert cell[0] in "+-" and float(cell.replace(",", "")) is not None
    assert neutralise_formula(cell) == cell


@given(st.text(alphabet="=+-@＝\t\r\n '1a,.", max_size=8))
def test_what_was_exported_imports_as_it_was(text):
    assume(not text.startswith("'"))
    assert restore_neutralised(neutralise_formula(text)) == text


@given(st.text(alphabet="=+-@＝\t\r\n '1a,.", max_size=8))
def test_an_export_comes_back_to_the_letter_whatever_somebody_wrote(text):
    cell = neutralise_exactly(text)
    assert restore_neutralised(cell) == text
    assert cell == neutralise_formula(cell), "and nothing in it runs"


def test_an_apostrophe_that_was_there_before_stays():
    assert neutralise_exactly("'=1+1") == "''=1+1"
    assert restore_neutralised("''=1+1") == "'=1+1"
    assert restore_neutralised("'=1+1") == "=1+1"
    assert neutralise_exactly("'24年") == "'24年"
