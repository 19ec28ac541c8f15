"""Column names brought to one spelling."""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final

from joren.foundation.importing.legends import without_legend
from joren.foundation.japanese.folding import fold

_NOISE = re.compile(r"[_\s.:;,/\\*#'\"“”’!?※★☆【】\[\]{}<>《》＊：／]+")
_REMARK = re.compile(
    r"[(（\[【][^)）\]】]*(?:必須|任意|半角|全角|円|yyyy|形式|ハイフン|例)[^)）\]】]*[)）\]】]",
    re.IGNORECASE,
)


_OTHERS: Final = re.compile(
    "(?:お|ご)?(?:届け先|届先|とどけ先|配送先|送付先|送り先|発送先|納品先|緊急|保護者|紹介者|家族|同伴者|勤務先電話|勤務先住所|"
    "勤務先郵便|ふぁくす|ふぁっくす|fax|shipping|delivery|recipient|emergency|guardian|請求書送付先)"
)
_OWNER: Final = re.compile(
    r"^(?:顧客|お客様|お客さま|客|会員|かいいん|ゆざ|購入者|注文者|申込者|申し込み者|契約者|利用者|来店者|予約者|ご本人|本人|"
    r"患者|生徒|得意先|取引先|customer|user|member|client|contact|billing|buyer|guest|primary|基本|ご|お)(?:の|情報)?"
)


@lru_cache(maxsize=8192)
def header_key(name: str) -> str:
    """One key for フリガナ, ﾌﾘｶﾞﾅ and ふりがな, for Customer_ID and customerId; remarks such as （必須） go."""
    return fold(_NOISE.sub("", _REMARK.sub("", name)))


def is_of_others(name: str) -> bool:
    """Whether a column is of somebody else, or of something no person is known by: お届け先住所, 保護者名, FAX."""
    return bool(_OTHERS.match(header_key(name)))


@lru_cache(maxsize=8192)
def names_of(name: str) -> tuple[str, ...]:
    """The keys a column may be known by, the fullest first: its own, and without the word that says whose it is.

    A legend is no part of the name: 性別（1＝男、2＝女） is 性別. 会員住所 is 住所, Billing Name a name.
    """
    key = header_key(without_legend(name))
    bare = _OWNER.sub("", key)
    return (key, bare) if bare and bare != key else (key,)


def fingerprint(header: Iterable[str]) -> str:
    """A short name of this very header, under which a mapping is remembered."""
    return sha256("\x1f".join(map(header_key, header)).encode()).hexdigest()[:32]
