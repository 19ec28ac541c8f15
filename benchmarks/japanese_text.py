"""What one call of each text rule costs, in microseconds, beside the libraries it was chosen over.

Run: python benchmarks/japanese_text.py. Caches are passed by, except where a line says "again".

The second part holds the match keys and the reading of addresses to limits, counted in calls of jaconv's folding of an
address measured beside them, so that a busy machine does not matter (that call takes 1.4 µs on an idle one). Within
them six keys, an address and its check for a million people take under two minutes of one core.
"""

import timeit
from collections.abc import Callable
from zoneinfo import ZoneInfo

import jaconv
import phonenumbers

from joren.foundation.japanese.addresses import address_key, parse_address
from joren.foundation.japanese.addresses.postal import check, look_up
from joren.foundation.japanese.companies import company_key
from joren.foundation.japanese.dates import parse_date, parse_datetime, parse_partial_date
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.japanese.folding import fold, index_grams
from joren.foundation.japanese.honorifics import without_honorific
from joren.foundation.japanese.names import name_key
from joren.foundation.japanese.phones import normalise_phone
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.japanese.romaji import romaji_key
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


LIMITED: dict[str, tuple[float, Callable[[], object]]] = {
    "name_key(六角 雅彦)": (2.5, lambda: name_key("六角 雅彦")),
    "name_key(髙﨑 眞々子様)": (6, lambda: name_key("髙﨑 眞々子様")),
    "without_honorific(六角 雅彦)": (0.5, lambda: without_honorific("六角 雅彦")),
    "romaji_key(オオタニ)": (3.5, lambda: romaji_key.__wrapped__("オオタニ")),
    "romaji_key(Ohtani)": (3.5, lambda: romaji_key.__wrapped__("Ohtani")),
    "company_key(株式会社山田商事)": (6, lambda: company_key.__wrapped__("株式会社山田商事")),
    "company_key(株式会社山田商事) again": (0.2, lambda: company_key("株式会社山田商事")),
    "parse_address(南砂一丁目2-3-405)": (21, lambda: parse_address(ADDRESS)),
    "parse_address(with building)": (30, lambda: parse_address(ADDRESS[:-4] + " サンハイツ405号室")),
    "parse_address(without prefecture)": (25, lambda: parse_address(ADDRESS[3:])),
    "address_key(parse_address)": (24, lambda: address_key(parse_address(ADDRESS))),
    "look_up(136-0076)": (8, lambda: look_up("136-0076")),
    "check(136-0076, address)": (30, lambda: check("136-0076", ADDRESS)),
}
"""Label to the most it may take, in calls of `_jaconv_key(ADDRESS)`, and the call."""


def microseconds(call: Callable[[], object]) -> float:
    """The best of five runs of 20,000 calls, per call."""
    return min(timeit.repeat(call, number=20_000, repeat=5)) / 20_000 * 1e6


if __name__ == "__main__":
    for label, call in CALLS.items():
        print(f"{microseconds(call):8.2f} µs  {label}")
    look_up("136-0076"), parse_address(ADDRESS)  # the table is read once
    slow = 0
    for label, (limit, call) in LIMITED.items():
        took, unit = min((microseconds(call), microseconds(lambda: _jaconv_key(ADDRESS))) for _ in range(2))
        slow += took / unit > limit
        verdict = "" if took / unit <= limit else "SLOW "
        print(f"{took:8.2f} µs = {took / unit:5.2f} of at most {limit:4} {verdict} {label}")
    raise SystemExit(1 if slow else 0)
