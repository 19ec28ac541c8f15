"""Creema: the creator's file of orders. A row is a work; totals stand on each row of an order.

ご注文金額 is what the buyer paid, after vouchers and points. There is no e-mail address: buyers are known by the name
they use there (取引相手). There is no file of customers: the orders, brought as customers, are one.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_CONFIRMED: Final = "a public packing tool with three versions of the header (HEADER_CREEMA_0 to 2)"
_SIGNS: Final = (
    *("作品タイトル", "作品単価", "作品価格", "作品合計", "送料・ラッピング", "(-)作家クーポン", "取引相手", "ナビURL"),
    *("ギフトラッピング", "(-)お買い物券・ポイント・キャンペーン分", "(-)ポイント・お買い物券利用分"),
)
_KNOWN: Final = (
    *(
        "支払い日",
        "発送予定日",
        "発送日",
        *(f"オプション{n}{what}" for n in range(1, 6) for what in ("", "価格")),
        "備考",
    ),
    *(
        "購入回数",
        "配送方法",
        "配送料",
        "作品合計",
        "合計金額",
        "最終更新日",
        "氏名",
        "郵便番号",
        "住所",
        "TEL",
        "メモ",
        "作品単価",
    ),
)

ORDERS: Final = Preset(
    key="creema_orders",
    label=_("Creema: orders"),
    kind="purchases",
    source="creema",
    required=("注文ID", "購入日"),
    signs=_SIGNS,
    at_least=4,
    columns={
        "注文ID": "order",
        "購入日": "date",
        "ステータス": "cancelled",
        "取引相手": "customer",
        "ご注文金額": "total",
        "合計金額": "total",
        "(-)作家クーポン": "order_discount",
        "(-)お買い物券・ポイント・キャンペーン分": "points_used",
        "(-)ポイント・お買い物券利用分": "points_used",
        "作品タイトル": "description",
        "種類": "option",
        "作品価格": "unit_price",
        "数量": "quantity",
        "メモ": "note",
    },
    ignored=_KNOWN,
    also="creema_buyers",
    confirmed_by=_CONFIRMED,
    note=_("Bring the same file as customers too: it names the buyers, who are found by 取引相手."),
)

BUYERS: Final = Preset(
    key="creema_buyers",
    label=_("Creema: buyers in the orders"),
    kind="customers",
    source="creema",
    required=("注文ID", "取引相手"),
    signs=_SIGNS,
    at_least=4,
    columns={
        "取引相手": "external_id",
        "氏名": "name",
        "郵便番号": "postal_code",
        "住所": "address",
        "TEL": "phone",
    },
    ignored=(*_KNOWN, "購入日", "ステータス", "種類", "数量", "ご注文金額"),
    secondary=True,
    also="creema_orders",
    confirmed_by=_CONFIRMED,
)

PRESETS: Final = (ORDERS, BUYERS)
