"""What the words of tills and shops say about a row: a sale, a return, a cancellation, no purchase at all. Pure.

Layouts known for certain translate their codes to the words of `Meaning`; other files are read by the words people use.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from joren.foundation.importing import ValueProblem
from joren.foundation.importing.values import moment, yes_or_no

Meaning = Literal["", "sale", "return", "cancelled", "void", "no purchase", "line", "charge", "option"]
"""Of a transaction: a sale, a return, one that counts for nothing, one that voids an earlier one, or no purchase
(money put in, a deposit, points). Of a row: a line of goods, a charge (postage, fee, discount), an option of the line
above. "" is nothing known.
"""
_EXACT: Final[frozenset[Meaning]] = frozenset(
    ["sale", "return", "cancelled", "void", "no purchase", "line", "charge", "option"]
)
_CANCEL_WORDS: Final = ("取消", "取り消し", "キャンセル", "cancel", "void", "無効", "打消")
_RETURN_WORDS: Final = ("返品", "返金", "return", "refund", "赤伝", "赤")
_NEGATIONS: Final = ("不可", "なし", "not ", "未", "無し")
_NO_PURCHASE = re.compile(
    r"入金|出金|預かり金?(?:返金)?|預り金?(?:返金)?|入出金|釣銭.*|両替.*|精算|点検|中間点検|レジ(?:開|締|点検|精算).*"
    r"|(?:ポイント|マイル)(?:加算|減算|失効|付与|調整|移行)?|チップ|チャージ|領収[証書]発行|売掛入金|棚卸.*|練習.*|トレーニング.*"
    r"|pay-?in|pay-?out|cash-?in|cash-?out|no sale|deposit|tip|point.*|training"
)
_CHARGE = re.compile(
    r"送料.*|配送料.*|手数料.*|.*手数料|割引.*|値引き?.*|クーポン.*|ポイント.*|税|消費税.*|ラッピング料.*"
    r"|shipping.*|postage.*|fee|discount.*|coupon.*|tax"
)


@lru_cache(maxsize=4096)
def of_transaction(text: str) -> Meaning:
    """What a kind of transaction (取引区分, 伝票区分) says; a code that nobody explained says nothing."""
    plain = _plain(text)
    if plain in _EXACT:
        return plain
    if not plain or plain.isdigit():
        return ""
    if _NO_PURCHASE.fullmatch(plain):
        return "no purchase"
    if _has_word(plain, _RETURN_WORDS):
        return "return"
    return "cancelled" if _has_word(plain, _CANCEL_WORDS) else "sale"


@lru_cache(maxsize=4096)
def of_state(text: str, *, is_mark: bool) -> Meaning:
    """What a state says by its words; a mark of cancelling (`is_mark`) also by a yes or the day it happened."""
    plain = _plain(text)
    if plain in _EXACT:
        return plain
    if says(plain, _CANCEL_WORDS) if is_mark else _says_word(plain, _CANCEL_WORDS):
        return "cancelled"
    return "return" if _has_word(plain, _RETURN_WORDS) else ""


def is_mark(column: str) -> bool:
    """Whether a column of that name marks what was cancelled (取消, cancelled_at), and is no state (ステータス)."""
    return not column or _has_word(column, _CANCEL_WORDS)


@lru_cache(maxsize=4096)
def of_return(text: str) -> Meaning:
    """What a mark of returning says."""
    plain = _plain(text)
    if plain in _EXACT:
        return plain
    if says(plain, _RETURN_WORDS):
        return "return"
    return "cancelled" if _has_word(plain, _CANCEL_WORDS) else ""


@lru_cache(maxsize=4096)
def of_void(text: str) -> Meaning:
    """What 打消区分 says; only a layout that is known tells the voided ticket from the one that voids it."""
    plain = _plain(text)
    return plain if plain in _EXACT else ""


@lru_cache(maxsize=4096)
def of_line(text: str) -> Meaning:
    """What the kind of a line (明細区分) says."""
    plain = _plain(text)
    if plain in _EXACT:
        return plain
    if _has_word(plain, _RETURN_WORDS):
        return "return"
    return "charge" if _CHARGE.fullmatch(plain) else ""


def says(text: str, words: tuple[str, ...]) -> bool:
    """Whether a mark says yes: a yes, a word for it, or the day it happened."""
    if not text:
        return False
    known = yes_or_no(text)
    if known is not None:
        return known
    if _has_word(text, words):
        return _says_word(text, words)
    try:
        moment(text)
    except ValueProblem:
        return False
    return True


def _says_word(text: str, words: tuple[str, ...]) -> bool:
    """Whether the text has one of the words, and does not deny it."""
    return _has_word(text, words) and not any(negation in text.lower() for negation in _NEGATIONS)


def _has_word(text: str, words: tuple[str, ...]) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()
