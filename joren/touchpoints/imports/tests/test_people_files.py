"""People out of address cards, mails and pasted text: one table with the same columns each time."""

import csv
import io
import tarfile
from email.message import EmailMessage

import pytest

from joren.record.customers.models import ContactPoint, Customer
from joren.touchpoints.imports.reading import pasted
from joren.touchpoints.imports.reading.mails import people_of_mails
from joren.touchpoints.imports.reading.people import COLUMNS
from joren.touchpoints.imports.reading.problems import ReadingProblem
from joren.touchpoints.imports.reading.vcards import people_of_cards
from joren.touchpoints.imports.tests.bringing import take_in
from tests.shared_data import shared_data

COUNTS = {"John_Doe_ANDROID": 6, "gmail-list": 3, "rfc2426-example": 2}
"""Cards in the files; the others hold one. (RFC 2426 gives two authors.)"""


def people(text, encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode(encoding)
    return list(people_of_cards(io.BytesIO(data)))


def card(*lines, version="3.0"):
    return "\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def said(person):
    return {name: getattr(person, name) for name in COLUMNS if getattr(person, name)}


def test_the_cards_of_every_program_give_the_people_they_hold():
    folder = shared_data("vcard")
    for path in sorted(folder.glob("*.vcf")):
        with path.open("rb") as file:
            found = list(people_of_cards(file))
        assert len(found) == COUNTS.get(path.stem, 1), path.name
        assert all(person.says_something() for person in found), path.name


def test_an_old_japanese_phone_is_read():
    text = card(
        "N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8ER=93c;=91=BE=98Y",
        "SOUND;X-IRMC-N;CHARSET=SHIFT_JIS:ﾔﾏﾀﾞ;ﾀﾛｳ;;;",
        "TEL;CELL:09011112222",
        "TEL;HOME;VOICE:0312345678",
        "ADR;HOME;CHARSET=SHIFT_JIS:;;南砂1-2-3;江東区;東京都;136-0076;日本",
        "BDAY:19800401",
        version="2.1",
    )
    (person,) = people(text, "cp932")
    assert said(person) == {
        **{"family_name": "山田", "given_name": "太郎", "family_kana": "ﾔﾏﾀﾞ", "given_kana": "ﾀﾛｳ"},
        **{"mobile": "09011112222", "phone": "0312345678", "postal_code": "136-0076", "prefecture": "東京都"},
        **{"city": "江東区", "address": "南砂1-2-3", "birthday": "1980-04-01"},
    }


def test_an_iphone_card_is_read_with_its_reading_and_its_birthday_without_a_year():
    (person,) = people(
        card(
            *("N:髙橋;花子;;;", "FN:髙橋 花子", "X-PHONETIC-FIRST-NAME:はなこ", "X-PHONETIC-LAST-NAME:たかはし"),
            *("ORG:㈱青空;営業部;", "TITLE:部長", "item1.EMAIL;type=INTERNET;type=pref:h@example.jp"),
            *("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29", "NOTE:常連\\n甘い物\\, 苦手"),
        )
    )
    assert said(person) == {
        **{"name": "髙橋 花子", "family_name": "髙橋", "given_name": "花子", "family_kana": "たかはし"},
        **{"given_kana": "はなこ", "company": "㈱青空", "department": "営業部", "title": "部長"},
        **{"email": "h@example.jp", "birthday": "2月29日", "note": "常連\n甘い物, 苦手"},
    }


def test_preferred_contacts_come_first_and_none_is_lost():
    (person,) = people(
        card(
            *("FN:a", "TEL;TYPE=HOME:03-1", "TEL;TYPE=WORK,PREF:03-2", "TEL;TYPE=CELL:090-1", "TEL;TYPE=CELL:090-2"),
            *("EMAIL;PREF=2:b@example.com", "EMAIL;PREF=1:a@example.com", "EMAIL:c@example.com", "TEL;TYPE=FAX:03-9"),
        )
    )
    assert (person.phone, person.mobile, person.fax) == ("03-2", "090-1", "03-9")
    assert (person.email, person.email2) == ("a@example.com", "b@example.com")
    assert person.more == ["c@example.com", "03-1", "090-2"]


def test_folded_lines_escaped_semicolons_and_cards_that_are_not_closed_are_read():
    text = "BEGIN:VCARD\nN:山\n 田;太\n \n 郎;;;\nORG:A\\;B\nBEGIN:VCARD\nFN:次郎\n"
    first, second = people(text)
    assert (first.family_name, first.given_name, first.company, second.name) == ("山田", "太郎", "A;B", "次郎")


@pytest.mark.django_db
def test_cards_go_in_like_any_table_and_come_again_as_the_same_people():
    text = card(
        "N:山田;太郎;;;", "X-PHONETIC-LAST-NAME:ヤマダ", "TEL;TYPE=CELL:090-1234-5678", "EMAIL:taro@example.com"
    )
    record = take_in("", text + card("FN:株式会社青空", "ORG:株式会社青空", "TEL:03-3123-4567"), "連絡先.vcf")
    assert (record.kind, record.counts["new"]) == ("customers", 2)
    taro = Customer.objects.get(family_name="山田")
    assert (taro.given_name, taro.family_kana) == ("太郎", "ヤマダ")
    kinds = ContactPoint.objects.filter(customer=taro).order_by("kind").values_list("kind", "value")
    assert ("email", "taro@example.com") in kinds
    assert Customer.objects.filter(company="株式会社青空").exists()
    assert record.header == list(COLUMNS.values())


@pytest.mark.django_db
def test_a_card_in_no_encoding_costs_its_row_and_is_never_gibberish():
    broken = card("N:佐藤;花子;;;", "TEL:03-3123-4567").encode().replace("佐".encode(), b"\xff\xfe")
    record = take_in("customers", card("N:山田;太郎;;;", "TEL:03-3123-9999").encode() + broken, "連絡先.vcf")
    assert (record.counts["new"], record.counts["rejected"]) == (1, 1)
    assert record.report["rejects"][0]["row"] == 3
    assert [one.family_name for one in Customer.objects.all()] == ["山田"]


def test_a_mail_gives_its_people_once_and_the_cards_attached_to_it():
    mail = EmailMessage()
    mail["From"] = "山田 太郎 <taro@example.com>"
    mail["To"] = "=?ISO-2022-JP?B?GyRCOjRGIxsoQg==?= <hanako@example.jp>, no-reply@example.com"
    mail["Cc"] = "TARO@example.com"
    mail.set_content("名刺を送ります")
    mail.add_attachment(card("N:髙橋;次郎;;;", "EMAIL:jiro@example.com").encode(), "text", "vcard", filename="j.vcf")
    found = list(people_of_mails(io.BytesIO(mail.as_bytes())))
    assert [(one.name or one.family_name, one.email) for one in found] == [
        ("髙橋", "jiro@example.com"),
        ("山田 太郎", "taro@example.com"),
        ("佐藤", "hanako@example.jp"),
    ]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "iso2022_jp", "euc_jp"])
