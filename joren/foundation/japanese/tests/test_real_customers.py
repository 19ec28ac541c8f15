"""The 11,928 made-up customers of the public Tokyo file: every row is read, none is refused."""

import csv

import pytest

from joren.foundation.japanese.dates import parse_date
from joren.foundation.japanese.folding import fold, index_grams, query_grams
from joren.foundation.japanese.names import split_name
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.japanese.prefectures import prefecture_of
from tests.shared_data import shared_data


@pytest.fixture(scope="module")
def rows():
    with shared_data("100knocks/customer_tokyo.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 11_928
    return rows


def test_every_name_splits_in_two_and_is_found_by_either_half(rows):
    for row in rows:
        family, given = split_name(row["customer_name"])
        assert family and given
        grams = set(index_grams(row["customer_name"]))
        assert grams.issuperset(query_grams(family)) and grams.issuperset(query_grams(given))
        assert fold(family + given) == fold(row["customer_name"])


def test_every_birthday_and_every_application_date_is_read(rows):
    birthdays = [parse_date(row["birth_day"]) for row in rows]
    applied = [parse_date(row["application_date"]) for row in rows]
    assert [day.isoformat() for day in birthdays] == [row["birth_day"] for row in rows]
    assert [f"{day:%Y%m%d}" for day in applied] == [row["application_date"] for row in rows]


def test_every_postal_code_is_read_with_or_without_its_dash(rows):
    for row in rows:
        code = row["postal_cd"]
        assert normalise_postal_code(code) == normalise_postal_code(code.replace("-", "")) == code


def test_every_address_begins_with_its_prefecture(rows):
    prefectures = {prefecture_of(row["address"])[0] for row in rows}
    assert prefectures == {"東京都"}
