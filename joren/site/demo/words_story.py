"""The words of the made-up business: its name, who works there, what it wrote to its customers."""

from typing import Any

BUSINESS = {
    "name": "常 カフェと道具（デモ）",
    "sender_name": "常 カフェと道具（架空の店）",
    "sender_address": "〒180-0004 東京都武蔵野市吉祥寺本町0-0-0（架空の住所）",
    "sender_contact": "hello@demo.example.jp",
}
NOBODY = {"name": "Joren", "sender_name": "", "sender_address": "", "sender_contact": ""}

PASSWORD = "ichido-kita-hito-ga-mata-kuru"  # noqa: S105  # shown to everybody: it opens made-up data only

# e-mail, name, role, code of the shop for who sees only one
STAFF = [
    ("owner@demo.example.jp", "常田 栄", "owner", ""),
    ("manager@demo.example.jp", "真鍋 千里", "manager", ""),
    ("marketer@demo.example.jp", "町田 薫", "marketer", ""),
    ("shop@demo.example.jp", "店野 守", "shop_staff", "CAFE"),
    ("readonly@demo.example.jp", "三好 読", "read_only", ""),
    ("privacy@demo.example.jp", "法月 守", "privacy_officer", ""),
]

# code, name, kind, hour at which the business day ends, postal code, address
SHOPS = [
    ("CAFE", "常 カフェ 吉祥寺", "restaurant", 5, "1800004", "東京都武蔵野市吉祥寺本町0-0-0（架空）"),
    ("STORE", "常 道具店 三鷹", "retail", 0, "1810013", "東京都三鷹市下連雀0-0-0（架空）"),
    ("ONLINE", "常 オンライン", "online", 0, "", ""),
]

CONSENT_HOW = {
    "CAFE": "カフェの会員申込書にチェック",
    "STORE": "道具店の会員申込書にチェック",
    "ONLINE": "オンラインの会員登録でチェック",
}
CONSENT_TEXT = "季節のお知らせ、新しいメニュー、優待のご案内を受け取ります。"
WITHDRAWN_HOW = "メールの配信停止リンク"
LINE_HOW = "LINE公式アカウントで会員証を連携"

COME_BACK = {
    "name": "おひさしぶりの方へ、コーヒー1杯",
    "subject": "{{ customer.family_name }}さま、おひさしぶりです",
    "body": """{{ customer.family_name }}さま

しばらくお顔を見られず、さみしく思っています。
このメールをお見せいただくと、本日のコーヒーを1杯お出しします。
30日のあいだ、どの店でもどうぞ。

常 カフェと道具
https://demo.example.jp/coffee
""",
}
COFFEE = {
    "name": "おかえりなさいのコーヒー1杯",
    "gift": "コーヒー1杯",
    "terms": "ほかのお飲みものには替えられません。",
}
NEW_CUPS = {
    "name": "新しいうつわが入りました",
    "subject": "新しいうつわが入りました",
    "body": """{{ customer.family_name }}さま

道具店に、新しい飯碗とマグカップが並びました。
写真だけでもご覧ください。

常 カフェと道具
https://demo.example.jp/cups
""",
}
REGULAR_NAME = "5回以上買ってくださった方"
GOAL = {
    "name": "90日の売上を、その前の90日より1割のばす",
    "note": "あと一歩の方に、2回目と5回目のきっかけを届ける。\nコーヒー豆を最初の来店でおすすめする。",
}


def _leaf(attribute: str, op: str, value: object, **given: object) -> dict[str, object]:
    leaf: dict[str, object] = {"attribute": attribute, "op": op, "value": value}
    return leaf | ({"with": given} if given else {})


SEGMENTS: list[dict[str, Any]] = [
    {
        "key": "demo-once",
        "name": "初回のみ",
        "note": "1回だけ買って、そのままの方。",
        "rule": _leaf("purchases.count", "equals", 1),
    },
    {
        "key": "demo-leaving",
        "name": "離反予備軍",
        "note": "3回以上買ってくださったのに、60日から180日いらしていない方。",
        "rule": {
            "all": [
                _leaf("purchases.count", "at_least", 3),
                _leaf("purchases.days_since_last", "between", [60, 180]),
            ]
        },
    },
    {
        "key": "demo-lunch",
        "name": "ランチのみ",
        "note": "この1年、昼にはいらしたが夜はまだの方。",
        "rule": {
            "all": [
                _leaf("purchases.count", "at_least", 1, period={"last_days": 365}, shop="DEMO-CAFE", time_band="lunch"),
                {"not": _leaf("purchases.count", "at_least", 1, period={"last_days": 365}, time_band="dinner")},
            ]
        },
    },
    {
        "key": "demo-april",
        "name": "4月生まれ",
        "note": "誕生月のお祝いに。",
        "rule": _leaf("customer.birth_month", "equals", 4),
    },
    {
        "key": "demo-beans",
        "name": "コーヒー豆を買う方",
        "note": "豆がそろそろなくなるころのお知らせに。",
        "rule": _leaf("purchases.items", "at_least", 1, category="DEMO-GOODS-BEANS", period={"last_days": 180}),
    },
]
