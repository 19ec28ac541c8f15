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
_PLACES = """
東京都渋谷区神宮前 東京都新宿区西新宿 東京都江東区南砂 神奈川県横浜市西区みなとみらい 大阪府大阪市北区梅田
京都府京都市中京区河原町通 愛知県名古屋市中区栄 福岡県福岡市中央区天神 北海道札幌市中央区北一条西
埼玉県さいたま市大宮区桜木町 千葉県船橋市本町 兵庫県神戸市中央区三宮町
"""
HEADER = tuple(_COLUMNS.split())
_FAMILIES, _GIVENS, _TOWNS = _PEOPLE.split(), _FIRST_NAMES.split(), _PLACES.split()
_BUILDINGS = ("", "", "", " 常連マンション{}", " コーポ桜{}", " グリーンハイツ{}号")


def rows(count: int, seed: int = 1) -> Iterator[list[str]]:
    """Rows with the little sins of real files: half-width kana, full-width digits, three ways to write a day."""
    chance = random.Random(seed)
    families = list(zip(_FAMILIES[::2], _FAMILIES[1::2], strict=True))
    givens = list(zip(_GIVENS[::3], _GIVENS[1::3], _GIVENS[2::3], strict=True))
    for number in range(1, count + 1):
        family, family_kana = chance.choice(families)
        given, given_kana, gender = chance.choice(givens)
        year, month, day = chance.randrange(1935, 2010), chance.randrange(1, 13), chance.randrange(1, 29)
        birthday = chance.choice(("{}-{:02}-{:02}", "{}/{}/{}", "{}年{}月{}日")).format(year, month, day)
        code = f"{chance.randrange(1, 999):03}-{chance.randrange(10000):04}"
        place = f"{chance.choice(_TOWNS)}{chance.randrange(1, 9)}-{chance.randrange(1, 30)}-{chance.randrange(1, 20)}"
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


def write(path: Path, count: int, encoding: str = "cp932") -> Path:
    """Write the file."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count))
    return path
