"""Words by which people stop short messages."""

import unicodedata
from typing import Final

_STOP: Final = frozenset(
    ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "停止", "配信停止", "解除", "配信解除", "ストップ")
)


def means_stop(text: str) -> bool:
    """Whether an answer is one of the words for stopping, and nothing else."""
    said = unicodedata.normalize("NFKC", text).strip().strip("。.!！「」").upper()
    return said in _STOP
