from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.money import (
    LARGEST,
    AmountProblem,
    currency_exponent,
    format_money,
    parse_amount,
    to_amount,
)
from tests.worked_numbers import names, worked_cells

AMOUNTS = st.decimals(min_value=-LARGEST, max_value=LARGEST, places=2)


def outcome(text, **options):
    try:
        return str(parse_amount(text, **options))
    except AmountProblem as problem:
        assert problem.text == text
        return problem.code


@pytest.mark.parametrize(("text", "expected"), worked_cells("money", "reading_an_amount"))
def test_amounts_are_read_as_documented(text, expected):
    assert outcome(text) == expected


@pytest.mark.parametrize(("text", "expected"), worked_cells("money", "reading_with_a_decimal_comma"))
def test_a_decimal_comma_is_read_only_when_asked_for(text, expected):
    assert outcome(text, decimal_comma=True) == expected


@pytest.mark.parametrize(("amount", "currency", "shown"), worked_cells("money", "showing_an_amount"))
def test_amounts_are_shown_as_documented(amount, currency, shown):
    assert format_money(Decimal(amount), currency) == shown


@pytest.mark.parametrize(("code", "places"), [("JPY", 0), ("USD", 2), ("EUR", 2), ("KRW", 0), ("KWD", 3), ("XYZ", 2)])
def test_currencies_count_in_their_places(code, places):
    assert currency_exponent(code) == places


@pytest.mark.parametrize("code", ["", "jpy", "YEN1", "¥", "円円円"])
def test_a_word_that_is_no_currency_code_is_refused(code):
    with pytest.raises(ValueError, match="no currency code"):
        currency_exponent(code)


def test_a_typed_number_is_taken_as_it_prints():
    assert [str(to_amount(value)) for value in (0.1 + 0.2, 1234, Decimal("2.675"), "¥5")] == [
        "0.30",
        "1234.00",
        "2.68",
        "5.00",
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "not_finite"),
        (float("inf"), "not_finite"),
        (1e300, "too_large"),
        (Decimal("1e400"), "too_large"),
    ],
)
def test_a_typed_number_that_is_no_amount_is_refused(value, code):
    with pytest.raises(AmountProblem) as caught:
        to_amount(value)
    assert caught.value.code == code


@given(AMOUNTS, st.sampled_from(["JPY", "USD", "EUR", "GBP", "KRW", "CNY", "TWD", "CHF"]))
def test_a_shown_amount_reads_back_as_itself(amount, currency):
    assert parse_amount(format_money(amount, currency)) == amount


@given(AMOUNTS)
def test_an_amount_always_has_two_places_and_no_negative_zero(amount):
    read = parse_amount(str(amount))
    assert read == amount
    assert read.as_tuple().exponent == -2
    assert not (read == 0 and read.is_signed())


@given(st.lists(st.integers(-(10**10), 10**10), max_size=50))
def test_sums_are_exact(cents):
    amounts = [to_amount(Decimal(number) / 100) for number in cents]
    assert sum(amounts, Decimal(0)) * 100 == sum(cents)


@given(st.text(max_size=20), st.text(alphabet="0123456789.,()-+△¥円 eE", max_size=14), st.booleans())
def test_any_text_is_an_amount_or_a_problem_with_a_code(text, moneylike, comma):
    for written in (text, moneylike):
        outcome(written, decimal_comma=comma)


@pytest.mark.parametrize("filler", [" ", "1", "(", "1 ", ","])
def test_a_pasted_page_is_refused_at_once(filler):
    assert outcome("1" + filler * 200_000 + "x") == "not_a_number"


def test_every_table_of_the_rules_is_read_by_a_test():
    assert names("money") == {"reading_an_amount", "reading_with_a_decimal_comma", "showing_an_amount"}
