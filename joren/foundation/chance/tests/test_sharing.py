"""Several groups by weight, and the choice for one person alone."""

from collections import Counter
from fractions import Fraction

import pytest

from joren.foundation.chance import Member, assign, falls_within, part

PEOPLE = [Member(number, "often" if number % 4 == 0 else "seldom") for number in range(1, 101)]


def test_each_group_gets_its_part_of_every_stratum():
    found = part(PEOPLE, {"a": 1, "b": 1, "c": 2}, "seed")
    assert Counter(found.values()) == {"a": 25, "b": 25, "c": 50}
    often = Counter(found[person.customer_id] for person in PEOPLE if person.stratum == "often")
    assert all(abs(often[group] - wanted) <= 1 for group, wanted in {"a": 6, "b": 6, "c": 12}.items())


def test_the_first_group_is_a_plain_choice_and_the_order_of_people_does_not_matter():
    found = part(PEOPLE, {"a": 3, "b": 7}, "s")
    assert {person for person, group in found.items() if group == "a"} == assign(PEOPLE, Fraction(3, 10), "s:a")
    assert part(reversed(PEOPLE), {"b": 7, "a": 3}, "s") == found


def test_over_seeds_everybody_has_the_same_chance_of_each_group():
    times = Counter(group for seed in range(400) for group in [part(PEOPLE[:7], {"a": 1, "b": 2}, str(seed))[3]])
    assert 105 <= times["a"] <= 165


def test_weights_that_say_nothing_are_refused():
    with pytest.raises(ValueError, match="Weights"):
        part(PEOPLE, {"a": 0}, "s")


def test_a_person_alone_falls_within_a_share_or_not_for_ever():
    taken = [number for number in range(10_000) if falls_within(Fraction(1, 10), "seed", str(number), "2026")]
    assert 900 <= len(taken) <= 1_100
    assert taken == [number for number in range(10_000) if falls_within(Fraction(1, 10), "seed", str(number), "2026")]
    assert not any(falls_within(Fraction(0), "seed", str(number)) for number in range(100))
    assert all(falls_within(Fraction(1), "seed", str(number)) for number in range(100))
