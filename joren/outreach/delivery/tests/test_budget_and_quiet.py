"""The arithmetic of attention, quiet hours and the control group: what holds for every person and every moment."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.delivery.policy import is_holiday
from joren.outreach.delivery.rules.budget import MONTH, WEEK, Budget, charged, signs_of_fatigue
from joren.outreach.delivery.rules.control import in_control, place, threshold
from joren.outreach.delivery.rules.quiet import Quiet

TOKYO = ZoneInfo("Asia/Tokyo")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
QUIETS = st.builds(Quiet, start=TIMES, end=TIMES, holidays=st.booleans())


@given(QUIETS, MOMENTS)
def test_the_next_moment_is_never_quiet_never_earlier_and_at_most_two_weeks_away(quiet, at):
    allowed = quiet.next_allowed(at, TOKYO, is_holiday)
    assert not quiet.is_quiet(allowed, TOKYO, is_holiday)
    assert at <= allowed <= at + timedelta(days=14)


@given(QUIETS, MOMENTS, st.floats(0, 1))
def test_everything_before_the_next_moment_is_quiet(quiet, at, part):
    allowed = quiet.next_allowed(at, TOKYO, is_holiday)
    between = at + (allowed - at) * part
    assert between >= allowed or quiet.is_quiet(between, TOKYO, is_holiday)


@given(QUIETS, MOMENTS)
def test_asked_again_it_says_the_same(quiet, at):
    allowed = quiet.next_allowed(at, TOKYO, is_holiday)
    assert quiet.next_allowed(allowed, TOKYO, is_holiday) == allowed


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        ("2026-11-24T20:59", "2026-11-24T20:59"),
        ("2026-11-24T21:00", "2026-11-25T08:00"),
        ("2026-11-25T03:00", "2026-11-25T08:00"),
        ("2026-11-25T08:00", "2026-11-25T08:00"),
        ("2026-11-20T21:00", "2026-11-21T08:00"),  # Saturday counts
        ("2026-11-21T21:00", "2026-11-24T08:00"),  # Sunday, then 勤労感謝の日
        ("2026-05-02T21:00", "2026-05-07T08:00"),  # Sunday 3 May and the holidays after it
    ],
)
def test_worked_mornings(at, begins):
    quiet = Quiet(start=time(21), end=time(8), holidays=True)
    moment = datetime.fromisoformat(at).replace(tzinfo=TOKYO)
    assert quiet.next_allowed(moment, TOKYO, is_holiday) == datetime.fromisoformat(begins).replace(tzinfo=TOKYO)


def test_holidays_of_japan():
    assert [is_holiday(date(2026, 11, day)) for day in (21, 22, 23, 24)] == [False, True, True, False]


@given(
    st.integers(0, 10),
    st.integers(0, 20),
    st.lists(st.tuples(st.integers(0, 24 * 90), st.integers(1, 5)), max_size=60),
)
def test_no_seven_and_no_thirty_days_ever_see_more_than_the_budget(week, month, wanted):
    budget, begin = Budget(week=week, month=month), datetime(2026, 1, 1, tzinfo=UTC)
    gone = []
    for hours, price in sorted(wanted):
        at = begin + timedelta(hours=hours)
        if budget.allows(price, week=charged(gone, at, WEEK), month=charged(gone, at, MONTH)):
            gone.append((at, price))
    for at, _ in gone:
        assert sum(points for moment, points in gone if at <= moment < at + WEEK) <= week
        assert sum(points for moment, points in gone if at <= moment < at + MONTH) <= month


@given(st.integers(0, 50), st.integers(2, 20), st.booleans(), st.booleans(), st.integers(0, 100))
def test_more_signs_never_leave_more_budget(streak, tired_after, stopped, complained, week):
    fewer = signs_of_fatigue(streak=streak, tired_after=tired_after, stopped=False, complained=False)
    more = signs_of_fatigue(streak=streak, tired_after=tired_after, stopped=stopped, complained=complained)
    budget = Budget(week=week, month=week)
    assert 0 <= fewer <= 2 and fewer <= more <= 4
    assert 0 <= budget.shrunk(more).week <= budget.shrunk(fewer).week <= week


def test_worked_signs():
    assert [signs_of_fatigue(streak=n, tired_after=8, stopped=False, complained=False) for n in (7, 8, 15, 16, 99)] == [
        0,
        1,
        1,
        2,
        2,
    ]
    assert Budget(week=3, month=8).shrunk(1) == Budget(week=1, month=4)
    assert Budget(week=3, month=8).shrunk(2) == Budget(week=0, month=2)


@given(st.integers(1, 10**9), st.text(max_size=32))
def test_a_larger_share_keeps_whoever_was_in_the_group(customer_id, seed):
    assert 0 <= place(customer_id, seed) < 2**32
    shares = [in_control(customer_id, Decimal(share) / 100, seed) for share in (0, 1, 5, 20, 50, 100)]
    assert shares[0] is False and shares[-1] is True and shares == sorted(shares)


def test_a_share_that_is_none_is_refused():
    for share in ("-0.1", "1.1"):
        with pytest.raises(ValueError, match="between 0 and 1"):
            threshold(Decimal(share))


def test_five_percent_are_five_percent():
    assert abs(sum(in_control(n, Decimal("0.05"), "s") for n in range(20_000)) - 1000) < 120
