"""Who is held back: fixed by the seed, as near to the share as can be, even within strata, fair to everybody."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.chance import Member, assign
from joren.foundation.chance.assignment import held_back_number
from tests.worked_numbers import worked

audiences = st.lists(
    st.builds(Member, st.integers(1, 10**9), st.sampled_from(["", "new", "some", "much", "常"])),
    unique_by=lambda member: member.customer_id,
    max_size=120,
)
shares = st.fractions(0, 1, max_denominator=1000)


def audience(*sizes: int) -> list[Member]:
    strata = [stratum for stratum, size in enumerate(sizes) for _ in range(size)]
    return [Member(place, str(stratum)) for place, stratum in enumerate(strata, start=1)]


@pytest.mark.parametrize("row", worked("experiments", "held_back_number"))
def test_the_number_is_the_nearest_whole_number_and_a_tie_goes_to_sending(row):
    people, share, number = int(row["people"]), Decimal(row["share"]), int(row["held back"])
    assert held_back_number(people, share) == number
    assert len(assign(audience(people), share, "any")) == number


@pytest.mark.parametrize("row", worked("experiments", "strata"))
def test_each_stratum_gives_its_part_rounded_down_or_up(row):
    members = audience(*map(int, row["strata"].split()))
    strata = sorted({member.stratum for member in members})
    stratum_of = {member.customer_id: member.stratum for member in members}
    seen: list[list[int]] = []
    for seed in range(60):
        held = assign(members, Decimal(row["share"]), str(seed))
        assert len(held) == int(row["held back"])
        counts = Counter(stratum_of[customer] for customer in held)
        seen.append([counts[stratum] for stratum in strata])
    by_stratum = list(zip(*seen, strict=True))
    assert [min(counts) for counts in by_stratum] == [int(cell) for cell in row["fewest in each"].split()]
    assert [max(counts) for counts in by_stratum] == [int(cell) for cell in row["most in each"].split()]


@given(audiences, shares, st.text(max_size=8))
def test_number_and_strata_are_never_more_than_one_off(members, share, seed):
    held = assign(members, share, seed)
    assert held <= {member.customer_id for member in members}
    assert abs(len(held) - share * len(members)) <= Fraction(1, 2)
    sizes = Counter(member.stratum for member in members)
    counts = Counter(member.stratum for member in members if member.customer_id in held)
    for stratum, size in sizes.items():
        assert abs(counts[stratum] - Fraction(len(held) * size, len(members))) < 1


@given(audiences, shares, st.text(max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_members_does_not_matter(members, share, seed, random):
    shuffled = members.copy()
    random.shuffle(shuffled)
    assert assign(shuffled, share, seed) == assign(iter(members), share, seed)


def test_the_same_seed_gives_the_same_people_for_ever_and_another_seed_others():
    members = audience(20, 10)
    assert assign(members, Decimal("0.2"), "campaign-1") == {2, 8, 13, 15, 21, 25}
    assert assign(members, Decimal("0.2"), "campaign-2") != assign(members, Decimal("0.2"), "campaign-1")


def test_everybody_has_the_same_chance_whatever_the_size_of_the_stratum():
    members, rounds = audience(7, 4, 3, 1), 3000
    times = Counter(customer for seed in range(rounds) for customer in assign(members, Decimal("0.2"), f"{seed}"))
    expected = rounds * 3 / 15
    assert all(abs(times[member.customer_id] - expected) < 5 * (expected * 0.8) ** 0.5 for member in members)


def test_nobody_and_everybody():
    assert assign([], Decimal("0.1"), "s") == set()
    assert assign(audience(50), Decimal(0), "s") == set()
    assert assign(audience(2, 1), Decimal(1), "s") == {1, 2, 3}


def test_two_groups_are_alike_in_what_the_strata_say():
    random = Random(1)
    members = [Member(customer, random.choice("abcdefgh")) for customer in range(10_000)]
    held = assign(members, Decimal("0.1"), "s")
    assert len(held) == 1000
    for stratum, size in Counter(member.stratum for member in members).items():
        assert abs(sum(m.stratum == stratum for m in members if m.customer_id in held) - size / 10) < 1


@pytest.mark.parametrize("share", [Decimal("-0.1"), Decimal("1.01"), Fraction(11, 10), Decimal("NaN")])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(ValueError):
        assign(audience(10), share, "s")


def test_a_customer_listed_twice_is_refused():
    with pytest.raises(ValueError, match="Customer 7 is in the audience more than once"):
        assign([Member(7, "a"), Member(8, "a"), Member(7, "b")], Decimal("0.1"), "s")
