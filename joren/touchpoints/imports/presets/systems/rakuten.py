"""楽天 RMS (受注番号 by RPay): the orders file of 通常購入データ (CP932), telephone and postal code in parts.

請求金額 is what the buyer paid, after points and coupons; totals stand on every line of an order.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_CONFIRMED: Final = (
    "a public program that writes and reads the whole header of 96 columns; RMS status codes in five others"
)
_SIGNS: Final = (
    *("注文者郵便番号1", "注文者郵便番号2", "注文者姓", "注文者名", "注文者電話番号1", "送付先ID", "サブステータスID"),
    *(
        "楽天会員フラグ",
        "商品明細ID",
        "店舗発行クーポン利用額",
        "楽天発行クーポン利用額",
        "あす楽希望フラグ",
        "商品管理番号",
    ),
)
_KNOWN: Final = (
    *(
        "サブステータス",
        "キャンセル期限日",
        "注文確認日時",
        "注文確定日時",
        "発送指示日時",
        "発送完了報告日時",
        "支払方法名",
    ),
    *(
        "クレジットカード支払い方法",
        "クレジットカード支払い回数",
        "配送方法",
        "配送区分",
        "注文種別",
        "複数送付先フラグ",
    ),
    *("送付先一致フラグ", "離島フラグ", "楽天確認中フラグ", "警告表示タイプ", "購入履歴修正有無フラグ", "商品合計金額"),
    *(
        "消費税合計",
        "送料合計",
        "代引料合計",
        "申込番号",
        "申込お届け回数",
        "送付先送料",
        "送付先代引料",
        "送付先消費税合計",
    ),
    *("送付先商品合計金額", "送付先合計金額", "のし", "送付先郵便番号1", "送付先郵便番号2", "送付先住所都道府県"),
    *(
        "送付先住所郡市区",
        "送付先住所それ以降の住所",
        "送付先姓",
        "送付先名",
        "送付先姓カナ",
        "送付先名カナ",
        "送付先電話番号1",
    ),
    *(
        "送付先電話番号2",
        "送付先電話番号3",
        "商品ID",
        "送料込別",
        "税込別",
        "代引手数料込別",
        "ポイント倍率",
        "納期情報",
    ),
    *(
        "在庫タイプ",
        *(f"ラッピング{what}{side}" for side in "12" for what in ("タイトル", "名", "料金", "税込別", "種類")),
    ),
    *(
        "お届け時間帯",
        "お届け日指定",
        "担当者",
        "メール差込文 (お客様へのメッセージ)",
        "ギフト配送希望",
        "コメント",
        "利用端末",
    ),
    *(
        "メールキャリアコード",
        "医薬品受注フラグ",
        "楽天スーパーDEAL商品受注フラグ",
        "メンバーシッププログラム受注タイプ",
    ),
)
_BUYER: Final = {
    "注文者メールアドレス": "email",
    "注文者姓": "family_name",
    "注文者名": "given_name",
    "注文者姓カナ": "family_kana",
    "注文者名カナ": "given_kana",
    "注文者郵便番号1": "postal_1",
    "注文者郵便番号2": "postal_2",
    "注文者住所都道府県": "prefecture",
    "注文者住所郡市区": "city",
    "注文者住所それ以降の住所": "address",
    "注文者電話番号1": "phone_1",
    "注文者電話番号2": "phone_2",
    "注文者電話番号3": "phone_3",
    "注文者性別": "gender",
}
_ORDER: Final = {
    "注文番号": "order",
    "注文日時": "date",
    "注文日": "date",
    "注文時間": "time",
    "ステータス": "cancelled",
    "注文者メールアドレス": "email",
    "請求金額": "total",
    "合計金額": "total",
    "クーポン利用総額": "order_discount",
    "ポイント利用額": "points_used",
    "商品番号": "product",
    "商品管理番号": "product",
    "商品名": "description",
    "項目・選択肢": "option",
    "単価": "unit_price",
    "個数": "quantity",
    "ひとことメモ": "note",
}

ORDERS: Final = Preset(
    key="rakuten_orders",
    label=_("楽天 RMS: orders"),
    kind="purchases",
    source="rakuten",
    required=("注文番号", "注文日時|注文日"),
    signs=_SIGNS,
    at_least=4,
    columns=_ORDER,
    ignored=(*_KNOWN, *_BUYER),
    values={"cancelled": {"800": "cancelled", "900": "cancelled"}},
    also="rakuten_buyers",
    confirmed_by=_CONFIRMED,
    note=_("Bring the same file as customers too: it names the buyers, who are found by their e-mail address."),
)

BUYERS: Final = Preset(
    key="rakuten_buyers",
    label=_("楽天 RMS: buyers in the orders"),
    kind="customers",
    source="rakuten",
    required=("注文番号", "注文者姓|注文者メールアドレス"),
    signs=_SIGNS,
    at_least=4,
    columns=_BUYER,
    ignored=(*_KNOWN, *_ORDER),
    options={"number_from": "email"},
    secondary=True,
    also="rakuten_orders",
    confirmed_by=_CONFIRMED,
)

PRESETS: Final = (ORDERS, BUYERS)
