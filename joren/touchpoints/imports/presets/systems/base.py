"""BASE: the orders file (CP932). A row is an article or an option of the article above it; postage stands on each row.

合計金額 is price times number of the row. There is no file of customers: the orders, brought as customers, are one.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_CONFIRMED: Final = "public programs that read it: HEADER_BASE of a packing tool; a mapping table with row semantics"
_SIGNS: Final = (
    *("氏(請求先)", "名(請求先)", "郵便番号(請求先)", "メールアドレス(請求先)", "氏(配送先)", "名(配送先)", "発送状況"),
    *("種類ID", "購入元", "調整金額", "代引き手数料", "バリエーション"),
)
_SHIPPING: Final = (
    *(
        "氏(配送先)",
        "名(配送先)",
        "郵便番号(配送先)",
        "都道府県(配送先)",
        "住所(配送先)",
        "住所2(配送先)",
        "電話番号(配送先)",
    ),
    *("配送日", "配送時間帯", "支払い方法", "税率", "種類ID", "種類コード", "JAN / GTIN", "特典", "商品コード"),
)

ORDERS: Final = Preset(
    key="base_orders",
    label=_("BASE: orders"),
    kind="purchases",
    source="base",
    required=("注文ID", "注文日時"),
    signs=_SIGNS,
    at_least=4,
    columns={
        "注文ID": "order",
        "注文日時": "date",
        "メールアドレス(請求先)": "email",
        "商品ID": "product",
        "商品名": "description",
        "バリエーション": "option",
        "価格": "unit_price",
        "数量": "quantity",
        "送料": "shipping",
        "代引き手数料": "fee",
        "調整金額": "adjustment",
        "発送状況": "cancelled",
        "購入元": "channel",
        "注文メモ": "note",
    },
    ignored=(
        *_SHIPPING,
        *("都道府県(請求先)", "住所(請求先)", "住所2(請求先)", "電話番号(請求先)", "備考", "合計金額"),
    ),
    options={"option_rows": "商品オプション"},
    also="base_buyers",
    confirmed_by=_CONFIRMED,
    note=_("Bring the same file as customers too: it names the buyers, who are found by their e-mail address."),
)

BUYERS: Final = Preset(
    key="base_buyers",
    label=_("BASE: buyers in the orders"),
    kind="customers",
    source="base",
    required=("注文ID", "注文日時"),
    signs=_SIGNS,
    at_least=4,
    columns={
        "メールアドレス(請求先)": "email",
        "氏(請求先)": "family_name",
        "名(請求先)": "given_name",
        "郵便番号(請求先)": "postal_code",
        "都道府県(請求先)": "prefecture",
        "住所(請求先)": "address",
        "住所2(請求先)": "building",
        "電話番号(請求先)": "phone",
    },
    ignored=(
        *_SHIPPING,
        *("注文ID", "注文日時", "備考", "商品名", "価格", "数量", "合計金額", "送料", "商品ID", "注文メモ"),
    ),
    options={"number_from": "email"},
    secondary=True,
    also="base_orders",
    confirmed_by=_CONFIRMED,
)

PRESETS: Final = (ORDERS, BUYERS)
