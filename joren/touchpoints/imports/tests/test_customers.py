"""Customers out of files: what is read, known again, changed, left alone."""

import datetime as dt

import pytest

from joren.record.consents.models import Consent
from joren.record.customers import actions as record
from joren.record.customers.models import ContactPoint, Customer, CustomField, CustomValue, PostalAddress
from joren.record.customers.queries import find, search
from joren.record.shops.models import Shop
from joren.record.timeline.models import Event
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in

pytestmark = pytest.mark.django_db

HEADER = "顧客番号,氏名,フリガナ,性別,生年月日,郵便番号,住所,電話番号,メールアドレス,登録日,店舗コード,メルマガ\n"
TARO = (
    "C1,山田　太郎,ﾔﾏﾀﾞ ﾀﾛｳ,男性,1980/4/1,1500001,東京都渋谷区神宮前1-2-3,"
    "０９０-1111-2222,Taro@Example.com,2020年5月1日,S01,希望\n"
)


def the(number="C1", source="till"):
    return find(f"{source}:{number}")


def test_a_row_becomes_a_customer_with_everything_normalised():
    record_ = take_in("customers", HEADER + TARO, source="till")
    assert counts(record_) == (1, 0, 0, 0)
    taro = the()
    assert (taro.family_name, taro.given_name, taro.family_kana, taro.given_kana) == (
        "山田",
        "太郎",
        "ヤマダ",
        "タロウ",
    )
    assert (taro.birth_year, taro.birth_month, taro.birth_day, taro.gender) == (1980, 4, 1, "male")
    assert (taro.registered_on, taro.shop.code, taro.source) == (dt.date(2020, 5, 1), "S01", "till")
    assert (taro.import_id, taro.member_number) == (record_.pk, "C1")
    points = {point.kind: (point.value, point.is_primary) for point in taro.contact_points.all()}
    assert points == {"email": ("taro@example.com", True), "phone": ("+819011112222", True)}
    address = taro.addresses.get()
    assert (address.postal_code, address.prefecture, address.line) == ("150-0001", "東京都", "渋谷区神宮前1-2-3")


def test_the_new_customer_is_told_and_found():
    take_in("customers", HEADER + TARO, source="till")
    event = Event.objects.get(key="customers.imported")
    assert (event.customer_id, event.data) == (the().pk, {"source": "till", "file": "顧客.csv"})
    for text in ("山田", "やまだ", "ﾀﾛｳ", "09011112222", "taro@", "神宮前", "C1"):
        assert [person.pk for person in search(None, text)] == [the().pk], text


def test_consent_columns_become_consents_with_evidence():
    rows = TARO + "C2,佐藤 花子,,,,,,,h@example.com,,,希望しない\nC3,鈴木 一,,,,,,,i@example.com,,,\n"
    record_ = take_in("customers", HEADER + rows, source="till")
    given, refused = Consent.objects.order_by("id")
    assert (given.channel, given.granted_how, given.granted_text) == (
        "mail",
        "ファイル 顧客.csv の 2 行目",
        "メルマガ: 希望",
    )
    assert (given.withdrawn_at, given.import_id, given.source) == (None, record_.pk, "till")
    assert (refused.granted_at, refused.withdrawn_how) == (None, "ファイル 顧客.csv の 3 行目")
    assert sorted(Event.objects.filter(kind="consent").values_list("key", flat=True)) == [
        "consents.granted",
        "consents.withdrawn",
    ]


def test_the_same_file_twice_changes_nothing_and_says_so():
    take_in("customers", HEADER + TARO, source="till")
    before = list(Customer.objects.values()), list(ContactPoint.objects.values()), list(Consent.objects.values())
    events = Event.objects.count()
    assert counts(take_in("customers", HEADER + TARO, source="till")) == (0, 0, 1, 0)
    after = list(Customer.objects.values()), list(ContactPoint.objects.values()), list(Consent.objects.values())
    assert after == before
    assert Event.objects.count() == events


def test_a_changed_row_overwrites_with_what_it_has_and_never_blanks():
    take_in("customers", HEADER + TARO, source="till")
    newer = "C1,山田 太郎,,,,,神奈川県横浜市西区1-1,,new@example.com,,,\n"
    record_ = take_in("customers", HEADER + newer, source="till")
    assert counts(record_) == (0, 1, 0, 0)
    taro = the()
    assert (taro.family_kana, taro.birth_year, taro.gender) == ("ヤマダ", 1980, "male")
    assert str(taro.addresses.get()) == "神奈川県横浜市西区1-1"
    assert taro.addresses.get().postal_code == "150-0001"
    emails = {point.value: point.is_primary for point in taro.contact_points.filter(kind="email")}
    assert emails == {"taro@example.com": False, "new@example.com": True}
    assert [person.pk for person in search(None, "横浜市西区")] == [taro.pk]
    event = Event.objects.get(key="customers.changed")
    assert event.data["changes"]["email"] == ["taro@example.com", "new@example.com"]


