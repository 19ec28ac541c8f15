"""How long a card takes, when to try again, what a call costs."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.time.clock import TOKYO
from joren.outreach.calls.rules.speaking import minutes_aloud, signs
from joren.outreach.calls.rules.trying import PARTS, PAUSE, cost_of, minutes_between, next_try, part_of


def jst(*parts):
    return datetime(*parts, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("text", "number", "minutes"),
    [("", 0, 0.0), ("あ" * 300, 300, 1.0), ("あ" * 301, 301, 1.1), ("新豆、です。\n", 4, 0.1), ("coffee豆", 4, 0.1)],
)
def test_three_hundred_signs_are_a_minute_and_signs_nobody_says_are_none(text, number, minutes):
    assert (signs(text), minutes_aloud(text)) == (number, minutes)


def test_the_next_try_is_in_another_part_of_the_day():
    first = jst(2026, 11, 20, 10, 30)
    second = next_try(first, [first])
    assert second == jst(2026, 11, 20, 13)
    third = next_try(second, [first, second])
    assert third == jst(2026, 11, 20, 17)
    assert next_try(third, [first, second, third]) == jst(2026, 11, 21, 10)


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda one: one.replace(tzinfo=TOKYO)),
    before=st.lists(st.integers(1, 5000), max_size=5),
)
def test_the_next_try_is_never_soon_never_in_the_same_part_and_within_two_days(at, before):
    found = next_try(at, [at - timedelta(minutes=one) for one in before])
    assert found >= at + PAUSE
    assert part_of(found) != part_of(at)
    assert found.time() in PARTS
    assert found - at <= timedelta(days=2)


def test_a_call_costs_its_minutes_at_the_wage():
    assert cost_of(Decimal("2.5"), Decimal(1500)) == Decimal("62.50")
    assert cost_of(Decimal("0.1"), Decimal(1111)) == Decimal("1.85")


def test_a_page_left_open_counts_an_hour_at_most():
    begun = jst(2026, 11, 20, 10)
    assert minutes_between(begun, begun + timedelta(seconds=95)) == Decimal("1.6")
    assert minutes_between(begun, begun) == Decimal("0.1")
    assert minutes_between(begun, begun + timedelta(hours=9)) == Decimal(60)
