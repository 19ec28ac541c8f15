"""The rows of a sheet, as they stream by."""

from collections.abc import Callable, Iterator
from typing import Final

from joren.touchpoints.imports.reading.problems import ReadingProblem

from .book import Book, Sheet
from .formats import PLAIN
from .values import numeric_text, unescaped
from .xml import feed, parser, prefix_of

MOST_COLUMNS: Final = 16_384
_PIECES: Final = 8
_DIGITS: Final = "0123456789"
_SAFE_WHOLE: Final = 15

NumberedCells = tuple[int, list[str]]


def sheet_rows(book: Book, sheet: Sheet) -> Iterator[NumberedCells]:
    """Yield (row number as the spreadsheet shows it, its cells up to the last written one).

    Rows without cells are left out. Formulas give the value that was saved with them; a cell that shows an error
    (#N/A, #REF!) is empty, because it holds nothing; hidden rows are rows. Raises ReadingProblem.
    """
    reader = _Reader(book)
    with book.archive.open(sheet.part) as stream:
        for _pause in feed(reader.parser, stream):
            yield from reader.ready
            reader.ready.clear()
            del reader.pieces[_PIECES:]


class _Reader:
    """Collects rows from the parser's calls. Written for speed: a million rows of ten cells are forty million calls."""

    def __init__(self, book: Book) -> None:
        self.ready: list[NumberedCells] = []
        self.pieces: list[str] = []
        """Text since the last tag; a cell of megabytes is cut by whoever feeds the parser."""
        self.parser = parser()
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = lambda name, _attributes: self._listen(prefix_of(name))
        self._book = book
        self._columns: dict[str, int] = {"": -1}

    def _listen(self, prefix: str) -> None:  # noqa: PLR0915 - closures over locals, for speed
        """Set the calls up. The prefix of the first element is that of all."""
        pieces, ready, place_of = self.pieces, self.ready, self._place
        shared, known = self._book.strings, self._book.strings.first
        cell_tag, value_tag, row_tag, text_tag = (prefix + name for name in ("c", "v", "row", "t"))
        formula_tag, inline_tag, reading_tag = (prefix + name for name in ("f", "is", "rPh"))
        text_tags = frozenset((value_tag, text_tag))
        cells: list[str] = []
        inline: list[str] = []
        attributes: list[str] = []
        number, is_reading = 0, False

        def start(name: str, given: list[str]) -> None:
            nonlocal attributes, number, is_reading
            if name == cell_tag:
                attributes = given
            elif name in text_tags:
                pieces.clear()
            elif name == row_tag:
                number = _row_number(given, number + 1)
            elif name == reading_tag:
                is_reading = True

        def end(name: str) -> None:
            nonlocal cells, is_reading
            if name == value_tag:
                text = pieces[0] if len(pieces) == 1 else "".join(pieces)
                pieces.clear()
                kind = attributes[-1] if attributes and attributes[-2] == "t" else None
                if kind == "s" and text.isdigit() and len(text) < _SAFE_WHOLE:
                    at = int(text)
                    text = known[at] if at < len(known) else shared[at]
                elif kind is not None or len(attributes) != 2 or not text.isdigit() or len(text) > _SAFE_WHOLE:  # noqa: PLR2004
                    text = self._written(text, attributes)
                place = place_of(attributes)
                if place == len(cells) or place < 0:
                    cells.append(text)
                else:
                    _put(cells, place, text)
            elif name == row_tag:
                if cells:
                    ready.append((number, cells))
                    cells = []
            elif name == formula_tag:
                pieces.clear()
            elif name == text_tag:
                if not is_reading:
                    inline.append("".join(pieces))
                pieces.clear()
            elif name == inline_tag:
                place = place_of(attributes)
                _put(cells, len(cells) if place < 0 else place, unescaped("".join(inline)))
                inline.clear()
            elif name == reading_tag:
                is_reading = False

        self.parser.CharacterDataHandler = pieces.append
        self.parser.StartElementHandler, self.parser.EndElementHandler = start, end

    def _place(self, attributes: list[str]) -> int:
        """The column of a cell counted from 0; -1 when it does not say."""
        if not attributes:
            return -1
        reference = attributes[1] if attributes[0] == "r" else _attribute(attributes, "r")
        letters = reference.rstrip(_DIGITS)
        place = self._columns.get(letters)
        if place is None:
            place = self._columns[letters] = _column(letters)
        return place

    def _written(self, value: str, attributes: list[str]) -> str:
        """What the cell shows, by its type and its format."""
        kind = _attribute(attributes, "t") if attributes else ""
        style = _attribute(attributes, "s")
        if kind == "s":
            return self._book.strings[_whole(value)]
        if kind in ("", "n"):
            formats = self._book.formats
            form = formats[int(style)] if style.isdigit() and int(style) < len(formats) else PLAIN
            return numeric_text(value, form, self._book.is_1904)
        return _OTHERS.get(kind, unescaped)(value)


_OTHERS: Final[dict[str, Callable[[str], str]]] = {
    "b": lambda value: "TRUE" if value.strip() == "1" else "FALSE",
    "e": lambda _value: "",
    "d": lambda value: value.replace("T", " ").removesuffix(" 00:00:00"),
}


def _put(cells: list[str], place: int, value: str) -> None:
    """Set a cell that does not stand right behind the last one."""
    if place >= MOST_COLUMNS:
        raise ReadingProblem("damaged")
    if place < len(cells):
        cells[place] = value
        return
    cells.extend([""] * (place - len(cells)))
    cells.append(value)


def _attribute(attributes: list[str], name: str) -> str:
    for at in range(0, len(attributes), 2):
        if attributes[at] == name:
            return attributes[at + 1]
    return ""


def _row_number(attributes: list[str], following: int) -> int:
    written = _attribute(attributes, "r")
    number = _whole(written) if written else following
    if not 0 < number <= 1 << 20:
        raise ReadingProblem("damaged")
    return number


def _whole(text: str) -> int:
    if not (text.isascii() and text.strip().isdigit()) or len(text) > _SAFE_WHOLE:
        raise ReadingProblem("damaged")
    return int(text)


def _column(letters: str) -> int:
    """A is 0, Z 25, AA 26."""
    place = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ReadingProblem("damaged")
        place = place * 26 + ord(letter) - 64
    if place > MOST_COLUMNS:
        raise ReadingProblem("damaged")
    return place - 1
