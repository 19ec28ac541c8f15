"""Addresses: read into parts, keys, postal codes, and the public sets of real addresses with known answers."""

import csv
import json
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from joren.foundation.japanese.addresses import Address, address_key, parse_address, suggest, warnings_for
from joren.foundation.japanese.addresses.parsing import BLOCK, CITY, NOTHING, PREFECTURE, TOWN, written
from joren.foundation.japanese.addresses.postal import check, codes_of, look_up, withdrawn_place
from joren.foundation.japanese.addresses.spelling import LOOSE, flat, number_of, spellings, tidy
from joren.foundation.japanese.addresses.table import FILE, postal_table
from tests.shared_data import shared_data
from tests.worked_numbers import names, worked, worked_cells

DOCUMENT = "addresses"
PARTS = ("prefecture", "city", "town", "chome", "block", "building", "room", "rest")


@pytest.mark.parametrize("row", worked(DOCUMENT, "addresses"), ids=lambda row: row["written"])
def test_addresses_are_read_as_documented(row):
    said = {name: cell.replace("·", " ") for name, cell in row.items()}
    address = parse_address(said["written"])
    assert {part: getattr(address, part) for part in PARTS} == {part: said[part] for part in PARTS}


@pytest.mark.parametrize(("one", "another", "key"), worked_cells(DOCUMENT, "address_keys"))
def test_spellings_of_one_address_share_their_keys(one, another, key):
    keys = [address_key(parse_address(text)) for text in (one, another)]
    assert keys == [tuple(key.split(" / "))] * 2


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("", NOTHING),
        ("なし", NOTHING),
        ("東京都", PREFECTURE),
        ("江東区", CITY),
        ("江東区南砂", TOWN),
        ("江東区南砂1-2", BLOCK),
    ],
)
def test_the_depth_says_how_far_an_address_was_understood(text, depth):
    assert parse_address(text).depth == depth
    assert len(address_key(parse_address(text))) == depth


def test_a_postal_code_tells_the_city_that_was_left_out():
    assert parse_address("本町1-2-3").prefecture == ""
    found = parse_address("本町1-2-3", "330-0854")  # 大宮区桜木町: no 本町 there
    assert (found.prefecture, found.rest) == ("", "本町1-2-3")
    found = parse_address("桜木町1-2-3", "330-0854")
    assert (found.prefecture, found.city, found.town) == ("埼玉県", "さいたま市大宮区", "桜木町")


def test_of_two_cities_of_one_name_the_one_that_has_the_town_is_meant():
    assert parse_address("府中市宮西町2-24").prefecture == "東京都"
    assert parse_address("府中市府川町315").prefecture == "広島県"
    assert parse_address("府中市").prefecture == ""
    assert parse_address("府中市", "726-0003").prefecture == "広島県"


def test_a_ward_left_out_is_found_by_its_town_where_only_one_has_it():
    assert parse_address("大阪府大阪市梅田1-2-3").city == "大阪市北区"
    assert parse_address("大阪府大阪市").city == "大阪市"


@pytest.mark.parametrize(("digits", "value"), [("二十四", 24), ("二四", 24), ("百五", 105), ("千", 1000), ("24", 24)])
def test_kanji_numerals_are_read(digits, value):
    assert number_of(digits) == value


def test_a_flat_name_has_the_length_of_what_was_written():
    text = tidy("東京都千代田区霞ヶ関三丁目　髙層ビル")
    assert len(flat(text)) == len(text)
    assert spellings(flat("北二十四条西")) == ["北2十4条西", "北24条西"]
    assert spellings(flat("東光20条")) == ["東光20条", "東光2十条"]


TEXTS = st.text(
    alphabet="東京都江東区南砂市村郡大字丁目番地号一二十の1２-ー 〒ビル405室Ａ（）上る西入、", max_size=30
) | st.text(max_size=30)


@given(TEXTS)
@example("東京都江東区南砂1-2-3-405")
@example("P.O. Box 12, 東京都中央区")
@example("千葉県旭市ニの２５１０－１")
def test_any_text_is_read_and_its_normal_spelling_reads_the_same_place(text):
    address = parse_address(text)
    assert len(address_key(address)) == address.depth
    if address.depth == BLOCK and address.known_town and not address.rest:
        again = parse_address(written(address))
        assert address_key(again) == address_key(address)
        assert written(parse_address(written(again))) == written(again)


