"""Names of encodings: those people write and those they read."""

import codecs
from typing import Final

from .problems import ReadingProblem

_NAMES: Final = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "ms932": "cp932",
    "eucjp": "euc_jp",
    "euc-jp": "euc_jp",
    "jis": "iso2022_jp_ext",
    "iso-2022-jp": "iso2022_jp_ext",
    "utf16": "utf-16",
}


_NO_TEXT: Final = frozenset({"undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape"})
_SHOWN: Final = (
    ("utf-8", "UTF-8"),
    ("cp932", "Shift JIS"),
    ("utf-16", "UTF-16"),
    ("utf-32", "UTF-32"),
    ("euc", "EUC-JP"),
    ("iso2022", "ISO-2022-JP"),
    ("cp1252", "Windows-1252"),
)


def display_name(name: str) -> str:
    """An encoding as people call it: Shift JIS for cp932."""
    return next((shown for start, shown in _SHOWN if name.startswith(start)), name)


def named_encoding(name: str) -> str:
    """Python's name of an encoding a person wrote (sjis, UTF8). Raises ReadingProblem for an unknown one."""
    wanted = name.strip().lower()
    try:
        found = codecs.lookup(_NAMES.get(wanted, wanted))
    except (LookupError, ValueError):
        raise ReadingProblem("unknown_encoding", name=name[:50]) from None
    if found.name in _NO_TEXT or not getattr(found, "_is_text_encoding", True) or not found.incrementaldecoder:
        raise ReadingProblem("unknown_encoding", name=name[:50])
    return found.name
