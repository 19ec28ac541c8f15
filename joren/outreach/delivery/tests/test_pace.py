from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.delivery.rules import MAX_ATTEMPTS, Pace, retry_after


def test_without_a_limit_everything_may_go():
    assert Pace(None).allowed(0, 10_000) == 10_000


def test_sixty_a_minute_is_one_a_second():
    pace = Pace(60)
    assert [pace.allowed(second, 5) for second in (0, 0.5, 1, 1.9, 2)] == [1, 0, 1, 0, 1]
    assert pace.wait(2.25) == 0.75


def test_six_hundred_a_minute_go_in_bursts_of_at_most_a_seconds_worth():
    pace = Pace(600)
    assert pace.allowed(100, 50) == 10
    assert pace.allowed(100, 50) == 0
    assert pace.allowed(100.35, 50) == 3
    assert pace.allowed(200, 50) == 10  # a long rest earns no flood


@given(st.integers(1, 6000), st.lists(st.tuples(st.floats(0, 3), st.integers(0, 100)), max_size=50))
def test_no_minute_ever_sees_more_than_the_limit_and_one_burst(per_minute, steps):
    pace, now, gone = Pace(per_minute), 0.0, []
    for step, wanted in steps:
        now += step
        gone += [now] * pace.allowed(now, wanted)
    for at in gone:
        assert sum(at <= other < at + 60 for other in gone) <= per_minute + max(1, per_minute / 60) + 1


def test_the_waits_grow_and_end():
    waits = [retry_after(attempt) for attempt in range(1, MAX_ATTEMPTS)]
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 15, 60, 180, 360, 720, 1440]
    assert retry_after(MAX_ATTEMPTS) is None