def _in_kanji(number):
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else "〇一二三四五六七八九"[tens] + "十") + (
        "" if not ones else "〇一二三四五六七八九"[ones]
    )


@given(st.integers(0, 1891), st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 99), st.integers(1, 99))
def test_every_way_of_writing_a_town_with_chome_has_one_key(city_number, line, chome, first, second):
    city = postal_table().cities[city_number]
    lines = [number for number in dict.fromkeys(city.towns.values()) if city.town(number).has_chome]
    assume(lines)
    town = city.town(lines[line % len(lines)]).name
    assume(not re.search(r"[0-9一二三四五六七八九十百千]$|大字|丁目", town))
    place = f"{city.prefecture}{city.name}"
    key = address_key(parse_address(f"{place}{town}{chome}丁目{first}番{second}号"))
    assert key == (city.prefecture, city.name, LOOSE.sub("", flat(town)) or town, f"{chome}-{first}-{second}")
    for said in (
        f"{place}{town}{chome}-{first}-{second}",
        f"{place} {town}{_in_kanji(chome)}丁目{_in_kanji(first)}番地{_in_kanji(second)}",
        f"{place}大字{town}{chome}ー{first}－{second} サンハイツ201号室",
        f"{place}{town}{chome}丁目{first}の{second}",
    ):
        assert address_key(parse_address(said)) == key


# --- postal codes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "address", "agreement"), worked_cells(DOCUMENT, "agreements"))
def test_code_and_address_are_compared_as_documented(code, address, agreement):
    assert check(code, address) == agreement


def test_a_code_leads_to_its_places_with_readings():
    (place,) = look_up("１３６００７６")
    assert (place.code, place.prefecture, place.city, place.town) == ("136-0076", "東京都", "江東区", "南砂")
    assert (place.city_kana, place.town_kana) == ("コウトウク", "ミナミスナ")
    assert len(look_up("989-6712")) == 31
    assert look_up("136-0076x") == look_up("999-9999") == look_up("") == []


def test_codes_of_buildings_and_large_customers_are_known():
    (tower,) = look_up("100-6640")
    assert (tower.town, tower.building) == ("丸の内", "グラントウキョウサウスタワー")
    (business,) = look_up("060-8621")
    assert (business.town, business.business) == ("北一条西", "株式会社日本経済新聞社札幌支社")


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("江東区南砂1-2-3", ["136-0076"]),
        ("札幌市中央区北1条西5丁目1", ["060-0001"]),
        ("札幌市中央区北1条西25丁目1", ["064-0821"]),
        ("東京都江東区", ["135-0000"]),
        ("東京都", []),
        ("京都市上京区亀屋町1", ["602-8062", "602-8119", "602-0854", "602-8284"]),
    ],
)
def test_an_address_leads_to_its_codes(address, codes):
    assert codes_of(parse_address(address)) == codes


def test_a_withdrawn_code_says_where_it_was():
    assert check("982-0261", "仙台市青葉区折立1-2-3") == "withdrawn"
    was = withdrawn_place("982-0261")
    assert was is not None and (was.city, was.town) == ("仙台市青葉区", "折立")
    assert withdrawn_place("136-0076") is None and withdrawn_place("") is None


@given(st.integers(0, 1891), st.integers(0, 10_000))
def test_every_town_agrees_with_its_own_codes(city_number, line):
    city = postal_table().cities[city_number]
    towns = list(dict.fromkeys(city.towns.values()))
    assume(towns)
    town = city.town(towns[line % len(towns)])
    address = Address(city.prefecture, city.name, town.name, known_town=True, depth=TOWN)
    found = codes_of(address)
    assert {code[:7] for code in town.codes} <= {code.replace("-", "") for code in found}
    assert {check(code, address) for code in found} == {"agrees"}


def test_the_table_is_whole_and_small():
    table = postal_table()
    assert FILE.stat().st_size < 2_500_000
    assert re.fullmatch(r"20\d\d-\d\d", table.month)
    assert len(table.cities) == 1892
    assert sum(len(set(city.towns.values())) for city in table.cities) > 110_000


# --- known answers -----------------------------------------------------------------------------------------------


def test_every_table_of_the_rules_is_read_by_a_test():
    assert names(DOCUMENT) == {"addresses", "address_keys", "agreements", "known_answers"}


