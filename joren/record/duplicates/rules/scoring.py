"""One explainable score of two people: evidence, its sum, and the band it leads to."""

from collections.abc import Iterator, Sequence
from math import exp
from typing import Final, NamedTuple

from . import birthdays
from .addresses import compare_addresses
from .contacts import compare_emails, compare_phones
from .evidence import Base, Evidence, fixed
from .features import PersonFeatures, Place
from .judging import Band, Suggestion, judged
from .naming import names_of
from .weights import LARGEST_COMMON, NEW_YEAR

_COMMON: Final = frozenset({"phone", "email", "address"})


class Match(NamedTuple):
    """What came out of comparing two people."""

    probability: float
    band: Band
    suggests: Suggestion
    evidence: tuple[Evidence, ...]


def compare(first: PersonFeatures, second: PersonFeatures, base: Base) -> Match:
    """Everything two records say of being one person, with the probability and the band. 15 µs."""
    born = birthdays.compare(first, second)
    evidence = [*names_of(first, second, base, same_birthday=born == "same"), *_person(first, second, born)]
    evidence += _contacts(first, second, base)
    evidence += _places(first, second)
    evidence += _capped(evidence)
    chance = probability(base.prior, evidence)
    band, suggests = judged(evidence, chance)
    return Match(chance, band, suggests, tuple(evidence))


def hopeless(first: PersonFeatures, second: PersonFeatures) -> bool:
    """Whether both names differ and nothing else is the very same: two people, without weighing anything. 1 µs."""
    return (
        _apart(first.given, first.given_romaji, second.given, second.given_romaji)
        and first.given[:1] != second.given[:1]
        and (first.given_romaji[:1] or "-") != second.given_romaji[:1]
        and _apart(first.family, first.family_romaji, second.family, second.family_romaji)
        and (first.year, first.month, first.day) != (second.year, second.month, second.day)
        and first.family_romaji != second.given_romaji
        and first.given_romaji != second.family_romaji
        and first.family != second.given
        and first.given != second.family
        and not _share(first.phones, second.phones)
        and not _share(first.emails, second.emails)
        and not _share(first.line_ids, second.line_ids)
        and _doors(first).isdisjoint(_doors(second))
    )


def probability(prior: float, evidence: Sequence[Evidence]) -> float:
    """logistic(prior + sum of weights)."""
    total = prior + sum(item.weight for item in evidence)
    return 1 / (1 + exp(-max(min(total, 500.0), -500.0)))


def _person(first: PersonFeatures, second: PersonFeatures, born: str) -> Iterator[Evidence]:
    """What belongs to one person alone: birthday, gender, the numbers that name somebody for good."""
    if born:
        item = fixed("birthday", born, first.birthday, second.birthday)
        placeholder = born == "same" and first.month == first.day == 1
        yield item._replace(weight=round(item.weight - NEW_YEAR, 2)) if placeholder else item
    if first.gender and second.gender and "other" not in (first.gender, second.gender):
        yield fixed("gender", "same" if first.gender == second.gender else "different", first.gender, second.gender)
    if first.line_ids and second.line_ids:
        common = set(first.line_ids).intersection(second.line_ids)
        yield fixed("line", "same" if common else "different", *(common and [min(common)] * 2))
    if first.member_number and first.member_number == second.member_number:
        yield fixed("member_number", "same", first.member_number, second.member_number)
    common = set(first.external_ids).intersection(second.external_ids)
    if common:
        yield fixed("external_id", "same", min(common), min(common))
    if first.company and second.company:
        alone = not first.has_name and not second.has_name
        level = "different" if first.company != second.company else "alone" if alone else "same"
        yield fixed("company", level, first.company, second.company)


def _contacts(first: PersonFeatures, second: PersonFeatures, base: Base) -> Iterator[Evidence]:
    for code, compared in (
        ("phone", compare_phones(first.phones, second.phones)),
        ("email", compare_emails(first.emails, second.emails)),
    ):
        level, mine, theirs = compared
        if level == "same":
            yield base.shared(code, mine, theirs)
        elif level:
            yield fixed(code, level, mine, theirs)


def _places(first: PersonFeatures, second: PersonFeatures) -> Iterator[Evidence]:
    level, mine, theirs = compare_addresses(first.places, second.places)
    if level:
        yield fixed("address", level, _said(mine), _said(theirs))


def _said(place: Place) -> str:
    return " ".join(filter(None, place))


def _capped(evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """What relatives share anyhow is not counted as if its parts came together by chance."""
    too_much = sum(item.weight for item in evidence if item.code in _COMMON and item.weight > 0) - LARGEST_COMMON
    if too_much > 0:
        yield Evidence("together", "capped", "", "", round(-too_much, 2))


def _apart(written: str, romaji: str, other_written: str, other_romaji: str) -> bool:
    """Whether one part of two names is known to be neither written nor read the same."""
    if romaji and romaji == other_romaji:
        return False
    return written != other_written if written and other_written else bool(romaji and other_romaji)


def _doors(person: PersonFeatures) -> set[tuple[str, str]]:
    return {(place.postal or place.city, place.town + place.block) for place in person.places if place.block}


def _share(values: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return bool(values and others) and not set(values).isdisjoint(others)
