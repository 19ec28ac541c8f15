"""Column names brought to one spelling."""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from joren.foundation.japanese.folding import fold

_NOISE = re.compile(r"[_\s.:;,/\\*#'\"“”’!?※★☆【】\[\]{}<>《》＊：／]+")
_REMARK = re.compile(
    r"[(（\[【][^)）\]】]*(?:必須|任意|半角|全角|円|yyyy|形式|ハイフン|例)[^)）\]】]*[)）\]】]",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def header_key(name: str) -> str:
    """One key for フリガナ, ﾌﾘｶﾞﾅ and ふりがな, for Customer_ID and customerId; remarks such as （必須） go."""
    return fold(_NOISE.sub("", _REMARK.sub("", name)))


def fingerprint(header: Iterable[str]) -> str:
    """A short name of this very header, under which a mapping is remembered."""
    return sha256("\x1f".join(map(header_key, header)).encode()).hexdigest()[:32]
