"""Who is held back: stratified random assignment, fixed before anything is sent."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil
from typing import NamedTuple


class Member(NamedTuple):
    """One person of an audience; people of one ``stratum`` are alike (say, in what they bought before)."""

    customer_id: int
    stratum: str


def assign(members: Iterable[Member], share: Fraction | Decimal, seed: str) -> set[int]:
    """Choose the customers to hold back: the same members, share and seed always give the same people.

    The number held back is the whole number nearest to ``share`` (0 to 1) of the audience; a tie goes to
    sending. Each stratum gives its part of that number, rounded down or up. Over seeds every person has the
    same chance, whatever the size of the stratum: people are put in a random order stratum by stratum, and
    every (people/number)-th is taken from a random start (systematic sampling from a random order: Cochran
    1977, Sampling Techniques, ch. 8). The order in which members arrive does not matter.

    Raises ValueError for a share outside 0 to 1 and for a customer listed twice.
    """
    people = list(members)
    _refuse_twice(people)
    number = held_back_number(len(people), share)
    if number == 0:
        return set()
    ordered = sorted(people, key=lambda person: _place(person, seed))
    start = int.from_bytes(digest(seed, "start")) % len(ordered)
    return {
        person.customer_id
        for place, person in enumerate(ordered)
        if (place * number + start) % len(ordered) + number >= len(ordered)
    }


def held_back_number(people: int, share: Fraction | Decimal) -> int:
    """How many of ``people`` are held back: the whole number nearest to share x people; ties go to sending.

    Raises ValueError for a share outside 0 to 1 (not a number included).
    """
    exact = Fraction(share)
    if not 0 <= exact <= 1:
        raise ValueError(f"The held-back share must be between 0 and 1, not {share}.")
    return ceil(exact * people - Fraction(1, 2))


def _refuse_twice(people: list[Member]) -> None:
    twice = [customer for customer, times in Counter(p.customer_id for p in people).items() if times > 1]
    if twice:
        raise ValueError(f"Customer {min(twice)} is in the audience more than once.")


def _place(person: Member, seed: str) -> tuple[bytes, str, bytes]:
    """Strata in random order, people in random order within each; the name tells two strata apart."""
    return (
        digest(seed, "stratum", person.stratum),
        person.stratum,
        digest(seed, "person", str(person.customer_id)),
    )


def digest(*parts: str) -> bytes:
    """SHA-256 of the parts, each with its length before it, so that no two lists of parts read alike."""
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).digest()
