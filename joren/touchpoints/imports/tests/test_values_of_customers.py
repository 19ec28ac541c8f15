"""What the cells of customer files mean, in the shapes that tills, shops and hand-made sheets write them."""

import datetime as dt

import pytest

from joren.record.customers.models import ContactPoint, Customer, CustomField
from joren.touchpoints.imports import actions
from joren.touchpoints.imports.kinds.custom import proposals
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in

pytestmark = pytest.mark.django_db


def only(header, row, **options):
    take_in("customers", f"{header}\n{row}\n", **options)
    return Customer.objects.get()


def phones():
    return list(ContactPoint.objects.filter(kind="phone").order_by("id").values_list("value", flat=True))


def address():
    place = Customer.objects.get().addresses.get()
    return place.postal_code, place.prefecture, place.city, place.line, place.building


@pytest.mark.parametrize(
    ("header", "row", "found"),
    [
        ("顧客番号,電話番号1,電話番号2,電話番号3", "1,03,1234,5678", ["+81312345678"]),
        ("顧客番号,電話番号1,電話番号2,電話番号3", "1,3,1234,5678", ["+81312345678"]),
        ("顧客番号,電話番号1,電話番号2,電話番号3", "1,90,1111,22", ["+819011110022"]),
        ("顧客番号,電話番号1,電話番号2", "1,03-1234-5678,090-1111-2222", ["+81312345678", "+819011112222"]),
        ("顧客番号,電話番号", "1,03-1234-5678 / 090-1111-2222", ["+81312345678", "+819011112222"]),
        ("顧客番号,電話番号", "1,なし", []),
    ],
)
def test_phones_in_one_column_or_three(header, row, found):
    record = take_in("customers", f"{header}\n{row}\n")
    assert (counts(record), phones()) == ((1, 0, 0, 0), found)
    assert not {"phone", "phone_rounded"} & set(record.report["warnings"])


@pytest.mark.parametrize(
    ("header", "row", "found"),
    [
        ("顧客番号,郵便番号1,郵便番号2,住所", "1,60,1,北海道札幌市1", ("060-0001", "北海道", "", "札幌市1", "")),
        ("顧客番号,住所", "1,〒150-0001 東京都渋谷区神宮前1-2-3", ("150-0001", "東京都", "", "渋谷区神宮前1-2-3", "")),
        (
            "顧客番号,住所1,住所2",
            "1,東京都渋谷区神宮前1-2-3,ABCビル5F",
            ("", "東京都", "", "渋谷区神宮前1-2-3", "ABCビル5F"),
        ),
        ("顧客番号,住所1,住所2", "1,東京都渋谷区,神宮前1-2-3", ("", "東京都", "", "渋谷区神宮前1-2-3", "")),
        (
            "顧客番号,住所1,住所2,住所3",
            "1,東京都渋谷区,神宮前1-2-3,ABCビル101",
            ("", "東京都", "", "渋谷区神宮前1-2-3", "ABCビル101"),
        ),
        (
            "顧客番号,都道府県コード,市区町村,番地",
            "1,13,渋谷区,神宮前1-2-3",
            ("", "東京都", "渋谷区", "神宮前1-2-3", ""),
        ),
    ],
)
def test_addresses_in_one_column_or_several(header, row, found):
    only(header, row)
    assert address() == found


@pytest.mark.parametrize(
    ("header", "row", "names"),
    [
        ("顧客番号,姓,名,フリガナ", "1,山田,太郎,ヤマダ タロウ", ("山田", "太郎", "ヤマダ", "タロウ")),
        ("顧客番号,姓,名,フリガナ", "1,山田,太郎,ヤマダタロウ", ("山田", "太郎", "ヤマダ", "タロウ")),
        ("顧客番号,氏名,セイ,メイ", "1,東海林優,ショウジ,ユウ", ("東海林", "優", "ショウジ", "ユウ")),
        ("顧客番号,氏名", "1,ヤマダ タロウ", ("ヤマダ", "タロウ", "ヤマダ", "タロウ")),
        ("顧客番号,姓,名,姓カナ,名カナ", "1,山田,太郎,ﾔﾏﾀﾞ,たろう", ("山田", "太郎", "ヤマダ", "タロウ")),
        ("顧客番号,名前", "1,-", ("", "", "", "")),
    ],
)
def test_names_in_one_column_or_two_and_kana_in_one_to_four(header, row, names):
    taro = only(header, row)
    assert (taro.family_name, taro.given_name, taro.family_kana, taro.given_kana) == names


def test_the_order_of_latin_names_is_told_by_the_column():
    take_in("customers", "顧客番号,氏名\n1,KEN MORGAN\n2,YAMADA TARO\n3,SATO HANAKO\n")
    assert list(Customer.objects.order_by("id").values_list("family_name", flat=True)) == ["KEN", "YAMADA", "SATO"]


def test_a_day_far_down_the_column_tells_the_order_of_all():
    rows = "".join(f"{n},人{n},01/02/1990\n" for n in range(1, 301))
    record = take_in("customers", "顧客番号,氏名,生年月日\n" + rows + "301,乙,31/12/1990\n")
    assert counts(record) == (301, 0, 0, 0)
    assert Customer.objects.get(member_number="1").birthday.isoformat() == "1990-02-01"


