"""Telephone numbers: any way of writing one becomes E.164 (+819012345678), or a reason why not.

Ordinary Japanese numbers are read by the table below, in about a microsecond; everything else (other
countries) goes through phonenumbers, the port of Google's libphonenumber. Sources of the table: 総務省
電気通信番号計画 (10 digits for fixed lines, 0120, 0570, 0990; 11 digits for 020, 050, 060, 070, 080, 090
and 0800).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

import phonenumbers

PhoneProblem = Literal[
    "empty", "not_a_number", "rounded", "two_numbers", "too_short", "too_long", "dummy", "unknown_prefix"
]

_DROPPED: dict[int, str | None] = {
    **dict.fromkeys(map(ord, " \t\r\n()（）[]-‐‑‒–—―−－ー─・./\u3000\u00a0\u200b\u200e\u202a\u202c\ufeff")),
    **{ord("０") + digit: str(digit) for digit in range(10)},
}
_EXTENSION = re.compile(r"(?:内線|ext\.?|#)\s*\d*\s*\)?\s*$", re.IGNORECASE)
_LABEL = re.compile(
    r"\([^\d()]+\)|^(?:tel|phone|電話番号|電話|携帯電話|携帯|自宅|実家|固定|勤務先|会社)[.:\s]*", re.IGNORECASE
)
_EXCEL_FLOAT = re.compile(r"\d{9,12}\.0")
_EXCEL_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_TWO = re.compile(r"\d{4}\s*(?:[/,、;\n]|または|or)\s*\+?\(?0?\d", re.IGNORECASE)

# What needs no second look: right length, known beginning, and no row of zeros that could be a dummy.
_ORDINARY = re.compile(r"0(?:[1-9][1-9]\d{7}|(?:20|[5-9]0)\d{8})(?<!000000)", re.ASCII)
_FIXED = re.compile(r"0[1-9][1-9]\d{7}")  # 10 digits; 0x0 begins no area code
_LONG = re.compile(r"0(?:20|50|60|70|80|90)\d{8}")  # 11 digits; 0800 is within 080
_EATEN_LONG = re.compile(r"[5-9]0[0-9]\d{7}")  # a spreadsheet took the leading zero of an 11-digit number
_EATEN_FIXED = re.compile(r"[1-9][1-9]\d{7}")
_SEQUENCES: Final = frozenset({"0123456789", "1234567890", "01234567890", "12345678901", "123456789", "9876543210"})
_SUSPECTS: Final = _SEQUENCES | {str(digit) * length for digit in range(10) for length in (10, 11)}
_NOTHING_BUT_ZEROS = re.compile(r"0?[25-9]00{8}|0?8000{7}|0?(?:120|570|990)0{6}|\d{2,3}0{7}")
_ONE_DIGIT = re.compile(r"0[5-9]0([1-9])\1{7}")
_RUN = re.compile(r"[+(]{0,2}\d[\d() -]{7,20}\d")
_BETWEEN = re.compile(
    r"\s*(?:[/,、;\n|・]|または|又は|or|(?<=\d)\s+(?=\+?\(?0\d))\s*|\s*[)]\s*(?=\+?0\d{1,3}[-\s])", re.IGNORECASE
)
_LENGTH_PROBLEMS: Final[dict[int, PhoneProblem | None]] = {
    phonenumbers.ValidationResult.IS_POSSIBLE: None,
    phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "too_short",
    phonenumbers.ValidationResult.TOO_SHORT: "too_short",
    phonenumbers.ValidationResult.TOO_LONG: "too_long",
}
_SHORTEST, _LONGEST = 9, 11
# How a number is grouped is told by its first five figures, behind the 0 (the tables of phonenumbers look no further).
_AREA: Final = 5
_JAPANESE = re.compile(r"\+81[1-9]\d{8,9}", re.ASCII)
_LONGEST_TEXT: Final = 100  # a pasted page must not keep the patterns busy


def normalise_phone(text: str, region: str = "JP") -> str | None:
    """E.164 of the number, or None when it is none; `phone_problem` says why.

    region: ISO 3166 country whose national numbers are meant where no +country is written.
    An extension (内線 12) and a label such as (自宅) are left out of the number.
    """
    return _read(text, region)[0]


def phone_problem(text: str, region: str = "JP") -> PhoneProblem | None:
    """Why the text is no usable number; None when `normalise_phone` gives one.

    dummy: zeros, one digit repeated or 0123456789, typed to get past a form. rounded: a spreadsheet kept
    9.01E+09 only. two_numbers: more than one in the cell. unknown_prefix: right length, but no such
    beginning.
    """
    return _read(text, region)[1]


def display_phone(e164: str) -> str:
    """The number as people of its country write it: 090-1234-5678; foreign ones with their +country in
    front.
    """
    if not _JAPANESE.fullmatch(e164):
        return _display(e164)
    groups = _groups(e164[3 : 3 + _AREA], len(e164) - 3)
    if groups is None:
        return _display(e164)
    first, second = groups
    return f"0{e164[3:first]}-{e164[first:second]}-{e164[second:]}"


@lru_cache(maxsize=32_768)
def _groups(area: str, length: int) -> tuple[int, int] | None:
    """Where the dashes stand in the E.164 of a number that begins so; None where it has not two of them."""
    parts = _display(f"+81{area.ljust(length, '2')}").split("-")
    if len(parts) != 3 or "".join(parts) != f"0{area.ljust(length, '2')}":  # noqa: PLR2004
        return None
    first = 2 + len(parts[0])
    return first, first + len(parts[1])


@lru_cache(maxsize=4096)
def _display(e164: str) -> str:
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    japanese = number.country_code == 81  # noqa: PLR2004
    style = phonenumbers.PhoneNumberFormat.NATIONAL if japanese else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, style))


def is_dummy_phone(e164: str) -> bool:
    """True when the number proves nothing about a person: what `normalise_phone` refuses as dummy, where it came in
    by another way, and mobile numbers of one digit repeated (090-1111-1111), which few own and many type.
    """
    digits = "0" + e164[3:] if e164.startswith("+81") else e164.removeprefix("+").translate(_DROPPED)
    return digits in _SUSPECTS or _is_dummy(digits) or bool(_ONE_DIGIT.fullmatch(digits))


def phones_in(text: str, region: str = "JP") -> list[str]:
    """Every number of a cell in E.164, in order, each once: 03-1234-5678 / 090-1234-5678 has two.

    What is no number among them is left out; a cell with one number gives the same as `normalise_phone`.
    """
    whole = normalise_phone(text, region)
    if whole or len(text) > _LONGEST_TEXT:
        return [whole] if whole else []
    pieces = _BETWEEN.split(unicodedata.normalize("NFKC", text))
    found = [normalise_phone(part, region) for piece in pieces for part in (piece, *_RUN.findall(piece))]
    return list(dict.fromkeys(filter(None, found)))


def extension_of(text: str) -> str:
    """The digits of an extension written behind a number (内線 12, ext. 12, #12); empty without one."""
    found = _EXTENSION.search(unicodedata.normalize("NFKC", text)) if len(text) <= _LONGEST_TEXT else None
    return "".join(filter(str.isdigit, found[0])) if found else ""


def _read(text: str, region: str) -> tuple[str | None, PhoneProblem | None]:
    """The number and None, or None and the problem."""
    digits = text.translate(_DROPPED)
    if (
        region == "JP"
        and _ORDINARY.fullmatch(digits)
        and digits not in _SUSPECTS
        and (len(text) <= _LONGEST_TEXT and not _TWO.search(text))
    ):
        return "+81" + digits[1:], None
    if not (digits.isascii() and digits.isdigit()) or "." in text or "/" in text:
        written = _without_labels(text)
        problem = _unreadable(written)
        if problem:
            return None, problem
        digits = written.removesuffix(".0").translate(_DROPPED) if _EXCEL_FLOAT.fullmatch(written) else written
        digits = digits.translate(_DROPPED)
    if region != "JP" or (digits.startswith("+") and not digits.startswith("+81")):
        return _foreign(digits, region)
    return _japanese(digits)


def _without_labels(text: str) -> str:
    written = unicodedata.normalize("NFKC", text).strip()
    if len(written) > _LONGEST_TEXT:
        return written
    return _LABEL.sub("", _EXTENSION.sub("", written)).strip()


def _unreadable(written: str) -> PhoneProblem | None:
    """What keeps the cleaned text from being one row of digits."""
    if not written:
        return "empty"
    if len(written) > _LONGEST_TEXT:
        return "not_a_number"
    if _EXCEL_ROUNDED.fullmatch(written):
        return "rounded"
    if _TWO.search(written):
        return "two_numbers"
    digits = written.translate(_DROPPED).removeprefix("+")
    return None if digits.isascii() and digits.isdigit() else "not_a_number"


def _japanese(digits: str) -> tuple[str | None, PhoneProblem | None]:
    national = _national(digits)
    if _is_dummy(national) or _is_dummy(digits):
        return None, "dummy"
    if _FIXED.fullmatch(national) or _LONG.fullmatch(national):
        return "+81" + national[1:], None
    if len(national) < _SHORTEST + 1:
        return None, "too_short"
    if len(national) > _LONGEST:
        return None, "too_long"
    return None, "too_short" if _LONG.match(national + "0") else "unknown_prefix"


def _national(digits: str) -> str:
    """With the leading zero that a country code replaces, or that a spreadsheet took away."""
    if digits.startswith("+81"):
        return "0" + digits[3:].removeprefix("0")
    if digits.startswith("0081"):
        return "0" + digits[4:].removeprefix("0")
    if digits.startswith("81") and len(digits) > _LONGEST - 1:
        return "0" + digits[2:].removeprefix("0")
    if _EATEN_LONG.fullmatch(digits) or _EATEN_FIXED.fullmatch(digits):
        return "0" + digits
    return digits


def _is_dummy(digits: str) -> bool:
    """Typed to get past a form: one digit throughout, counted up, or nothing but zeros after the prefix."""
    return (
        (len(digits) > 3 and len(set(digits)) == 1)  # noqa: PLR2004
        or digits in _SEQUENCES
        or bool(_NOTHING_BUT_ZEROS.fullmatch(digits))
    )


def _foreign(digits: str, region: str) -> tuple[str | None, PhoneProblem | None]:
    if _is_dummy(digits.removeprefix("+")):
        return None, "dummy"
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None, "not_a_number"
    if _is_dummy(str(number.national_number)):
        return None, "dummy"
    problem = _LENGTH_PROBLEMS.get(phonenumbers.is_possible_number_with_reason(number), "unknown_prefix")
    if problem:
        return None, problem
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)), None
