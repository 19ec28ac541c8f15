"""A realistic Japanese customer file, as a till would export it: made up, deterministic, any number of rows."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

_COLUMNS = "顧客番号 氏名 フリガナ 性別 生年月日 郵便番号 住所 電話番号 メールアドレス 登録日 店舗コード メルマガ"
_PEOPLE = """
佐藤 サトウ 鈴木 スズキ 髙橋 タカハシ 田中 タナカ 伊藤 イトウ 渡邊 ワタナベ 山本 ヤマモト 中村 ナカムラ 小林 コバヤシ
加藤 カトウ 吉田 ヨシダ 山田 ヤマダ 佐々木 ササキ 山口 ヤマグチ 松本 マツモト 井上 イノウエ 木村 キムラ 林 ハヤシ
斎藤 サイトウ 清水 シミズ 山﨑 ヤマザキ 阿部 アベ 池田 イケダ 橋本 ハシモト 石川 イシカワ 前田 マエダ 藤田 フジタ
"""
_FIRST_NAMES = """
太郎 タロウ 男 花子 ハナコ 女 一郎 イチロウ 男 美咲 ミサキ 女 翔太 ショウタ 男 陽菜 ヒナ 女 健 ケン 男 由美子 ユミコ 女
大輔 ダイスケ 男 恵子 ケイコ 女 拓也 タクヤ 男 真由美 マユミ 女 直樹 ナオキ 男 さくら サクラ 女 誠 マコト 男 愛 アイ 女
"""
HEADER = tuple(_COLUMNS.split())
AGREEING = 0.95
"""The share of rows whose postal code is the one of their address, as in files people keep."""
_TOWNS = 3_000
_FAMILIES, _GIVENS = _PEOPLE.split(), _FIRST_NAMES.split()
_BUILDINGS = ("", "", "", " 常連マンション{}", " コーポ桜{}", " グリーンハイツ{}号")


def rows(count: int, seed: int = 1, agreeing: float = AGREEING) -> Iterator[list[str]]:
    """Rows with the little sins of real files: half-width kana, full-width digits, three ways to write a day.

    They live in some thousand towns all over the country; a postal code that is not the town's is made up.
    """
    chance = random.Random(seed)
    towns = _towns(seed)
    families = list(zip(_FAMILIES[::2], _FAMILIES[1::2], strict=True))
    givens = list(zip(_GIVENS[::3], _GIVENS[1::3], _GIVENS[2::3], strict=True))
    for number in range(1, count + 1):
        family, family_kana = chance.choice(families)
        given, given_kana, gender = chance.choice(givens)
        year, month, day = chance.randrange(1935, 2010), chance.randrange(1, 13), chance.randrange(1, 29)
        birthday = chance.choice(("{}-{:02}-{:02}", "{}/{}/{}", "{}年{}月{}日")).format(year, month, day)
        town, code = chance.choice(towns)
        if chance.random() >= agreeing:
            code = f"{chance.randrange(1, 999):03}-{chance.randrange(10000):04}"
        place = f"{town}{chance.randrange(1, 9)}-{chance.randrange(1, 30)}-{chance.randrange(1, 20)}"
        place += chance.choice(_BUILDINGS).format(chance.randrange(101, 909))
        phone = f"0{chance.choice('789')}0-{chance.randrange(1000, 9999)}-{chance.randrange(1000, 9999)}"
        email = f"{given_kana.lower()}{number}@example.{chance.choice(('com', 'jp', 'ne.jp'))}"
        yield [
            f"C{number:08}",
            f"{family} {given}" if chance.random() < 0.9 else f"{family}　{given}",
            f"{family_kana} {given_kana}",
            gender + chance.choice(("", "性")),
            birthday,
            code if chance.random() < 0.8 else code.replace("-", ""),
            place,
            phone if chance.random() < 0.8 else phone.replace("-", ""),
            email.encode("ascii", "ignore").decode() if chance.random() < 0.7 else "",
            f"{chance.randrange(2015, 2026)}/{chance.randrange(1, 13):02}/{chance.randrange(1, 29):02}",
            f"S{chance.randrange(1, 31):03}",
            chance.choice(("希望", "希望しない", "")),
        ]


def _towns(seed: int) -> list[tuple[str, str]]:
    """Towns of the postal table, written from the prefecture down, with their codes."""
    from joren.foundation.japanese.addresses.table import postal_table

    every = [
        (f"{city.prefecture}{city.name}{name}", f"{codes[:3]}-{codes[3:7]}")
        for city in postal_table().cities
        for name, _kana, codes in (line.split("\t") for line in city.lines if line)
        if name and name[0] not in "@#" and "(" not in name
    ]
    found = random.Random(seed).sample(every, _TOWNS + _TOWNS // 10)
    return [(town, code) for town, code in found if _in_cp932(town)][:_TOWNS]


def _in_cp932(text: str) -> bool:
    try:
        return bool(text.encode("cp932"))
    except UnicodeEncodeError:
        return False


def write(path: Path, count: int, encoding: str = "cp932", agreeing: float = AGREEING) -> Path:
    """Write the file."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count, agreeing=agreeing))
    return path
