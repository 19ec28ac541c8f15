"""The 47 prefectures by number (JIS X 0401, ISO 3166-2:JP) with their kanji and Latin names."""

from typing import Final

_TABLE = """
北海道 Hokkaido 青森県 Aomori 岩手県 Iwate 宮城県 Miyagi 秋田県 Akita 山形県 Yamagata 福島県 Fukushima
茨城県 Ibaraki 栃木県 Tochigi 群馬県 Gunma 埼玉県 Saitama 千葉県 Chiba 東京都 Tokyo 神奈川県 Kanagawa
新潟県 Niigata 富山県 Toyama 石川県 Ishikawa 福井県 Fukui 山梨県 Yamanashi 長野県 Nagano 岐阜県 Gifu
静岡県 Shizuoka 愛知県 Aichi 三重県 Mie 滋賀県 Shiga 京都府 Kyoto 大阪府 Osaka 兵庫県 Hyogo 奈良県 Nara
和歌山県 Wakayama 鳥取県 Tottori 島根県 Shimane 岡山県 Okayama 広島県 Hiroshima 山口県 Yamaguchi
徳島県 Tokushima 香川県 Kagawa 愛媛県 Ehime 高知県 Kochi 福岡県 Fukuoka 佐賀県 Saga 長崎県 Nagasaki
熊本県 Kumamoto 大分県 Oita 宮崎県 Miyazaki 鹿児島県 Kagoshima 沖縄県 Okinawa
"""
_NAMES = _TABLE.split()

PREFECTURES: Final[dict[int, str]] = dict(enumerate(_NAMES[::2], start=1))
"""Number to kanji name: 13 is 東京都."""
PREFECTURE_NUMBERS: Final[dict[str, int]] = {name: number for number, name in PREFECTURES.items()}
ROMAJI: Final[dict[int, str]] = dict(enumerate(_NAMES[1::2], start=1))
"""Number to Latin name: 13 is Tokyo."""

_BY_WORD = {
    **{name: name for name in PREFECTURES.values()},
    **{name.removesuffix(name[-1]): name for name in PREFECTURES.values() if name != "北海道"},
    **{ROMAJI[number].lower(): name for number, name in PREFECTURES.items()},
    **{str(number): name for number, name in PREFECTURES.items()},
    **{f"{number:02}": name for number, name in PREFECTURES.items()},
    **{f"jp-{number:02}": name for number, name in PREFECTURES.items()},
}


def prefecture_named(word: str | int) -> str | None:
    """The full kanji name for 東京都, 東京, Tokyo, 13 or JP-13; None for anything else."""
    return _BY_WORD.get(str(word).strip().lower())


def prefecture_of(address: str) -> tuple[str, str]:
    """The prefecture an address begins with, and the rest: 東京都, 江東区南砂.

    Only a full name at the beginning counts, so 京都市 and 大阪市 stay whole; without one the first is empty.
    """
    address = address.strip()
    for length in (3, 4):
        if address[:length] in PREFECTURE_NUMBERS:
            return address[:length], address[length:].lstrip()
    return "", address
