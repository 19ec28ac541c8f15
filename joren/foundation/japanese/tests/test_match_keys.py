"""Keys under which names of people and companies meet, and what only looks like a name."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.japanese.companies import company_key, split_company
from joren.foundation.japanese.emails import email_key, is_dummy_email, normalise_email
from joren.foundation.japanese.honorifics import without_honorific
from joren.foundation.japanese.names import name_key
from joren.foundation.japanese.phones import extension_of, is_dummy_phone, normalise_phone, phones_in
from joren.foundation.japanese.romaji import romaji_key, to_romaji
from tests.shared_data import shared_data
from tests.worked_numbers import worked_cells

DOCUMENT = "japanese-text"
KANA = st.text(alphabet=[chr(code) for code in range(0x3041, 0x3097)] + ["ー", " "], max_size=15)
SYLLABLES = [
    *(chr(code) for code in range(0x3042, 0x3097) if chr(code) not in "ぁぃぅぇぉっゃゅょゎ"),
    "ラー",
    "っか",
    "っちゃ",
]
SYLLABLES += ["きゃ", "しゅ", "ちょ", "じゃ", "りゅ", "ふぁ", "てぃ", "ヴァ", "ウィ", "シェ", "ツァ", "んー", "ー", " "]
NAMES = st.text(
    alphabet="山田様殿方御中々さんくんMrs. -髙ヤﾏ（）(株)㈱・株式会社,Ltdcohoou本店", max_size=15
) | st.text(max_size=20)


@pytest.mark.parametrize(("one", "another", "key"), worked_cells(DOCUMENT, "romaji_keys"))
def test_every_system_of_latin_letters_leads_to_one_key(one, another, key):
    assert (romaji_key(one), romaji_key(another)) == (key, key)


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("おおたに", "ootani"),
        ("ﾁｬｰﾘｰ", "chaarii"),
        ("しゃちほこ", "shachihoko"),
        ("ウィリアム", "wiriamu"),
        ("ファティマ", "fatima"),
        ("はっとり", "hattori"),
        ("かっ", "ka"),
        ("山だ 1", "山da 1"),
    ],
)
def test_kana_are_written_the_hepburn_way_with_vowels_as_spelt(kana, romaji):
    assert to_romaji(kana) == romaji


def test_readings_of_the_public_name_lists_share_the_key_of_their_latin_spelling():
    seen, apart = 0, []
    for file, kana, latin in (
        ("last_name_org", 2, 3),
        *((f"first_name_{sex}_{kind}", 0, 1) for sex in ("man", "woman") for kind in ("org", "opti")),
    ):
        with shared_data(f"jp_names/{file}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.reader(rows):
                seen += 1
                if romaji_key(row[kana]) != romaji_key(row[latin]):
                    apart.append(row[kana])
    assert seen == 11_919
    assert apart == ["こぅいち", "ちぇこ"]  # a small kana typed for a large one: koichi and chieko in the list


@pytest.mark.parametrize(("written", "name"), worked_cells(DOCUMENT, "forms_of_address"))
def test_a_form_of_address_goes_and_a_name_stays(written, name):
    assert without_honorific(written) == name


@pytest.mark.parametrize(("one", "another", "key"), worked_cells(DOCUMENT, "name_keys"))
def test_spellings_of_one_name_share_a_key(one, another, key):
    assert (name_key(one), name_key(another)) == (key, key)


@pytest.mark.parametrize(("written", "key", "branch"), worked_cells(DOCUMENT, "company_keys"))
def test_a_company_is_known_without_its_form_and_branch(written, key, branch):
    assert (company_key(written), split_company(written).branch) == (key, branch)


@given(KANA | NAMES)
def test_a_key_of_a_key_is_itself(text):
    for key in (romaji_key, name_key, company_key, without_honorific):
        assert key(key(text)) == key(text)


@given(st.lists(st.sampled_from(SYLLABLES), max_size=8).map("".join))
def test_kana_and_its_romaji_share_a_key(kana):
    assert romaji_key(to_romaji(kana)) == romaji_key(kana)


@given(NAMES)
def test_taking_off_a_form_of_address_only_takes_off(text):
    assert without_honorific(text) in text
    assert bool(without_honorific(text)) == bool(text.strip())


@pytest.mark.parametrize(("written", "numbers", "extension"), worked_cells(DOCUMENT, "numbers_in_a_cell"))
def test_all_numbers_of_a_cell_are_found(written, numbers, extension):
    assert (phones_in(written), extension_of(written)) == (numbers.split(), extension)


@pytest.mark.parametrize(
    "e164", ["+810000000000", "+819000000000", "+81120000000", "+811234567890", "+819011111111", "000-0000-0000"]
)
def test_dummy_numbers_prove_nothing(e164):
    assert is_dummy_phone(e164)


@pytest.mark.parametrize("e164", ["+819012345678", "+81312345678", "+81333333333", "+819011112222", "+16502530000"])
def test_numbers_somebody_may_own_are_no_dummies(e164):
    assert not is_dummy_phone(e164)


@given(st.text(max_size=25))
def test_what_is_read_as_one_number_is_the_only_one_of_its_cell(text):
    number = normalise_phone(text)
    if number:
        assert phones_in(text) == [number]


@pytest.mark.parametrize(
    "address",
    [
        *("noreply@example.com", "test@test", "test@test.com", "aaa@aaa", "aaa@aaa.com", "xxx@xxx.jp", "a@a.com"),
        *("no-reply@shop.jp", "hana@dummy.jp", "hana@mail.invalid", "111@111.co.jp", "NASHI@nashi.com"),
    ],
)
def test_an_address_typed_to_get_past_a_form_is_a_dummy(address):
    assert is_dummy_email(address)


@pytest.mark.parametrize(
    "address",
    ["hana@gmail.com", "test@gmail.com", "taro@example.jp", "abc@shop.jp", "aa@docomo.ne.jp", "aaron@a.com"],
)
def test_an_address_somebody_may_own_is_no_dummy(address):
    assert not is_dummy_email(address)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("hana@ezweb.ne.jp", "hana@au.com"),
        ("hana@au.com", "hana@au.com"),
        ("ha.na+shop@googlemail.com", "hana@gmail.com"),
        (".ha..na.@docomo.ne.jp", ".ha..na.@docomo.ne.jp"),
        ("hana+shop@example.jp", "hana+shop@example.jp"),
    ],
)
def test_renamed_mailboxes_share_a_key(address, key):
    assert email_key(address) == email_key(key) == key
    assert normalise_email(address) == address
