"""Which encoding a text is in, by strict attempts over the whole of it: one wrong byte refuses an encoding.

Order: byte order mark (one or two), ISO-2022-JP by its escapes, UTF-16 by its zero bytes, UTF-8, CP932 or EUC-JP.
CP932 forgives nearly anything, and there the rules are about what nobody wrote: EUC-JP read as CP932 is half-width
katakana that no one could have typed (a voicing mark behind ナ); UTF-8 read as CP932 is 縺ゅ縺, which is told by the
same bytes being whole Japanese letters of UTF-8, so that a UTF-8 file with one broken row is refused as mixed and
not taken in as gibberish. Statistics over letters, as detectors use them, misread short Japanese files.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Final, NoReturn

from .encoding_names import display_name, named_encoding
from .eucjp import is_rare, is_untypable
from .mixing import LINEWISE, bounded_lines, is_japanese_utf8, main_encoding, place_of
from .problems import ReadingProblem

Opener = Callable[[], IO[bytes]]
CHUNK: Final = 1 << 20
_UTF8_BOM: Final = codecs.BOM_UTF8
_HEAD: Final = 4096
_NOT_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_ENOUGH: Final = 3


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` is Python's; `skip` the number of bytes of byte order marks to leave out.

    `mixed`: some rows are in another encoding; they are broken rows, the others are read.
    """

    name: str
    skip: int = 0
    mixed: bool = False


def detect_encoding(opener: Opener, *, mixed: bool = False) -> Encoding:
    """The encoding of the whole file. Raises ReadingProblem: mixed_encodings says where, and what it looks like there.

    `mixed`: its owner agrees that rows in another encoding are left out; then such a file is read too.
    """
    try:
        return _detected(opener)
    except ReadingProblem as problem:
        if not mixed or problem.code != "mixed_encodings" or problem.details["name"] not in LINEWISE:
            raise
    with opener() as file:
        marked = _by_mark(file.read(_HEAD))
    if marked:
        return Encoding(marked.name, marked.skip, mixed=True)
    with opener() as file:
        return Encoding(main_encoding(file), mixed=True)


def _detected(opener: Opener) -> Encoding:
    with opener() as file:
        head = file.read(_HEAD)
    marked = _by_mark(head)
    if marked:
        _require(opener, marked)
        return marked
    if b"\x1b$" in head or b"\x1b(" in head:
        return _first_that_fits(opener, ("iso2022_jp_ext", "iso2022_jp_2004", "utf-8"))
    wide = _by_zeros(head)
    if wide and _fits(opener, Encoding(wide)):
        return Encoding(wide)
    failure = first_failure(opener, Encoding("utf-8"))
    if failure is None:
        late = _escaped(opener)
        return Encoding("iso2022_jp_ext") if late else Encoding("utf-8")
    if _was_utf8(opener, failure):
        _refuse_mixed(opener, "utf-8", failure)
    return _japanese(opener)


def require_encoding(opener: Opener, name: str, *, mixed: bool = False) -> Encoding:
    """The encoding a person named, with marks left out. Raises ReadingProblem where the file is not in it.

    `mixed`: rows that are not in it are left out.
    """
    with opener() as file:
        marked = _by_mark(file.read(_HEAD))
    encoding = Encoding(named_encoding(name))
    if marked and marked.name.startswith(encoding.name.split("-le")[0]):
        encoding = marked
    failure = first_failure(opener, encoding)
    if failure is not None and mixed and encoding.name in LINEWISE:
        return Encoding(encoding.name, encoding.skip, mixed=True)
    if failure is not None:
        with opener() as file:
            where = place_of(file, failure, encoding.name)
        raise ReadingProblem("wrong_encoding", encoding=name, byte=failure, row=where["row"], column=where["column"])
    return encoding


def mark_length(opener: Opener, name: str) -> int:
    """How many bytes of byte order marks stand before a text of that encoding."""
    with opener() as file:
        marked = _by_mark(file.read(_HEAD))
    return marked.skip if marked and marked.name == name else 0


def first_failure(opener: Opener, encoding: Encoding) -> int | None:
    """The offset of the first byte that the encoding does not know; None when all of it reads."""
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    done = encoding.skip
    with opener() as file:
        file.seek(encoding.skip)
        for chunk, final in _chunks(file):
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final)
            except UnicodeDecodeError as problem:
                return max(done - held, 0) + problem.start
            if encoding.name == "cp932":
                odd = _NOT_CP932.search(text)
                if odd:
                    return done - held + len(text[: odd.start()].encode("cp932"))
            done += len(chunk)
    return None


