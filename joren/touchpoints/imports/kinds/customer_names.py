"""Names of a customer: one column or two, with or without a space, in Latin letters, kana in one column or two."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ValueProblem
from joren.foundation.japanese.honorifics import without_honorific
from joren.foundation.japanese.kana import is_kana, to_katakana
from joren.foundation.japanese.names import split_name
from joren.foundation.japanese.surnames import is_latin_surname, split_joined_name, split_joined_reading

from .cells import Cells

_LIMIT: Final = 100
_WIDE = re.compile("[！-～\uff61-\uff9f]")
_WIDE_OR_HALF: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’.\-]+(?:\s+[A-Za-zÀ-ɏ'’.\-]+)+")
_COMMA = re.compile(r"\s*[,，、]\s*")
_KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_PAIR: Final = 2


class NameReader:
    """Reads the names of a row into `family_name`, `given_name`, `family_kana`, `given_kana`.

    A whole name that cannot be parted is the family name, and its given name is "" so that a known one goes with it.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        plan = cells.plan
        self._family, self._given = cells.reader("family_name"), cells.reader("given_name")
        self._family_kana, self._given_kana = cells.reader("family_kana"), cells.reader("given_kana")
        self._name, self._kana = cells.reader("name"), cells.reader("kana")
        self._given_first = given_first(plan.values("name"))
        self._has_kana = any(plan.has(key) for key in ("kana", "family_kana", "given_kana"))

    def read(self, row: int, cells: Sequence[str], fields: dict[str, Any]) -> None:
        """Put the names of the row into `fields`."""
        family, given = _tidy(self._family(cells)), _tidy(self._given(cells))
        family_kana, given_kana, whole_kana = self._readings(row, cells)
        whole = "name"
        if not family and not given:
            name = without_honorific(_tidy(self._name(cells)))
            family, given = self._parted(name, family_kana)
        elif family and not given:
            whole = "family_name"
            parted = self._parted(without_honorific(family), family_kana) if self._cells.plan.has("given_name") else ()
            family, given = parted or (family, "")
        if family and not family_kana and not given_kana and whole_kana:
            family_kana, given_kana = split_joined_reading(whole_kana, family) or (whole_kana, "")
        if not self._has_kana and family and is_kana(family) and (not given or is_kana(given)):
            family_kana, given_kana = to_katakana(family), to_katakana(given)
        self._keep(row, fields, ("family_name", family), ("given_name", given), whole)
        self._keep(row, fields, ("family_kana", family_kana), ("given_kana", given_kana), "kana")

    def _readings(self, row: int, cells: Sequence[str]) -> tuple[str, str, str]:
        """Family and given reading; or, where they are not parted, both empty and the whole."""
        family, given = self._reading(row, "family_kana", cells), self._reading(row, "given_kana", cells)
        if family or given:
            return family, given, ""
        whole = self._reading(row, "kana", cells)
        family, given = split_name(without_honorific(whole))
        return (family, given, "") if given else ("", "", family)

    def _reading(self, row: int, key: str, cells: Sequence[str]) -> str:
        read = {"family_kana": self._family_kana, "given_kana": self._given_kana, "kana": self._kana}[key]
        text = read(cells)
        if text and _KANJI.search(text):
            problem = ValueProblem(
                _("this is no reading, it holds kanji"),
                _("Match the column to the name instead, or write the reading in kana."),
                code="kanji",
            )
            self._cells.leave_out(row, key, text, problem)
            return ""
        return reading(text)

    def _parted(self, name: str, family_kana: str) -> tuple[str, str]:
        """Family and given name out of one text."""
        if "," in name or "，" in name or "、" in name:
            parts = [part for part in _COMMA.split(name) if part]
            if len(parts) == _PAIR:
                return parts[0], parts[1]
        if _LATIN.fullmatch(name):
            return latin_parts(name, given_first=self._given_first)
        family, given = split_name(name)
        if family and not given:
            return split_joined_name(family, family_kana) or (family, "")
        return family, given

    def _keep(
        self, row: int, fields: dict[str, Any], family: tuple[str, str], given: tuple[str, str], whole: str
    ) -> None:
        told_whole = whole != "family_name"
        for key, value in (family, given):
            told = key if self._cells.plan.has(key) else whole
            if value and (fitting := self._cells.fitting(row, told, value, _LIMIT)):
                fields[key] = fitting
        if family[0] in fields and given[0] not in fields and not self._cells.plan.has(given[0]) and told_whole:
            fields[given[0]] = ""


@lru_cache(maxsize=16_384)
def reading(text: str) -> str:
    """A reading in full-width katakana; what is no kana (a Latin reading) as it was written."""
    if not text:
        return ""
    if not text.isascii() and is_kana(text):
        return to_katakana(text)
    return unicodedata.normalize("NFKC", text)


def latin_parts(name: str, *, given_first: bool) -> tuple[str, str]:
    """Family and given name of a name in Latin letters: YAMADA Taro, Taro YAMADA, Taro Yamada.

    Capitals mark the family name where only one word has them, else a common Japanese family name does, else the
    column's order.
    """
    words = name.split()
    first, last = words[0], words[-1]
    if _shouts(first) != _shouts(last):
        ends_with_family = _shouts(last)
    elif is_latin_surname(first) != is_latin_surname(last):
        ends_with_family = is_latin_surname(last)
    else:
        ends_with_family = given_first
    return (last, " ".join(words[:-1])) if ends_with_family else (first, " ".join(words[1:]))


def given_first(values: Sequence[str]) -> bool:
    """Whether the Latin names of a column begin with the given name; as English writes them where nothing tells."""
    votes = 0
    for value in values:
        name = unicodedata.normalize("NFKC", value).strip()
        if _LATIN.fullmatch(name):
            words = name.split()
            votes += is_latin_surname(words[-1]) - is_latin_surname(words[0])
    return votes >= 0


def _shouts(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _tidy(text: str) -> str:
    """Full-width Latin letters and half-width kana in their usual width; kanji exactly as they were written."""
    if not _WIDE.search(text):
        return text
    return to_katakana(text.translate(_WIDE_OR_HALF)) if is_kana(text) else text.translate(_WIDE_OR_HALF)
