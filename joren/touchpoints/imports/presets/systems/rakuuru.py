"""らくうるカート: the file of customers (顧客一括変更). Its file of orders could not be confirmed."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

CUSTOMERS: Final = Preset(
    key="rakuuru_customers",
    label=_("らくうるカート: customers"),
    kind="customers",
    source="raku-uru",
    required=("システム顧客番号",),
    signs=(
        "氏名(姓)",
        "氏名(名)",
        "氏名フリガナ(セイ)",
        "氏名フリガナ(メイ)",
        "町域・番地",
        "ビル等",
        "フリー項目1",
        "顧客分類",
    ),
    at_least=2,
    columns={
        "システム顧客番号": "external_id",
        "氏名(姓)": "family_name",
        "氏名(名)": "given_name",
        "氏名フリガナ(セイ)": "family_kana",
        "氏名フリガナ(メイ)": "given_kana",
        "会社名": "company",
        "郵便番号": "postal_code",
        "都道府県": "prefecture",
        "市区町村": "city",
        "町域・番地": "address",
        "ビル等": "building",
        "メールアドレス": "email",
        "電話番号": "phone",
        "携帯電話番号": "mobile",
        "性別": "gender",
        "生年月日": "birthday",
        "備考": "note",
        "顧客分類": "tags",
    },
    ignored=("会員ID", "部署名", "FAX番号", "フリー項目2", "フリー項目3"),
    confirmed_by="contents.raku-uru.jp: 顧客一括変更CSV",
)

PRESETS: Final = (CUSTOMERS,)
