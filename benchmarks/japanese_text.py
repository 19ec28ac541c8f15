"""What one call of each text rule costs, in microseconds, beside the libraries it was chosen over.

Run: python benchmarks/japanese_text.py. Caches are passed by, except where a line says "again".
"""

import timeit
from collections.abc import Callable
from zoneinfo import ZoneInfo

import jaconv
import phonenumbers

from joren.foundation.japanese.dates import parse_date, parse_datetime, parse_partial_date
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.japanese.folding import fold, index_grams
from joren.foundation.japanese.phones import normalise_phone
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.money import parse_amount
from joren.foundation.money.amounts import _read

TOKYO = ZoneInfo("Asia/Tokyo")
NAME, READING, HALF_WIDTH = "六角 雅彦", "ロッカク マサヒコ", "ﾛｯｶｸ ﾏｻﾋｺ"
MAIL, PHONE, ADDRESS = "taro.yamada@example.jp", "090-1234-5678", "東京都江東区南砂一丁目2-3-405"


def _jaconv_key(text: str) -> str:
    return jaconv.kata2hira(jaconv.normalize(text, "NFKC")).lower()


def _library_phone(text: str) -> str:
    number = phonenumbers.parse(text, "JP")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


CALLS: dict[str, Callable[[], object]] = {
    "fold(name)": lambda: fold(NAME),
    "fold(half-width reading)": lambda: fold(HALF_WIDTH),
    "fold(address)": lambda: fold(ADDRESS),
    "the same by jaconv, NFKC and kana only": lambda: _jaconv_key(ADDRESS),
    "index_grams(name, reading)": lambda: index_grams(NAME, READING),
    "index_grams(five fields)": lambda: index_grams(NAME, READING, MAIL, PHONE, ADDRESS),
    "normalise_phone": lambda: normalise_phone(PHONE),
    "the same by phonenumbers": lambda: _library_phone(PHONE),
    "normalise_email": lambda: normalise_email(MAIL),
    "normalise_postal_code": lambda: normalise_postal_code("136-0076"),
    "parse_date(2024-04-01)": lambda: parse_date("2024-04-01"),
    "parse_date(20240401)": lambda: parse_date("20240401"),
    "parse_partial_date(2024/4/1)": lambda: parse_partial_date.__wrapped__("2024/4/1", "ymd"),
    "parse_date(2024/4/1) again": lambda: parse_date("2024/4/1"),
    "parse_datetime(2024-04-01 10:00:00)": lambda: parse_datetime("2024-04-01 10:00:00", TOKYO),
    "parse_amount(¥1,234)": lambda: _read.__wrapped__("¥1,234", False),
    "parse_amount(¥1,234) again": lambda: parse_amount("¥1,234"),
}


def microseconds(call: Callable[[], object]) -> float:
    """The best of five runs of 20,000 calls, per call."""
    return min(timeit.repeat(call, number=20_000, repeat=5)) / 20_000 * 1e6


if __name__ == "__main__":
    for label, call in CALLS.items():
        print(f"{microseconds(call):8.2f} µs  {label}")
