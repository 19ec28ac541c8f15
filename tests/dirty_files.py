"""Two files as shops really send them: a member list in Shift JIS and a till's sales, with what goes wrong in both.

Made up, seeded, and dated backwards from a day, so that questions about "the last year" have answers. Whoever buys
beans (the dearest thing) on the first visit comes back more often.
"""

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = """
山田 ﾔﾏﾀﾞ|佐藤 サトウ|鈴木 すずき|高橋 タカハシ|田中 ﾀﾅｶ|伊藤 イトウ|渡辺 ワタナベ|中村 ナカムラ|小林 コバヤシ
加藤 カトウ|吉田 ヨシダ|山口 ヤマグチ|松本 マツモト|井上 イノウエ|木村 キムラ|斎藤 サイトウ|清水 シミズ
山崎 ヤマザキ|森 モリ|池田 イケダ
"""
_FAMILIES = [name.split() for name in _NAMES.strip().replace("\n", "|").split("|")]
_GIVEN = [
    ("花子", "ハナコ"), ("一郎", "イチロウ"), ("美咲", "ミサキ"), ("健太", "ケンタ"), ("由美", "ユミ"),
    ("大輔", "ダイスケ"), ("陽子", "ヨウコ"), ("翔太", "ショウタ"), ("恵子", "ケイコ"), ("誠", "マコト"),
]  # fmt: skip
_MENU = (("深煎り豆 200g", 1_400), ("ブレンド", 480), ("カフェラテ", 550), ("チーズケーキ", 620), ("サンドイッチ", 850))
MEMBERS = 300


@dataclass(frozen=True)
class DirtyFiles:
    """The two files as they lie on somebody's desk, and what is wrong in them."""

    members: bytes
    sales: bytes
    more_sales: bytes
    bad_members: int
    bad_sales: int


def dirty_files(today: date) -> DirtyFiles:
    """Make the files as they would be on `today`."""
    chance = random.Random(20_261)
    members = [_member(number, chance, today) for number in range(1, MEMBERS + 1)]
    members[11][4] = "昭和63年2月31日"
    members[40][5] = "taro@example.jp、hanako@example.jp"
    broken = [["9002", "行が短い"]]
    sales = [row for number in range(1, MEMBERS + 1) for row in _visits(number, chance, today)]
    sales.sort(key=lambda row: row[1])
    wrong = [
        ["T90001", "13月45日", "17", "ブレンド", "1", "480", ""],
        ["T90002", f"{today.year}/01/05", "18", "ブレンド", "1", "よんひゃく", ""],
    ]
    later = [
        [f"U{n:05}", f"{today - timedelta(days=1):%Y/%m/%d} 12:0{n % 10}", str(n), "ブレンド", "1", "480", ""]
        for n in (3, 5, 8)
    ]
    head = [
        "会員NO",
        "氏名",
        "フリガナ",
        "性別",
        "生年月日",
        "メールアドレス",
        "携帯番号",
        "登録日",
        "メルマガ",
        "区分",
    ]
    return DirtyFiles(
        members=_csv([head, *members, *broken]).encode("cp932"),
        sales=_csv([_SALES_HEAD, *sales, *wrong]).encode("cp932"),
        more_sales=_csv([_SALES_HEAD, *later]).encode("utf-8-sig"),
        bad_members=len(broken),
        bad_sales=len(wrong),
    )


_SALES_HEAD = ["レシートNo", "会計日時", "会員NO", "品名", "点数", "税込金額", "返品"]


def _member(number: int, chance: random.Random, today: date) -> list[str]:
    given, reading = _GIVEN[number % len(_GIVEN)]
    family, family_reading = _FAMILIES[number % len(_FAMILIES)]
    joined = today - timedelta(days=chance.randrange(420, 800))
    return [
        str(number),
        f"{family}{chance.choice([' ', '　'])}{given}",
        f"{family_reading} {reading}",
        chance.choice(["女", "男", "女性", "F", ""]),
        chance.choice(["1985/4/1", "S60.4.1", "昭和60年4月1日", "19850401", "4月1日", ""]),
        chance.choice([f"m{number}@example.jp", f"Ｍ{number}＠example.jp", f"m{number}@example.jp "])
        if number % 9
        else "",
        chance.choice([f"090-1234-{number:04}", f"9012340{number:03}", f"０９０１２３４{number:04}", "なし"]),
        f"{joined:%Y/%m/%d}",
        chance.choice(["○", "希望する", "可", "×"]),
        chance.choice(["一般", "ゴールド", ""]),
    ]


def _visits(number: int, chance: random.Random, today: date) -> list[list[str]]:
    beans_first = number % 3 == 0
    count = chance.choice((4, 5, 6, 7) if beans_first or chance.random() < 0.15 else (1, 1, 2, 3))
    day = today - timedelta(days=chance.randrange(400, 700))
    rows = []
    for visit in range(count):
        item, price = _MENU[0] if beans_first and visit == 0 else chance.choice(_MENU[1:])
        pieces = chance.choice((1, 1, 2))
        amount = chance.choice([f"{price * pieces}", f"{price * pieces:,}", f"￥{price * pieces:,}"])
        moment = f"{day:%Y/%m/%d} {chance.randrange(10, 19):02}:{chance.randrange(60):02}"
        member = chance.choice([str(number), str(number), f"{number} "])
        rows.append([f"T{number:03}{visit:02}", moment, member, item, str(pieces), amount, ""])
        day += timedelta(days=chance.randrange(5, 45))
    if number == 77:
        rows.append(
            [f"R{number:03}", f"{day:%Y/%m/%d} 18:00", str(number), _MENU[1][0], "1", f"-{_MENU[1][1]}", "返品"]
        )
    return rows


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
