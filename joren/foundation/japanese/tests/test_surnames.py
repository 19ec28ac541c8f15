"""Names written together, parted only where they can be."""

import csv

import pytest

from joren.foundation.japanese.surnames import (
    begins_with_surname,
    is_latin_surname,
    split_joined_name,
    split_joined_reading,
)
from tests.shared_data import shared_data


@pytest.mark.parametrize(
    ("name", "reading", "parts"),
    [
        ("山田太郎", "", ("山田", "太郎")),
        ("髙橋一郎", "", ("髙橋", "一郎")),
        ("佐々木花子", "", ("佐々木", "花子")),
        ("長谷川一", "", None),
        ("長谷川一", "ハセガワ", ("長谷川", "一")),
        ("長谷川一", "ハセ", ("長谷", "川一")),
        ("林太郎", "", None),
        ("林太郎", "はやし", ("林", "太郎")),
        ("鈴木商店", "", None),
        ("佐藤医院", "", None),
        ("山田 太郎", "", None),
        ("ヤマダタロウ", "", None),
        ("Yamada", "", None),
        ("山田", "", None),
        ("", "", None),
    ],
)
def test_a_name_is_parted_only_where_one_way_is_left(name, reading, parts):
    assert split_joined_name(name, reading) == parts


@pytest.mark.parametrize(
    ("reading", "family", "parts"),
    [
        ("ヤマダタロウ", "山田", ("ヤマダ", "タロウ")),
        ("やまだたろう", "山田", ("ヤマダ", "タロウ")),
        ("ﾔﾏﾀﾞﾀﾛｳ", "山田", ("ヤマダ", "タロウ")),
        ("サトウタロウ", "山田", None),
        ("ヤマダ", "山田", None),
        ("ヤマダタロウ", "無名塾", None),
    ],
)
def test_a_reading_is_parted_by_the_readings_of_its_family_name(reading, family, parts):
    assert split_joined_reading(reading, family) == parts


def test_latin_family_names_are_known_in_every_system_of_writing():
    assert [is_latin_surname(word) for word in ("YAMADA", "Ohtani", "Satou", "Satō", "Smith", "Taro")] == [
        *(True, True, True),
        *(False, False, False),
    ]


def test_names_begin_with_family_names():
    assert [
        begins_with_surname(text) for text in ("山田 太郎", "佐藤花子", "Ken Tanaka", "渋谷区1-1", "会員", "商品名")
    ] == [
        *(True, True, True),
        *(False, False, False),
    ]


def test_of_real_names_written_together_next_to_none_is_parted_wrongly():
    with shared_data("100knocks/customer_tokyo.csv").open(encoding="utf-8-sig") as file:
        names = [parts for row in csv.DictReader(file) if len(parts := row["customer_name"].split()) == 2]
    found = [(split_joined_name("".join(name)), tuple(name)) for name in names]
    right = sum(parts == name for parts, name in found)
    wrong = sum(parts is not None and parts != name for parts, name in found)
    assert (len(names), right, wrong) == (11_928, 10_235, 1)
