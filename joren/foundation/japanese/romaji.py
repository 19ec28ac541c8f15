"""Japanese names in Latin letters: kana written out, and one key for every system of writing them.

`to_romaji` writes kana the Hepburn way with the vowels as spelt (おおたに, ootani), which loses nothing.
`romaji_key` goes on to what every system agrees on: Ohtani, Otani, Ōtani, Ootani and オオタニ are all otani;
Sinzi and Shinji, Homma and Honma, Satoh and さとう meet too. Sources of the systems: Hepburn as passports use it
(外務省 ヘボン式ローマ字綴方表, with the OH it allows for long vowels), 訓令式 (内閣告示 1954).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.kana import KATAKANA_TO_HIRAGANA

_SYLLABLES = """
あa いi うu えe おo かka きki くku けke こko がga ぎgi ぐgu げge ごgo さsa しshi すsu せse そso ざza じji ずzu ぜze ぞzo
たta ちchi つtsu てte とto だda ぢji づzu でde どdo
なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho ばba びbi ぶbu べbe
ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro わwa ゐi ゑe をo んn ゔvu
ぁa ぃi ぅu ぇe ぉo ゃya ゅyu ょyo ゎwa ゕka ゖke
"""
_KANA: Final = {ord(entry[0]): entry[1:] for entry in _SYLLABLES.split()}
_HISS: Final = ("sh", "ch", "j")  # し ち じ take a small ゃ without a y
_GLIDES: Final = {"うぃ": "wi", "うぇ": "we", "うぉ": "wo", "てゅ": "tyu", "でゅ": "dyu"}
_SMALL: Final = re.compile("[い-もら-ろゔゕゖ][ぁぃぅぇぉゃゅょゎ]")
_DOUBLING: Final = re.compile(r"っ+([b-df-hj-np-tv-z]?)")
_LONG_MARK: Final = re.compile(r"([aiueo])ー+")

# What the systems write differently, each brought to one way.
_SAME: Final = {
    **{"sya": "sha", "syu": "shu", "syo": "sho", "si": "shi", "zya": "ja", "zyu": "ju", "zyo": "jo", "zi": "ji"},
    **{"jya": "ja", "jyu": "ju", "jyo": "jo", "tya": "cha", "tyu": "chu", "tyo": "cho", "ti": "chi", "tu": "tsu"},
    **{"cya": "cha", "cyu": "chu", "cyo": "cho", "dya": "ja", "dyu": "ju", "dyo": "jo", "di": "ji", "du": "zu"},
    **{"dzu": "zu", "hu": "fu", "tch": "cch", "l": "r", "v": "b", "wo": "o", "ye": "e", "m": "n", "c": "k"},
    **{"'": "", "’": "", "‘": "", "`": "", ".": "", ",": ""},
}
_VARIANT: Final = re.compile(
    "[szjtcd]y[auo]|[szt]i|di|[td]u|dzu|(?<![sc])hu|tch|[lv]|wo|ye|m(?=[bpm])|c(?=[auo])|['’‘`.,]"
)
# A long vowel: doubled, ou, and the h of passports where no vowel follows (Ohtani, Satoh, Ohyama).
_LONG: Final = re.compile("o(?:[ou]|h(?![aiueo]))+|u(?:u|h(?![aiueo]))+|aa+|ii+|ee+")


def to_romaji(kana: str) -> str:
    """Kana of any kind in small Latin letters, Hepburn, long vowels as spelt: こうの is kouno, シャツ shatsu.

    A long mark repeats its vowel (ローラ, roora), っ doubles the next consonant, ん is always n. What is no kana
    stays as it is.
    """
    latin = _spelt(unicodedata.normalize("NFKC", kana).translate(KATAKANA_TO_HIRAGANA))
    return _LONG_MARK.sub(lambda found: found[1] * len(found[0]), latin)


@lru_cache(maxsize=16_384)
def romaji_key(text: str) -> str:
    """One key for a name in kana or in Latin letters of any system; spaces do not count.

    romaji_key(romaji_key(x)) == romaji_key(x). Kanji stay, folded. Doubled vowels become single ones, as most
    people type them, so いいだ and いだ share a key: it proposes, it does not prove.
    """
    key = "".join([_agreed(_spelt(fold(word))) for word in text.split()])
    while _VARIANT.search(key) or _LONG.search(key):  # words that met, or a character that fell out between two
        key = _agreed(key)
    return key


def _agreed(latin: str) -> str:
    """One spelling of what the systems of Latin letters write differently."""
    return _LONG.sub(lambda found: found[0][0], _VARIANT.sub(lambda found: _SAME[found[0]], latin))


def _spelt(hiragana: str) -> str:
    """Kana as Latin letters, long marks left standing."""
    if hiragana.isascii():
        return hiragana
    latin = _SMALL.sub(_with_small_kana, hiragana).translate(_KANA)
    return _DOUBLING.sub(r"\1\1", latin) if "っ" in latin else latin


def _with_small_kana(found: re.Match[str]) -> str:
    """きゃ is kya, しゃ sha, ふぁ fa, てぃ ti; a small kana no syllable takes is written like a large one."""
    pair = found[0]
    if pair in _GLIDES:
        return _GLIDES[pair]
    stem, small = _KANA.get(ord(pair[0]), pair[0]), _KANA[ord(pair[1])]
    consonant = stem[:-1]
    if not consonant or (small[0] == "y" and stem[-1] != "i"):
        return stem + small
    return consonant + (small[1:] if small[0] == "y" and consonant in _HISS else small)
