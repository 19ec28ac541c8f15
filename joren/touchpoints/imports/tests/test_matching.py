"""Columns matched to fields by names in both languages and by what the values look like."""

import pytest

from joren.touchpoints.imports.kinds_known import fields_of, is_header, kinds
from joren.touchpoints.imports.matching import fingerprint, guess_kind, header_key, match_columns


def matched(kind, header, *rows):
    columns = header.split(",")
    sample = [row.split(",") for row in rows]
    return {match.field: columns[match.column] for match in match_columns(columns, fields_of(kind), sample)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("フリガナ", "ﾌﾘｶﾞﾅ"),
        ("フリガナ", "ふりがな"),
        ("Customer_ID", "customerId"),
        ("E-mail", "ｅｍａｉｌ"),
        ("電話番号（半角）", "電話番号"),
        ("氏名※必須", "氏名必須"),
        ("生年月日 (例: 1980/1/1)", "生年月日"),
    ],
)
def test_spellings_of_one_name_are_one_key(one, other):
    assert header_key(one) == header_key(other)


def test_a_japanese_customer_file_is_recognised_whole():
    header = (
        "顧客ID,会員番号,姓,名,姓カナ,名カナ,性別,生年月日,郵便番号,都道府県,市区町村,"
        "住所,建物名,電話番号,携帯電話,メールアドレス,登録日,店舗コード,メルマガ,備考"
    )
    assert matched("customers", header) == {
        "external_id": "顧客ID",
        "member_number": "会員番号",
        "family_name": "姓",
        "given_name": "名",
        "family_kana": "姓カナ",
        "given_kana": "名カナ",
        "gender": "性別",
        "birthday": "生年月日",
        "postal_code": "郵便番号",
        "prefecture": "都道府県",
        "city": "市区町村",
        "address": "住所",
        "building": "建物名",
        "phone": "電話番号",
        "mobile": "携帯電話",
        "email": "メールアドレス",
        "registered_on": "登録日",
        "shop": "店舗コード",
        "consent_mail": "メルマガ",
        "note": "備考",
    }


def test_the_hundred_knocks_header_is_recognised():
    header = (
        "customer_id,customer_name,gender_cd,gender,birth_day,age,postal_cd,address,"
        "application_store_cd,application_date,status_cd"
    )
    assert matched("customers", header) == {
        "external_id": "customer_id",
        "name": "customer_name",
        "gender_code": "gender_cd",
        "gender": "gender",
        "birthday": "birth_day",
        "postal_code": "postal_cd",
        "address": "address",
        "shop": "application_store_cd",
        "registered_on": "application_date",
    }


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            "order product description quantity date unit_price customer",
        ),
        (
            "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,week,transaction_timestamp",
            "customer shop order product quantity amount discount discount2 date",
        ),
        (
            "伝票番号,顧客番号,購入日時,商品コード,商品名,数量,単価,金額,店舗",
            "order customer date product description quantity unit_price amount shop",
        ),
        ("会員番号,対象年月,購入回数,合計金額", "member_number month transactions total"),
    ],
)
def test_sales_files_are_recognised(header, expected):
    assert set(matched("purchases", header)) == set(expected.split())


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("顧客番号,氏名,電話番号", "customers"),
        ("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID", "purchases"),
        ("product_cd,category_major_cd,category_medium_cd,unit_price,unit_cost", "products"),
        ("store_cd,store_name,prefecture,address,tel_no", "shops"),
        ("会員番号,日付,金額", "purchases"),
    ],
)
def test_the_kind_of_a_file_is_guessed(header, kind):
    assert guess_kind(header.split(","), {one.key: fields_of(one.key) for one in kinds()}, []) == kind


def test_values_match_a_column_whose_name_says_nothing():
    found = matched("customers", "項目A,項目B,項目C", "a@example.com,090-1111-2222,x", "b@example.jp,03-1234-5678,y")
    assert found == {"email": "項目A", "phone": "項目B"}


def test_the_column_whose_values_fit_wins_between_two_of_a_kind():
    found = matched(
        "customers", "顧客ID,連絡先電話番号メモ,ご自宅電話番号", "1,夜のみ,03-1234-5678", "2,昼,06-1234-5678"
    )
    assert found["phone"] == "ご自宅電話番号"


def test_no_two_columns_become_one_field_and_no_column_two():
    found = match_columns(["電話番号", "電話", "TEL"], fields_of("customers"), [])
    assert len({match.field for match in found}) == len(found) == len({match.column for match in found})


def test_every_synonym_leads_to_its_field():
    for kind in kinds():
        for field in fields_of(kind.key):
            for word in field.synonyms.split():
                assert is_header(word), (kind.key, field.key, word)


def test_a_header_has_one_fingerprint_whatever_its_spelling():
    assert fingerprint(["顧客 ID", "フリガナ"]) == fingerprint(["顧客id", "ふりがな"])
    assert fingerprint(["a", "b"]) != fingerprint(["b", "a"])


def test_a_third_phone_column_is_taken_whatever_it_is_called_and_a_workplace_in_words_stays_one():
    numbers = "山田,112312345,9012345601,612345678"
    names = "氏名,電話番号 自宅,携帯,勤務先"
    assert matched("customers", names, numbers) == {
        "name": "氏名",
        "phone": "電話番号 自宅",
        "mobile": "携帯",
        "phone_other": "勤務先",
    }
    assert matched("customers", names, "山田,112312345,9012345601,株式会社 海")["company"] == "勤務先"