def _chunks(file: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Chunks with a flag on the last one."""
    chunk = file.read(CHUNK)
    while chunk:
        following = file.read(CHUNK)
        yield chunk, not following
        chunk = following


def _by_mark(head: bytes) -> Encoding | None:
    """By byte order mark. Some tills write the UTF-8 mark twice."""
    marks = 0
    while head.startswith(_UTF8_BOM, marks):
        marks += len(_UTF8_BOM)
    if marks:
        return Encoding("utf-8", marks)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and len(head) % 4 == 0:
        return Encoding("utf-32-le" if head.startswith(codecs.BOM_UTF32_LE) else "utf-32-be", 4)
    if head.startswith(codecs.BOM_UTF16_LE):
        return Encoding("utf-16-le", 2)
    return Encoding("utf-16-be", 2) if head.startswith(codecs.BOM_UTF16_BE) else None


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: commas, digits and line ends of a table have a zero byte on one side throughout."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    least = len(head) // 20
    if odd > least and odd > 8 * even:
        return "utf-16-le"
    return "utf-16-be" if even > least and even > 8 * odd else None


def _fits(opener: Opener, encoding: Encoding) -> bool:
    return first_failure(opener, encoding) is None


def _require(opener: Opener, encoding: Encoding) -> None:
    failure = first_failure(opener, encoding)
    if failure is not None:
        _refuse_mixed(opener, encoding.name, failure)


def _first_that_fits(opener: Opener, names: tuple[str, ...]) -> Encoding:
    for name in names:
        if _fits(opener, Encoding(name)):
            return Encoding(name)
    return _refuse(opener, names)


def _japanese(opener: Opener) -> Encoding:
    """CP932 or EUC-JP; see above for the case that both fit."""
    euc = next((name for name in ("euc_jp", "euc_jis_2004") if _fits(opener, Encoding(name))), None)
    if not _fits(opener, Encoding("cp932")):
        return Encoding(euc) if euc else _refuse(opener, ("utf-8", "cp932", "euc_jp"))
    if euc and (_untypable(opener) or not _rare_kanji(opener)):
        return Encoding(euc)
    stray = _utf8_row(opener)
    if stray is not None:
        _refuse_mixed(opener, "cp932", stray)
    return Encoding("cp932")


def _untypable(opener: Opener) -> bool:
    """Whether the CP932 reading holds half-width katakana that no keyboard gives."""
    with opener() as file:
        return any(is_untypable(line) for line in bounded_lines(file) if not line.isascii())


def _rare_kanji(opener: Opener) -> bool:
    """Whether the EUC-JP reading is full of kanji nobody uses, as half-width katakana read so would be."""
    with opener() as file:
        return is_rare(bounded_lines(file))


def _was_utf8(opener: Opener, failure: int) -> bool:
    """Whether what stands before the failure holds whole Japanese letters of UTF-8."""
    with opener() as file:
        while failure > 0 and (chunk := file.read(min(failure, CHUNK))):
            failure -= len(chunk)
            if len(_JAPANESE.findall(chunk.decode("utf-8", "ignore"))) >= _ENOUGH:
                return True
    return False


def _utf8_row(opener: Opener) -> int | None:
    """The offset of the first row that is Japanese in UTF-8, in a file that as a whole is not."""
    done = 0
    with opener() as file:
        for line in bounded_lines(file):
            if not line.isascii() and is_japanese_utf8(line):
                return done
            done += len(line)
    return None


def _escaped(opener: Opener) -> bool:
    """Whether a file of plain 7-bit bytes switches to ISO-2022-JP further down."""
    with opener() as file:
        if not any(b"\x1b$" in chunk for chunk, _ in _chunks(file)):
            return False
    return _fits(opener, Encoding("iso2022_jp_ext"))


def _refuse(opener: Opener, names: tuple[str, ...]) -> Encoding:
    """Refuse, naming the encoding that got furthest and where it stopped."""
    failures = {name: first_failure(opener, Encoding(name)) or 0 for name in names}
    furthest = max(names, key=lambda name: failures[name])
    return _refuse_mixed(opener, furthest, failures[furthest])


def _refuse_mixed(opener: Opener, name: str, byte: int) -> NoReturn:
    with opener() as file:
        where = place_of(file, byte, name)
    shown = {"encoding": display_name(name), "looks_like": display_name(where.pop("looks_like"))}
    raise ReadingProblem("mixed_encodings", name=name, byte=byte, **shown, **where)
