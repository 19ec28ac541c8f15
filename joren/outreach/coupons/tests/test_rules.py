"""The arithmetic of coupons."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.coupons.rules.codes import ALPHABET, new_code, normalised, read_code, shown
from joren.outreach.coupons.rules.discounts import discount_on
from joren.outreach.coupons.rules.premiums import gift_limit, judge_gift

CODES = st.integers(0, 2**50 - 1).map(
    lambda number: new_code(lambda _bits, seen=[number]: seen[0] if seen[0] % 37 < 32 else seen[0] - 5)
)


@given(CODES)
def test_a_code_is_read_back_as_it_was_made(code):
    assert read_code(code) == code
    assert read_code(shown(code).lower()) == code
    assert shown(code) == f"{code[:4]}-{code[4:8]}-{code[8:]}"


@given(CODES, st.integers(0, 10), st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_noticed(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    assert (read_code(wrong) == code) == (wrong == code)
    if wrong != code:
        assert read_code(wrong) is None


@given(CODES, st.integers(0, 9))
def test_every_exchange_of_neighbours_is_noticed(code, place):
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        assert read_code(wrong) is None


@pytest.mark.parametrize(("typed", "read"), [("０ａ-b ｃ", "0ABC"), ("あき５００!", "あき500"), ("", "")])
def test_what_is_typed_is_brought_into_one_form(typed, read):
    assert normalised(typed) == read


@pytest.mark.parametrize(
    ("eligible", "kind", "value", "most", "off"),
    [
        (1999, "percent", 10, None, 199),
        (1999, "percent", 100, None, 1999),
        (30000, "percent", 10, 1000, 1000),
        (300, "amount", 500, None, 300),
        (2000, "amount", 500, None, 500),
        (2000, "gift", None, None, 0),
        (0, "amount", 500, None, 0),
    ],
)
def test_what_is_taken_off(eligible, kind, value, most, off):
    decimal = lambda number: None if number is None else Decimal(number)  # noqa: E731
    taken = discount_on(Decimal(eligible), kind=kind, value=decimal(value), most_off=decimal(most))
    assert taken == Decimal(off)


@given(st.decimals(0, 10**7, places=2), st.decimals(1, 100, places=2), st.none() | st.decimals(1, 10**4, places=0))
def test_never_more_is_taken_off_than_the_goods_cost_and_always_whole_yen(eligible, percent, most):
    off = discount_on(eligible, kind="percent", value=percent, most_off=most)
    assert 0 <= off <= eligible
    assert off == off.to_integral_value()
    assert most is None or off <= most


def test_a_return_takes_no_coupon():
    with pytest.raises(ValueError, match="return"):
        discount_on(Decimal(-1), kind="amount", value=Decimal(1))


@pytest.mark.parametrize(
    ("way", "purchase", "limit"),
    [
        ("everybody_who_buys", 999, 200),
        ("everybody_who_buys", 1000, 200),
        ("everybody_who_buys", 3000, 600),
        ("by_lot", 1000, 20_000),
        ("by_lot", 4999, 99_980),
        ("by_lot", 5000, 100_000),
        ("without_a_purchase", 0, None),
    ],
)
def test_the_limits_of_the_law_on_premiums(way, purchase, limit):
    assert gift_limit(way, Decimal(purchase)) == (None if limit is None else Decimal(limit))


def test_a_gift_at_its_limit_is_allowed_and_a_yen_above_is_not():
    judged = [judge_gift("everybody_who_buys", worth=Decimal(worth), purchase=Decimal(3000)) for worth in (600, 601)]
    assert [one.allowed for one in judged] == [True, False]
