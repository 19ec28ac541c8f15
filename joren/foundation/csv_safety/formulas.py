"""Formula injection (CWE-1236): text that begins like a formula is exported with an apostrophe before it.

Spreadsheets take a cell as a formula when it begins with = + - @, also behind a tab, a line break or
spaces, and in Japanese installations with the full-width ＝ ＋ － ＠. A plain number (-5, +1,234.5,
+819012345678) is left alone: it computes nothing, and an apostrophe would turn every negative amount of an
export into text. A phone with dashes (+81-3-1234-5678) would be computed, so it is neutralised.
"""

import re

_STARTS = "=+-@＝＋－＠\t\r\n"
_DANGEROUS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?", re.ASCII)


def neutralise_formula(text: str) -> str:
    """The text for a CSV or xlsx cell: an apostrophe in front if a spreadsheet would run it."""
    if not text or (text[0] not in _STARTS and not text[0].isspace()):
        return text
    if not _DANGEROUS.match(text) or _NUMBER.fullmatch(text):
        return text
    return "'" + text


def neutralise_exactly(text: str) -> str:
    """As `neutralise_formula`, and one apostrophe more before a text that begins with some already.

    So `restore_neutralised` gives back every text as it was, also one that somebody wrote with the apostrophe.
    Not to be applied twice.
    """
    return "'" + text if text and (text[0] in _STARTS or text[0] == "'" or text[0].isspace()) and _runs(text) else text


def restore_neutralised(text: str) -> str:
    """The text before it was neutralised, so that an exported file imports again as it was."""
    return text[1:] if text[:1] == "'" and _runs(text) else text


def _runs(text: str) -> bool:
    """Whether a spreadsheet would compute the text behind its apostrophes."""
    bare = text.lstrip("'")
    return bool(_DANGEROUS.match(bare)) and not _NUMBER.fullmatch(bare)