def test_an_address_staff_prefer_stays_preferred():
    take_in("customers", HEADER + TARO, source="till")
    mine = record.add_contact_point(customer_id=the().pk, kind="email", value="mine@example.com", by=None)
    record.prefer_contact_point(contact_point=mine, by=None)
    take_in("customers", HEADER + TARO.replace("Taro@Example.com", "third@example.com"), source="till")
    assert the().contact_points.get(kind="email", is_primary=True).value == "mine@example.com"


def test_one_number_twice_in_a_file_is_one_person():
    rows = TARO + "C1,山田 太郎,,,,,,03-1234-5678,,,,\n"
    record_ = take_in("customers", HEADER + rows, source="till")
    assert (counts(record_), record_.counts["repeated"]) == ((1, 0, 0, 0), 1)
    assert the().contact_points.filter(kind="phone").count() == 2


def test_one_number_twice_in_different_batches_is_one_person():
    rows = TARO + "C1,山田 太郎,,,,,,03-1234-5678,,,,\n"
    record_ = take_in("customers", HEADER + rows, source="till", batch=1)
    assert counts(record_) == (1, 1, 0, 0)
    assert Customer.objects.count() == 1


def test_numbers_of_two_sources_are_two_people():
    take_in("customers", HEADER + TARO, source="till")
    take_in("customers", HEADER + TARO, source="online")
    assert Customer.objects.count() == 2
    assert (the().member_number, the(source="online").member_number) == ("C1", None)


def test_a_member_number_of_its_own_column_finds_the_person_staff_recorded(hanako):
    text = "会員番号,氏名,電話番号\nM0001,山田 花子,080-5555-6666\n"
    record_ = take_in("customers", text, source="till")
    assert counts(record_) == (0, 1, 0, 0)
    assert the("M0001").pk == hanako.pk
    assert ContactPoint.objects.filter(customer=hanako, value="+818055556666").exists()


def test_rows_without_any_number_are_known_again_by_name_and_contact():
    text = "氏名,メール\n山田 太郎,taro@example.com\n佐藤 花子,hanako2@example.com\n"
    assert counts(take_in("customers", text)) == (2, 0, 0, 0)
    again = take_in("customers", text)
    assert counts(again) == (0, 0, 2, 0)
    assert again.report["warnings"]["no_number"]["count"] == 2


def test_partial_birthdays_are_kept_as_known():
    text = "顧客番号,氏名,生年月日\n1,甲,04/01\n2,乙,1952\n3,丙,S55.3.2\n4,丁,45383\n5,戊,0000-00-00\n"
    assert counts(take_in("customers", text)) == (5, 0, 0, 0)
    found = Customer.objects.order_by("id").values_list("birth_year", "birth_month", "birth_day")
    assert list(found) == [(None, 4, 1), (1952, None, None), (1980, 3, 2), (2024, 4, 1), (None, None, None)]


def test_days_whose_year_stands_last_are_read_when_the_file_says_their_order():
    text = "顧客番号,氏名,生年月日\n1,甲,13/02/1980\n2,乙,01/02/1990\n"
    take_in("customers", text)
    found = Customer.objects.order_by("id").values_list("birth_year", "birth_month", "birth_day")
    assert list(found) == [(1980, 2, 13), (1990, 2, 1)]
    refused = take_in("customers", "顧客番号,氏名,生年月日\n3,丙,01/02/1990\n")
    assert counts(refused) == (1, 0, 0, 0)
    assert find("member:3").birthday.year is None
    assert "日と月の区別がつきません" in refused.report["warnings"]["birthday_order_unknown"]["sentence"]
    told = take_in("customers", "顧客番号,氏名,生年月日\n3,丙,01/02/1990\n", options={"date_style": "mdy"})
    assert (counts(told), find("member:3").birthday.isoformat()) == ((0, 1, 0, 0), "1990-01-02")


@pytest.mark.parametrize(
    ("codes", "genders"),
    [("1 2 9", ["male", "female", ""]), ("0 1 9", ["", "", ""]), ("男 女 不明", ["male", "female", ""])],
)
def test_gender_codes_mean_something_only_where_that_is_sure(codes, genders):
    rows = "".join(f"{n},人{n},{code}\n" for n, code in enumerate(codes.split()))
    take_in("customers", "顧客番号,氏名,性別\n" + rows)
    assert list(Customer.objects.order_by("id").values_list("gender", flat=True)) == genders


def test_postal_codes_whose_zero_a_spreadsheet_ate_are_whole():
    take_in("customers", "顧客番号,氏名,郵便番号\n1,甲,600001\n2,乙,10010.0\n")
    assert list(PostalAddress.objects.order_by("id").values_list("postal_code", flat=True)) == ["060-0001", "001-0010"]