def test_birthdays_in_three_columns_of_any_calendar():
    take_in(
        "customers",
        "顧客番号,氏名,生年月日(年),生年月日(月),生年月日(日)\n1,甲,昭和55年,4月,1日\n2,乙,,4,1\n3,丙,1980,2,31\n",
    )
    assert [one.birthday.isoformat() for one in Customer.objects.order_by("id") if one.birth_month] == [
        "1980-04-01",
        "--04-01",
    ]


@pytest.mark.parametrize(
    ("header", "code", "gender"),
    [
        ("性別", "女", "female"),
        ("性別", "M", "male"),
        ("性別", "♀", "female"),
        ("性別（1＝男、2＝女）", "2", "female"),
        ("性別(男:0、女:1)", "1", "female"),
        ("性別", "回答しない", ""),
    ],
)
def test_genders_in_words_letters_signs_and_by_the_legend(header, code, gender):
    record = take_in("customers", f"顧客番号,氏名,{header}\n1,甲,{code}\n".replace("、", "、"))
    assert (Customer.objects.get().gender, record.report["warnings"]) == (gender, {})


def test_a_word_that_is_no_gender_is_told_and_left_out():
    record = take_in("customers", "顧客番号,氏名,性別\n1,甲,会社\n")
    assert Customer.objects.get().gender == ""
    assert record.report["warnings"]["gender_word"]["examples"] == [{"row": 2, "column": "性別", "value": "会社"}]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("生年月日", "1980/2/31"),
        ("登録日", "いつか"),
        ("更新日時", "99/99/99"),
        ("性別", "ほげほげ"),
        ("郵便番号", "12"),
        ("電話番号", "9.01E+09"),
        ("メールアドレス", "taro@"),
        ("会社名", "あ" * 201),
        ("敬称", "あ" * 21),
        ("市区町村", "あ" * 101),
        ("建物名", "あ" * 201),
        ("フリガナ", "漢字"),
        ("メルマガ", "ひょっとして"),
    ],
)
def test_no_value_that_does_not_say_who_it_is_costs_its_row(column, value):
    record = take_in("customers", f"顧客番号,氏名,{column}\n1,甲,{value}\n2,乙,\n")
    assert counts(record) == (2, 0, 0, 0)
    (warning,) = record.report["warnings"].values()
    example = warning["examples"][0]
    assert (example["row"], example["column"]) == (2, column)
    assert value.startswith(example["value"].rstrip("…")) and warning["sentence"]


def test_a_column_of_few_words_becomes_a_choice_and_one_of_answers_a_yes_or_no():
    rows = "".join(f"{n},人{n},{'金銀銅'[n % 3]},{'○×'[n % 2]},自由な言葉{n}\n" for n in range(1, 25))
    header = "顧客番号,氏名,ランク,駐車場,好み\n"
    mapping = {"custom.rank": "ランク", "custom.parking": "駐車場", "custom.taste": "好み"}
    assert counts(take_in("customers", header + rows, mapping=mapping)) == (24, 0, 0, 0)
    fields = {field.key: (field.type, field.choices) for field in CustomField.objects.all()}
    assert fields == {
        "rank": ("choice", ["銀", "銅", "金"]),
        "parking": ("boolean", []),
        "taste": ("text", []),
    }
    one = Customer.objects.get(member_number="1")
    assert {value.field.key: value.value for value in one.custom_values.all()} == {
        "rank": "銀",
        "parking": False,
        "taste": "自由な言葉1",
    }


def test_codes_of_a_custom_field_are_kept_as_the_words_of_the_legend():
    record = bring(
        "customers",
        "顧客番号,氏名,状態(1:有効、9:退会)\n1,甲,1\n2,乙,9\n",
        mapping={"custom.state": "状態(1:有効、9:退会)"},
    )
    actions.run(record=record, by=None)
    assert CustomField.objects.get().label == "状態"
    assert [one.custom_values.get().text for one in Customer.objects.order_by("id")] == ["有効", "退会"]


def test_a_registration_at_25_o_clock_is_of_the_day_it_says():
    assert only("顧客番号,氏名,登録日時", "1,甲,2024/04/01 25:30").registered_on == dt.date(2024, 4, 1)


def test_columns_that_nothing_knows_are_proposed_as_fields_with_a_type():
    header = ["No", "氏名", "ランク", "来店回数", "会員状態(1:有効、9:退会)", "最終来店日", "空", "お届け先氏名"]
    sample = [
        [str(n), f"人{n}", "金銀"[n % 2], str(n * 3), "19"[n % 2], f"2024/4/{n}", "", f"人{n}"] for n in range(1, 21)
    ]
    found = proposals(header, {"氏名"}, sample)
    assert [(one.label, one.type, one.choices) for one in found] == [
        ("ランク", "choice", ("銀", "金")),
        ("来店回数", "number", ()),
        ("会員状態", "choice", ("退会", "有効")),
        ("最終来店日", "date", ()),
    ]
