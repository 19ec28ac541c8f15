"""Machines and people told apart: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.responses.rules.hits import Hit
from joren.outreach.responses.rules.machines import Sign, judge

from .taking import BROWSER

SENT = 1_800_000_000.0
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
GMAIL_AHEAD = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 "
    "Safari/537.36 Edge/12.246 Mozilla/5.0"
)
YAHOO = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"


def hit(kind: str, after: float, *, number: int = 0, agent: str = BROWSER, address: str = "203.0.113.5", **more) -> Hit:
    return Hit(kind, 7, number, int((SENT + after) * 1000), address=address, agent=agent, **more)


def signs(*hits: Hit, sent_at: float | None = SENT) -> list[Sign | None]:
    return [judged.sign for judged in judge(hits, sent_at)]


@pytest.mark.parametrize(
    ("what", "sign"),
    [
        (hit("o", 60), None),
        (hit("o", 60, agent=GMAIL, address="66.249.84.1"), None),
        (hit("o", 60, agent=YAHOO), None),
        (hit("o", 60, agent="Mozilla/5.0"), Sign.PREFETCH),
        (hit("o", 60, address="17.58.1.2"), Sign.PREFETCH),
        (hit("c", 60, number=1, address="17.58.1.2"), None),
        (hit("o", 60, agent=GMAIL_AHEAD, address="66.249.84.1"), Sign.PREFETCH),
        (hit("o", 60, agent=""), Sign.PREFETCH),
        (hit("c", 60, number=1, agent=""), Sign.PROGRAM),
        (hit("c", 60, number=1, method="HEAD"), Sign.HEAD),
        (hit("c", 60, number=1, agent="python-requests/2.32"), Sign.PROGRAM),
        (hit("c", 60, number=1, agent="facebookexternalhit/1.1;line-poker/1.0"), Sign.PREVIEW),
        (hit("c", 60, number=1, agent="Mozilla/5.0 (compatible; BingPreview/1.0b)"), Sign.SCANNER),
        (hit("c", 60, number=1, address="40.107.3.9"), Sign.SCANNER),
        (hit("c", 60, number=1, address="2a01:111:f403:c100::1"), Sign.SCANNER),
        (hit("c", 60, number=1, address="no address"), None),
        (hit("c", 1.9, number=1), Sign.TOO_SOON),
        (hit("c", 2.0, number=1), None),
        (hit("c", -3600, number=1), Sign.TOO_SOON),
    ],
)
def test_one_hit_is_told_by_what_it_shows(what, sign):
    assert signs(what) == [sign]


def test_without_a_moment_of_sending_nothing_is_too_soon():
    assert signs(hit("c", 0.5, number=1), sent_at=None) == [None]


def test_three_links_within_five_seconds_are_a_scanner_with_the_picture_it_loaded():
    burst = [hit("c", 30 + n, number=n + 1) for n in range(3)]
    assert signs(hit("o", 29), *burst) == [Sign.BURST] * 4


def test_the_person_who_comes_after_the_scanner_is_a_person():
    burst = [hit("c", 30 + n, number=n + 1, address="198.51.100.9") for n in range(4)]
    assert signs(*burst, hit("o", 33, address="203.0.113.5"), hit("c", 3600, number=1)) == [Sign.BURST] * 4 + [None] * 2


def test_two_links_or_one_link_thrice_are_a_person():
    assert signs(hit("c", 30, number=1), hit("c", 31, number=2), hit("c", 32, number=1)) == [None] * 3


def test_three_links_in_ten_seconds_are_a_quick_person():
    assert signs(*(hit("c", 30 + 5.1 * n, number=n + 1) for n in range(3))) == [None] * 3


def test_a_message_asked_for_all_day_is_judged_like_others():
    hits = [hit("c", 30 + n / 1000, number=n % 7 + 1) for n in range(30_000)]
    assert set(signs(*hits)) == {Sign.BURST}
    slow = [hit("c", 30 + 2 * n, number=n % 7 + 1) for n in range(5_000)]
    assert set(signs(*slow)) == {Sign.BURST}


_BURSTY = st.lists(
    st.tuples(st.sampled_from("oc"), st.integers(10_000, 60_000), st.integers(1, 4), st.sampled_from("ab")), max_size=25
)


@given(_BURSTY)
def test_the_clicks_of_a_burst_are_those_of_any_five_seconds_with_three_links(made):
    hits = sorted(
        (hit(kind, at / 1000, number=number, address=who) for kind, at, number, who in made), key=lambda h: h.at
    )
    clicks = [one for one in hits if one.kind == "c"]
    told = {one.hit for one in judge(hits, SENT) if one.sign is Sign.BURST and one.hit.kind == "c"}
    for first in clicks:
        within = [one for one in clicks if 0 <= one.at - first.at <= 5000]
        if len({one.number for one in within}) >= 3:
            assert set(within) <= told
    assert bool(told) == any(
        len({one.number for one in clicks if 0 <= one.at - first.at <= 5000}) >= 3 for first in clicks
    )


@given(
    kind=st.sampled_from("oc"),
    delivery_id=st.integers(1, 2**63 - 1),
    number=st.integers(0, 2**15 - 1),
    at=st.integers(1, 2**47 - 1),
    agent=st.text(),
    address=st.sampled_from(["203.0.113.5", "2001:db8::1", ""]),
)
def test_a_line_says_what_the_hit_said_whatever_a_program_calls_itself(kind, delivery_id, number, at, agent, address):
    line = Hit(kind, delivery_id, number, at, "GET", address, agent).line()
    assert line.count("\n") == 1 and line.endswith("\n")
    read = Hit.parsed(line[:-1])
    assert read == Hit(kind, delivery_id, number, at, "GET", address, " ".join(agent.split())[:300])


@given(st.text())
def test_a_damaged_line_is_passed_over(line):
    assert Hit.parsed(line) is None or line.count("\t") == 6
