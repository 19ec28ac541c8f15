"""The arithmetic of coupons."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.coupons.rules.codes import ALPHABET, new_code, normalised, read_code, shown
from joren.outreach.coupons.rules.discounts import discount_on
from joren.outreach.coupons.rules.premiums import gift_limit, judge_gift
from tests.worked_numbers import names, worked_cells

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


def money(shown):
    return Decimal(shown) if shown else None


@pytest.mark.parametrize(("eligible", "kind", "value", "most", "off"), worked_cells("coupons", "discount"))
def test_what_is_taken_off(eligible, kind, value, most, off):
    taken = discount_on(Decimal(eligible), kind=kind, value=money(value), most_off=money(most))
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


@pytest.mark.parametrize(("way", "purchase", "limit"), worked_cells("coupons", "gift_limit"))
def test_the_limits_of_the_law_on_premiums(way, purchase, limit):
    assert gift_limit(way, Decimal(purchase)) == money(limit)


def test_every_worked_number_of_the_document_is_tested():
    assert names("coupons") == {"discount", "gift_limit"}


def test_a_gift_at_its_limit_is_allowed_and_a_yen_above_is_not():
    judged = [judge_gift("everybody_who_buys", worth=Decimal(worth), purchase=Decimal(3000)) for worth in (600, 601)]
    assert [one.allowed for one in judged] == [True, False]
