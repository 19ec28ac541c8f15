"""Yes and no, and nothing, in the words of forms, tills and mailing lists."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

_SAYS_YES = """
1 1.0 y yes t true on ok ○ 〇 ◯ ◎ ● はい 可 有 あり 有り 要 する 希望 許諾 許可 同意 承諾
承認 承知 配信 登録 購読 受信 送信
登録済 購読中 配信中 受信中 登録中 可能 有効 オプトイン optin opt-in opt_in subscribed subscribe active granted accept
accepted agree agreed allow allowed enabled 済 ✓ ✔ ☑ レ 送る 受け取る 受取る 要する オン
"""
_SAYS_NO = """
0 0.0 n no f false off ng × ✕ ✖ ✗ ✘ ☐ いいえ 否 不可 無 なし 無し 不要 拒否 拒絶 非許諾 不許諾 不許可 不同意
非同意 非承諾
未承諾 未同意 停止 停止中 配信停止 受信停止 未登録 未配信 非配信 未購読 解除 購読解除 配信解除
退会 不可能 無効 オプトアウト
optout opt-out opt_out unsubscribed unsubscribe inactive refused denied declined disabled 未 要らない いらない 送らない
受け取らない 受取らない オフ
"""
_SAYS_NOTHING = """
- ― — – ー ‐ n/a #n/a na null (null) nil none nan (なし) 未設定 未入力 未記入 未回答 (空白) ...
"""
_GIVES_NOTHING = "なし 無し 無 不明 非公開 持っていない ありません 無回答 秘密 ? ?? ???"

_YES: Final = frozenset(_SAYS_YES.split())
_NO: Final = frozenset(_SAYS_NO.split())
_NO_ENDS: Final = re.compile(
    r"(?:しない|しません|らない|りません|ない|不可|不要|拒否|停止|停止中|解除|なし|無し|ng|不同意|未同意|未登録|(?<![a-z])no)$"
)
_YES_ENDS: Final = re.compile(
    r"(?:する|します|希望|可|可能|ok|済|済み|許可|許諾|同意|承諾|受信|あり|有り|送る|受け取る|受取る|購読中|配信中)$"
)
_CODED: Final = re.compile(r"[0-9]\s*[:.=]\s*(\S.*)")
_TAILS: Final = ("です", "。", "！", "!")

NOTHING: Final = frozenset(_SAYS_NOTHING.split())
"""Words that stand for an empty cell wherever they are the whole of it."""
_NO_VALUE: Final = NOTHING | frozenset(_GIVES_NOTHING.split())


@lru_cache(maxsize=4096)
def yes_or_no(text: str) -> bool | None:
    """True, False, or None for a word that says neither.

    ○ and ×, 可 and 不可, 希望する and 希望しない, TRUE, 1: 受信する, はい、受け取ります.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    for tail in _TAILS:
        plain = plain.removesuffix(tail)
    coded = _CODED.fullmatch(plain)
    plain = coded[1] if coded else plain
    if plain in _YES or plain in _NO:
        return plain in _YES
    first = re.split(r"[、,\s]", plain, maxsplit=1)[0]
    if first in ("はい", "yes", "いいえ", "no"):
        return first in ("はい", "yes")
    if _NO_ENDS.search(plain):
        return False
    return True if _YES_ENDS.search(plain) else None


def yes_no_reader(values: Iterable[str]) -> Callable[[str], bool | None]:
    """A reader for a column of these values: a typed x is a no where the column says ○ too, else says neither."""
    seen = {unicodedata.normalize("NFKC", value).strip().lower() for value in values}
    if "x" in seen and seen & {"o", "○", "〇", "◯", "◎"}:
        marks = {"x": False, "o": True}
        return lambda text: marks.get(unicodedata.normalize("NFKC", text).strip().lower(), yes_or_no(text))
    return yes_or_no


@lru_cache(maxsize=4096)
def says_nothing(text: str, *, of_value: bool = False) -> bool:
    """Whether a cell is empty in all but writing: -, N/A, 未設定. `of_value`: also 不明, なし, for phones and dates."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return not plain or plain in (_NO_VALUE if of_value else NOTHING)