def test_chosen_columns_become_custom_fields_of_their_type():
    text = "顧客番号,氏名,ランク,ポイント,更新日\n1,甲,金,120,2024-01-02\n2,乙,銀,-5,2024-03-04\n"
    mapping = {"custom.rank": "ランク", "custom.points": "ポイント", "custom.updated": "更新日"}
    assert counts(take_in("customers", text, mapping=mapping)) == (2, 0, 0, 0)
    assert dict(CustomField.objects.values_list("key", "type")) == {
        "rank": "text",
        "points": "number",
        "updated": "date",
    }
    first = {value.field.key: value.value for value in CustomValue.objects.filter(customer=find("member:1"))}
    assert first == {"rank": "金", "points": 120, "updated": dt.date(2024, 1, 2)}
    assert counts(take_in("customers", text, mapping=mapping)) == (0, 0, 2, 0)
    assert counts(take_in("customers", text.replace("120", "130"), mapping=mapping)) == (0, 1, 1, 0)


def test_tags_are_added_and_never_taken_away():
    take_in("customers", "顧客番号,氏名,タグ\n1,甲,VIP、ご近所\n")
    take_in("customers", "顧客番号,氏名,タグ\n1,甲,団体\n")
    assert sorted(link.tag.name for link in find("member:1").tag_links.all()) == ["VIP", "ご近所", "団体"]


def test_shops_are_found_by_code_or_name_and_made_where_unknown(station_shop):
    take_in("customers", "顧客番号,氏名,店舗\n1,甲,ekimae\n2,乙,駅前店\n3,丙,新店\n")
    shops = list(Customer.objects.order_by("id").values_list("shop__code", flat=True))
    assert shops == ["ekimae", "ekimae", "新店"]
    assert Shop.objects.get(code="新店").import_id is not None


def test_a_file_never_overrules_what_the_person_said_since():
    from joren.record.consents import actions as consents

    take_in("customers", HEADER + TARO, source="till")
    consents.withdraw(customer_id=the().pk, channel="mail", how="配信停止", by=None)
    again = take_in("customers", HEADER + TARO, source="till")
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert again.report["warnings"]["consent_kept"]["count"] == 1


def test_what_a_file_refused_a_file_may_grant_and_a_no_always_counts():
    no, yes = TARO.replace("希望", "希望しない"), TARO
    take_in("customers", HEADER + no, source="till")
    take_in("customers", HEADER + yes, source="till")
    assert Consent.objects.filter(withdrawn_at=None, granted_at__isnull=False).count() == 1
    take_in("customers", HEADER + no, source="till")
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_the_users_own_matching_wins_and_is_remembered_for_the_next_file():
    text = "コード,なまえ欄,れんらく\nA1,山田 太郎,taro@example.com\n"
    mapping = {"external_id": "コード", "name": "なまえ欄", "email": "れんらく"}
    take_in("customers", text, mapping=mapping)
    again = bring("customers", text.replace("A1", "A2"))
    assert again.columns == mapping


def test_a_default_fills_every_row():
    take_in("customers", "顧客番号,氏名\n1,甲\n", defaults={"shop": "S9", "consent_mail": "1"})
    assert find("member:1").shop.code == "S9"
    assert Consent.objects.filter(granted_at__isnull=False).count() == 1


def test_long_values_are_left_out_with_their_limit():
    record_ = take_in("customers", f"顧客番号,氏名\n1,{'あ' * 101}\n2,乙\n")
    assert counts(record_) == (2, 0, 0, 0)
    assert "100 文字を超えています" in record_.report["warnings"]["name_too_long"]["sentence"]
    assert find("member:1").family_name == ""


def test_a_postal_code_that_contradicts_its_address_is_told_and_both_stay():
    rows = (
        "C1,山田 太郎,,,,136-0076,東京都江東区北砂1-2,,,,,\n"
        "C2,佐藤 花子,,,,982-0261,仙台市青葉区折立1-2,,,,,\n"
        "C3,鈴木 一,,,,999-9999,東京都江東区南砂1-2,,,,,\n"
        "C4,田中 実,,,,136-0076,江東区南砂1-2,,,,,\n"
    )
    told = take_in("customers", HEADER + rows, source="till").report["warnings"]
    kinds = ("postal_disagrees", "postal_withdrawn", "postal_unknown_code")
    assert [told[kind]["count"] for kind in kinds] == [1, 1, 1]
    assert "別の場所" in told["postal_disagrees"]["sentence"]
    addresses = {address.postal_code: address.line for address in PostalAddress.objects.exclude(line="南砂1-2")}
    assert addresses["982-0261"] == "仙台市青葉区折立1-2"
    assert PostalAddress.objects.filter(postal_code="136-0076").count() == 2
