"""What is remembered of a town says of every address in it exactly what reading it whole says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joren.foundation.japanese.addresses import parse_address, warnings_for
from joren.foundation.japanese.addresses.checking import doubt_of
from joren.foundation.japanese.addresses.heads import place_by_head
from joren.foundation.japanese.addresses.table import postal_table

BEHIND = [
    *(
        "1",
        "1-2-3",
        "３－４－５ コーポ桜405",
        "12番地の3",
        "1丁目2番3号",
        " 1-2",
        "4条西5-6",
        "字大谷1-2",
        "甲12",
        "2十",
    ),
    *(
        "二丁目3",
        "三-2",
        "10番町3",
        "1(自宅)",
        "1上る",
        "番外地",
        "無番地1",
        "",
        "ビル3F",
        "第1地割",
        "町1",
        "のノ1",
        "②1",
    ),
]
IN_FRONT = ["", "", "〒123-4567 ", "住所:", " ", "1"]


@st.composite
def addresses(draw):
    """An address of the table, written well or badly, and the code of its town."""
    city = draw(st.sampled_from(postal_table().cities))
    name, _kana, codes = draw(st.sampled_from([line for line in city.lines if line])).split("\t")
    name = name.lstrip("@#")
    name = draw(st.sampled_from([name, name.replace("ケ", "が"), name.removesuffix("町"), name[:2], ""]))
    prefecture = draw(st.sampled_from([city.prefecture, city.prefecture[:-1], ""]))
    where = draw(
        st.sampled_from([city.name, f"{city.name} ", city.name.split("郡")[-1], f"{city.name.split('市')[0]}市"])
    )
    text = draw(st.sampled_from(IN_FRONT)) + prefecture + where + draw(st.sampled_from(["", "大字", "字"])) + name
    return text + draw(st.sampled_from(BEHIND)), draw(st.sampled_from(codes.split(" ")))[:7]


@settings(deadline=None)  # the first to ask reads the table
@given(addresses(), addresses(), st.from_regex(r"\A[0-9]{7}\Z"))
def test_an_address_is_doubted_as_if_it_were_read_whole(mine, other, anything):
    text, own = mine
    for code in (own, other[1], anything):
        assert warnings_for(code, "", "", text) == doubt_of(code, parse_address(text))


@settings(deadline=None)  # the first to ask reads the table
@given(addresses())
def test_a_place_told_by_its_head_is_the_place_of_the_address(mine):
    place, whole = place_by_head(mine[0]), parse_address(mine[0])
    if place is not None:
        assert place[:3] == whole[:3]
        assert place.known_town == whole.known_town


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("東京都江東区南砂2-3", "南砂"),
        ("東京都江東区 南砂２－３", "南砂"),
        ("北海道札幌市北区北24条西5-1", None),  # the figure is part of the name
        ("福岡県北九州市8幡東区1", None),
        ("京都府京都市中京区錦小路通烏丸1", None),  # what follows may be the way there
        ("東京都江東区南砂", None),
        ("東京都2", None),
    ],
)
def test_only_a_town_that_no_figure_can_change_is_told_by_its_head(address, town):
    place = place_by_head(address)
    assert (place.town if place else None) == town
