"""XML parts of a workbook, read by expat as they come; documents that bring their own entities are refused."""

from collections.abc import Callable, Iterator
from typing import IO, Final, NoReturn
from xml.parsers import expat

from joren.touchpoints.imports.reading.problems import ReadingProblem

CHUNK: Final = 1 << 18
Attributes = dict[str, str]


def parser() -> expat.XMLParserType:
    """A parser that hands text over in whole pieces and refuses a DTD (billion laughs)."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.buffer_size = 1 << 16
    made.StartDoctypeDeclHandler = _refuse
    return made


def _refuse(*_doctype: object) -> NoReturn:
    raise ReadingProblem("damaged")


def local(name: str) -> str:
    """A name without its prefix: some writers say ``x:row``."""
    return name.rpartition(":")[2] if ":" in name else name


def prefix_of(name: str) -> str:
    """The prefix with its colon, or nothing."""
    return name[: name.rfind(":") + 1]


def feed(made: expat.XMLParserType, stream: IO[bytes]) -> Iterator[None]:
    """Parse a stream, pausing after each chunk. Raises ReadingProblem for what is no XML."""
    try:
        while chunk := stream.read(CHUNK):
            made.Parse(chunk, False)
            yield
        made.Parse(b"", True)
    except expat.ExpatError:
        raise ReadingProblem("damaged") from None
    yield


def elements(stream: IO[bytes], seen: Callable[[str, Attributes], None]) -> None:
    """Call `seen` with the local name and the attributes of each element as it opens."""
    made = parser()
    made.StartElementHandler = lambda name, attributes: seen(local(name), attributes)
    for _pause in feed(made, stream):
        pass


def attribute(attributes: Attributes, name: str) -> str:
    """An attribute under any prefix (``r:id``); empty when absent."""
    return next((value for key, value in attributes.items() if local(key) == name), "")
