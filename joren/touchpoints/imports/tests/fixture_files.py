"""The hand-made files of known layouts, and the same files with their columns in another order."""

import csv
import io
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"
_ENCODINGS = dict.fromkeys(("eccube", "base", "rakuten", "rakuuru", "creema", "minne"), "cp932")
_MARKED = ("smaregi",)


def path_of(name: str) -> Path:
    """``eccube/orders.csv``."""
    return FIXTURES / name


def encoding_of(name: str) -> str:
    """The encoding its system writes."""
    system = name.split("/", maxsplit=1)[0]
    return "utf-8-sig" if system in _MARKED else _ENCODINGS.get(system, "utf-8")


def shuffled(name: str) -> bytes:
    """The file with its columns turned round, in its own encoding."""
    encoding = encoding_of(name)
    rows = csv.reader(io.StringIO(path_of(name).read_bytes().decode(encoding), newline=""))
    out = io.StringIO()
    csv.writer(out).writerows([row[::-1] for row in rows])
    return out.getvalue().encode(encoding)
