"""minne: the creator's file of orders. A row is a work; what concerns the order stands on each of its rows.

Buyers are known by their user id. Their address is not in the file, only the one the parcel goes to.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_CONFIRMED: Final = "a public packing tool with the whole header (HEADER_MINNE)"
_SIGNS: Final = (
    *(
        "配送エリア",
        "発送までの目安",
        "注文の販売価格",
        "注文の送料",
        "注文の合計",
        "注文者のユーザーID",
        "注文者のニックネーム",
    ),
    *("注文者の氏名", "作品管理番号"),
)
_KNOWN: Final = (
    *("支払方法", "入金確認日", "発送日", "配送方法", "配送エリア", "発送までの目安", "注文の販売価格", "注文の送料"),
    *("配送先の郵便番号", "配送先の住所1", "配送先の住所2", "配送先の氏名", "配送先の電話番号", "注文者のニックネーム"),
)

ORDERS: Final = Preset(
    key="minne_orders",
    label=_("minne: orders"),
    kind="purchases",
    source="minne",
    required=("注文ID", "注文日"),
    signs=_SIGNS,
    at_least=4,
    columns={
        "注文ID": "order",
        "注文日": "date",
        "注文状況": "cancelled",
        "注文者のユーザーID": "customer",
        "注文の合計": "total",
        "作品管理番号": "product",
        "作品名": "description",
        "販売価格": "unit_price",
        "数量": "quantity",
        "小計": "amount",
        "備考": "note",
    },
    ignored=(*_KNOWN, "注文者の氏名", "注文者の電話番号"),
    also="minne_buyers",
    confirmed_by=_CONFIRMED,
    note=_("Bring the same file as customers too: it names the buyers, who are found by their user id."),
)

BUYERS: Final = Preset(
    key="minne_buyers",
    label=_("minne: buyers in the orders"),
    kind="customers",
    source="minne",
    required=("注文ID", "注文者のユーザーID"),
    signs=_SIGNS,
    at_least=4,
    columns={
        "注文者のユーザーID": "external_id",
        "注文者の氏名": "name",
        "注文者の電話番号": "phone",
    },
    ignored=(*_KNOWN, "注文日", "注文状況", "注文の合計", "作品管理番号", "作品名", "販売価格", "数量", "小計", "備考"),
    secondary=True,
    also="minne_orders",
    confirmed_by=_CONFIRMED,
)

PRESETS: Final = (ORDERS, BUYERS)
