"""Public data whose answers are known: what is sure must be right, and most of it must be found."""

import csv
from collections import defaultdict
from itertools import combinations

import pytest

from joren.record.duplicates.rules.features import Written
from tests.shared_data import shared_data

from .people import everybody


def tokyo():
    """The customers of Tokyo: name, birthday, gender, postal code, the address as far as it is not masked."""
    with shared_data("100knocks/customer_tokyo.csv").open(encoding="utf-8-sig") as opened:
        for row in csv.DictReader(opened):
            family, _space, given = row["customer_name"].partition(" ")
            year, month, day = map(int, row["birth_day"].split("-"))
            city, mark, town = row["address"].removeprefix("東京都").replace("*", "").partition("区")
            yield (
                row,
                Written(
                    family_name=family,
                    given_name=given,
                    birth_year=year,
                    birth_month=month,
                    birth_day=day,
                    gender={"0": "male", "1": "female"}.get(row["gender_cd"], ""),
                    addresses=[(row["postal_cd"], "東京都", city + mark, town, "")],
                ),
            )


def test_of_19_pairs_with_name_and_postal_code_the_12_with_one_birthday_are_sure_and_no_other():
    rows, people = zip(*tokyo(), strict=True)
    matches = everybody(people)
    groups = defaultdict(list)
    for place, row in enumerate(rows):
        groups[row["customer_name"], row["postal_cd"]].append(place)
    alike = [pair for group in groups.values() for pair in combinations(group, 2)]
    born_alike = {pair for pair in alike if rows[pair[0]]["birth_day"] == rows[pair[1]]["birth_day"]}
    sure = {pair for pair in alike if matches[pair].band == "sure"}
    assert (len(alike), len(born_alike)) == (19, 12)
    assert sure == born_alike


def test_a_name_alone_is_never_sure_among_12000_people():
    rows, people = zip(*tokyo(), strict=True)
    names = [Written(family_name=one.family_name, given_name=one.given_name) for one in people]
    # Blocks of names are compared in whole here: every two people who are called the same.
    matches = everybody(names)
    assert len(matches) > 5_000
    assert {match.band for match in matches.values()} <= {"review", "different"}
    assert rows


def febrl(number):
    """Columns mapped as a business would: names, birthday, address and postal code; no social security number."""
    with shared_data(f"febrl/dataset{number}.csv").open() as opened:
        for row in csv.DictReader(opened, skipinitialspace=True):
            born = row["date_of_birth"]
            known = len(born) == 8 and born.isdigit() and 1 <= int(born[4:6]) <= 12 and 1 <= int(born[6:]) <= 31
            street = " ".join(filter(None, (row["street_number"], row["address_1"])))
            yield (
                row["rec_id"].split("-")[1],
                Written(
                    family_name=row["surname"],
                    given_name=row["given_name"],
                    birth_year=int(born[:4]) if known else None,
                    birth_month=int(born[4:6]) if known else None,
                    birth_day=int(born[6:]) if known else None,
                    addresses=[(row["postcode"], row["state"], row["suburb"], street, row["address_2"])],
                ),
            )


@pytest.mark.parametrize(("number", "pairs"), [(1, 500), (2, 1_934)])
def test_febrl(number, pairs):
    marks, people = zip(*febrl(number), strict=True)
    groups = defaultdict(list)
    for place, mark in enumerate(marks):
        groups[mark].append(place)
    truth = {pair for group in groups.values() for pair in combinations(group, 2)}
    assert len(truth) == pairs
    matches = everybody(people)
    sure = {pair for pair, match in matches.items() if match.band == "sure"}
    shown = {pair for pair, match in matches.items() if match.band != "different"}
    assert len(shown & truth) / len(shown) >= 0.99
    assert len(shown & truth) / pairs >= 0.90
    assert len(sure & truth) / len(sure) >= 0.98
    assert len(sure & truth) / pairs >= 0.80