def test_names_that_were_never_encoded_are_read(encoding):
    raw = "From: 山田 太郎 <taro@example.com>\nTo: x@example.com\n\nbody\n".encode(encoding)
    assert next(people_of_mails(io.BytesIO(raw))).name == "山田 太郎"


def test_an_mbox_gives_the_people_of_all_its_mails():
    raw = b"From x\nFrom: a@example.com\nTo: b@example.com\n\n>From quoted\n\nFrom y\nFrom: c@example.com\nDate: z\n\n"
    assert [one.email for one in people_of_mails(io.BytesIO(raw))] == [
        "a@example.com",
        "b@example.com",
        "c@example.com",
    ]


def test_the_mails_of_a_mail_library_give_addresses_and_no_gibberish():
    with tarfile.open(shared_data("mail_fixtures/mikel-mail-emails.tar.gz")) as archive:
        mails = {one.name: archive.extractfile(one).read() for one in archive if one.name.endswith(".eml")}
    found = {name: list(people_of_mails(io.BytesIO(data))) for name, data in mails.items()}
    assert all("\ufffd" not in person.name and "=?" not in person.name for some in found.values() for person in some)
    assert [one.email for one in found["multi_charset/japanese_shift_jis.eml"]] == [
        "xxxxxxx@docomo.ne.jp",
        "unknown@example.com",
    ]
    assert sum(1 for some in found.values() if some) >= 85


def rows_pasted(tmp_path, text):
    pasted.write_text(text, tmp_path / "file")
    with (tmp_path / "file").open(encoding="utf-8", newline="") as file:
        return [{key: value for key, value in row.items() if value} for row in csv.DictReader(file)]


def test_people_written_line_by_line_are_recognised(tmp_path):
    text = """
    山田 太郎
    やまだ たろう
    株式会社青空
    〒136-0076 東京都江東区南砂1-2-3
    090-1234-5678
    taro@example.com
    甘い物が好き

    ・氏名：佐藤 花子
    電話：03-3123-4567
    メール: hanako@example.jp
    誕生日：4月1日
    """
    assert rows_pasted(tmp_path, text) == [
        {
            **{
                "氏名": "山田 太郎",
                "セイ": "やまだ",
                "メイ": "たろう",
                "会社名": "株式会社青空",
                "郵便番号": "136-0076",
            },
            **{"番地": "東京都江東区南砂1-2-3", "携帯電話": "090-1234-5678", "メールアドレス": "taro@example.com"},
            "備考": "甘い物が好き",
        },
        {"氏名": "佐藤 花子", "電話番号": "03-3123-4567", "メールアドレス": "hanako@example.jp", "生年月日": "4月1日"},
    ]


def test_a_list_of_names_and_addresses_is_one_person_a_line(tmp_path):
    text = "山田 太郎 <taro@example.com>\n佐藤 花子 <hanako@example.jp>\n"
    assert rows_pasted(tmp_path, text) == [
        {"氏名": "山田 太郎", "メールアドレス": "taro@example.com"},
        {"氏名": "佐藤 花子", "メールアドレス": "hanako@example.jp"},
    ]


def test_a_table_copied_from_a_sheet_stays_as_it_is(tmp_path):
    assert pasted.write_text("氏名\t電話\r\n山田\t03\r\n", tmp_path / "file") == "pasted.txt"
    assert (tmp_path / "file").read_text() == "氏名\t電話\n山田\t03\n"


@pytest.mark.parametrize("text", ["", " \n\n", "\0"])
def test_nothing_pasted_is_told(tmp_path, text):
    with pytest.raises(ReadingProblem) as caught:
        pasted.write_text(text, tmp_path / "file")
    assert (caught.value.code, list(tmp_path.iterdir())) == ("nothing_pasted", [])