def _comparable(town):
    """A town with its 丁目 in digits and without what is left out at will: 大字, 字, ケ, ノ, ツ."""
    numbered = re.sub(r"([〇一二三四五六七八九十百0-9]+)丁目?$", lambda found: str(number_of(found[1])), tidy(town))
    return LOOSE.sub("", flat(numbered))


def _geolonia():
    with shared_data("jp_address/geolonia_open.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["住所"], row["都道府県"], row["市区町村"], row["町字"]


def _abr(name):
    cases = json.loads(shared_data(f"jp_address/abr-geocoder-e2e/{name}-test-cases/expects.json").read_text("utf-8"))
    for case in cases:
        found = {key: value or "" for key, value in case["result"].items() if isinstance(value, str | None)}
        city = found["county"] + found["city"] + found["ward"]
        yield case["query"]["input"], found["pref"], city, found["oaza_cho"] + found["chome"] + found["koaza"]


@pytest.mark.parametrize("row", worked(DOCUMENT, "known_answers"), ids=lambda row: row["set"])
def test_the_public_address_sets_are_read_as_well_as_measured(row):
    answers = list(_geolonia() if row["set"] == "geolonia" else _abr(row["set"].removeprefix("abr-")))
    read = [(parse_address(text), *known) for text, *known in answers]
    measured = {
        "addresses": len(read),
        "prefecture": sum(found.prefecture == known for found, known, _, _ in read),
        "city": sum(flat(found.city) == flat(known) for found, _, known, _ in read),
        "town": sum(_comparable(found.town_and_chome) == _comparable(known) for found, _, _, known in read),
    }
    assert {name: str(number) for name, number in measured.items()} == {name: row[name] for name in measured}


def test_the_bar_for_real_addresses_is_held():
    read = [(parse_address(text), *known) for text, *known in _geolonia()]
    assert len(read) == 3_596
    assert sum(found.prefecture == known for found, known, _, _ in read) / len(read) >= 0.995
    assert sum(found.city == known for found, _, known, _ in read) / len(read) >= 0.995
    towns = sum(_comparable(found.town_and_chome) == _comparable(known) for found, _, _, known in read)
    assert towns / len(read) >= 0.99


# --- what code and address say about each other ------------------------------------------------------------------


def test_a_contradiction_names_what_the_code_is_for_and_the_codes_of_the_address():
    assert warnings_for("136-0076", "東京都", "江東区", "北砂1-2") == ("disagrees", "東京都江東区南砂", ("136-0073",))
    assert warnings_for("982-0261", "", "", "仙台市青葉区折立1") == (
        "withdrawn",
        "宮城県仙台市青葉区折立",
        ("989-3161",),
    )
    assert warnings_for("999-9999", "", "", "江東区南砂1") == ("unknown_code", "", ("136-0076",))


@pytest.mark.parametrize(
    ("code", "prefecture", "city", "line"),
    [
        ("136-0076", "東京都", "江東区", "南砂1-2-3"),
        ("", "東京都", "江東区", "北砂1-2"),
        ("136-0076", "", "", ""),
        ("902-1040", "", "", "12 Main Street, Springfield"),
        ("135-0000", "東京都", "江東区", "南砂1-2-3"),
    ],
)
def test_nothing_is_doubted_where_one_is_missing_foreign_or_both_agree(code, prefecture, city, line):
    assert warnings_for(code, prefecture, city, line) is None


@pytest.mark.parametrize(
    ("given_parts", "suggested"),
    [
        (("136-0076", "", "", ""), ("", "東京都", "江東区", "南砂")),
        (("136-0076", "東京都", "", ""), ("", "", "江東区", "南砂")),
        (("136-0076", "東京都", "江東区", "南砂1-2-3"), ("", "", "", "")),
        (("136-0076", "", "江戸川区", ""), ("", "", "", "")),
        (("989-6712", "", "", ""), ("", "宮城県", "大崎市", "")),
        (("", "", "江東区", "南砂1-2-3"), ("136-0076", "東京都", "", "")),
        (("", "京都府", "京都市上京区", "亀屋町1"), ("", "", "", "")),
        (("", "", "", "なし"), ("", "", "", "")),
    ],
)
def test_only_what_is_empty_is_suggested(given_parts, suggested):
    assert suggest(*given_parts) == suggested
