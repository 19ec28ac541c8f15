"""EC-CUBE 4: the columns of 会員CSV and 受注CSV. The shop chooses which are written, and in which order.

送料 stands there twice (of the order, and of the shipment): neither is read, because 支払合計 holds it, and where the
shop left that column out, the order's own rows of 送料 do. A row of the orders is an item: goods, but also postage,
fees, discounts and points, told by 明細区分. 価格 of goods is without tax, of everything else with it.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_CONFIRMED: Final = "EC-CUBE/ec-cube: import_csv/ja/dtb_csv.csv, mtb_order_status.csv, mtb_order_item_type.csv"
_STATES: Final = {
    "注文取消し": "cancelled",
    "3": "cancelled",
    "返品": "return",
    "9": "return",
    "決済処理中": "no purchase",
    "7": "no purchase",
    "購入処理中": "no purchase",
    "8": "no purchase",
}
_ITEMS: Final = {
    "商品": "line",
    "1": "line",
    **dict.fromkeys(("送料", "手数料", "割引", "税", "ポイント", "2", "3", "4", "5", "6"), "charge"),
}

CUSTOMERS: Final = Preset(
    key="eccube4_customers",
    label=_("EC-CUBE 4: customers"),
    kind="customers",
    source="eccube",
    required=("会員ID",),
    signs=(
        *("お名前(姓)", "お名前(セイ)", "お名前(メイ)", "都道府県(ID)", "都道府県(名称)", "性別(ID)", "性別(名称)"),
        *("職業(ID)", "職業(名称)", "会員ステータス(ID)", "会員ステータス(名称)", "ショップ用メモ欄", "初回購入日"),
        "最終購入日",
    ),
    at_least=3,
    columns={
        "会員ID": "external_id",
        "お名前(姓)": "family_name",
        "お名前(名)": "given_name",
        "お名前(セイ)": "family_kana",
        "お名前(メイ)": "given_kana",
        "会社名": "company",
        "郵便番号": "postal_code",
        "都道府県(名称)": "prefecture",
        "都道府県(ID)": "prefecture",
        "住所1": "city",
        "住所2": "address",
        "メールアドレス": "email",
        "TEL": "phone",
        "性別(名称)": "gender",
        "性別(ID)": "gender",
        "誕生日": "birthday",
        "ショップ用メモ欄": "note",
        "登録日": "registered_on",
        "更新日": "updated_at",
    },
    ignored=("購入回数", "ポイント"),
    values={"gender": {"1": "男性", "2": "女性"}},
    confirmed_by=_CONFIRMED,
)

ORDERS: Final = Preset(
    key="eccube4_orders",
    label=_("EC-CUBE 4: orders"),
    kind="purchases",
    source="eccube",
    required=("注文番号|注文ID", "受注日|入金日"),
    signs=(
        *(
            "対応状況(ID)",
            "対応状況(名称)",
            "支払方法(ID)",
            "支払方法(名称)",
            "注文詳細ID",
            "商品規格ID",
            "規格分類名1",
        ),
        *(
            "規格分類名2",
            "規格名1",
            "規格名2",
            "明細区分(ID)",
            "明細区分(名称)",
            "税率ルール(ID)",
            "支払合計",
            "出荷ID",
        ),
        *("お名前(セイ)", "配送先_お名前(姓)", "配送業者(名称)", "お届け時間(名称)", "出荷伝票番号"),
    ),
    at_least=3,
    columns={
        "注文番号": "order",
        "注文ID": "order",
        "会員ID": "customer",
        "メールアドレス": "email",
        "受注日": "date",
        "入金日": "date",
        "支払合計": "total",
        "合計": "total",
        "値引き": "order_discount",
        "対応状況(名称)": "cancelled",
        "対応状況(ID)": "cancelled",
        "商品コード": "product",
        "商品ID": "product",
        "商品名": "description",
        "規格分類名1": "option",
        "規格分類名2": "option2",
        "価格": "unit_price",
        "個数": "quantity",
        "税率": "tax_rate",
        "明細区分(名称)": "line_kind",
        "明細区分(ID)": "line_kind",
        "ショップ用メモ欄": "note",
    },
    ignored=(
        *(
            "お名前(姓)",
            "お名前(名)",
            "お名前(セイ)",
            "お名前(メイ)",
            "会社名",
            "郵便番号",
            "都道府県(ID)",
            "都道府県(名称)",
        ),
        *(
            "住所1",
            "住所2",
            "TEL",
            "性別(ID)",
            "性別(名称)",
            "職業(ID)",
            "職業(名称)",
            "誕生日",
            "小計",
            "送料",
            "送料 (2)",
            "税金",
        ),
        *("配送先_お名前(名)", "配送先_お名前(セイ)", "配送先_お名前(メイ)", "配送先_会社名", "配送先_郵便番号"),
        *("配送先_都道府県(ID)", "配送先_都道府県(名称)", "配送先_住所1", "配送先_住所2", "配送先_TEL", "配送業者(ID)"),
        *("お届け時間ID", "お届け希望日", "発送日", "配達用メモ", "出荷メール送信日"),
    ),
    values={"cancelled": _STATES, "line_kind": _ITEMS},
    options={"net": True},
    confirmed_by=_CONFIRMED,
    note=_("Unfinished orders (決済処理中, 購入処理中) are left out. Guests are known by their e-mail address."),
)

PRESETS: Final = (CUSTOMERS, ORDERS)
