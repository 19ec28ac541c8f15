"""Worked numbers of ``docs/rules``: its tables are the test cases, so it cannot go stale.

A table is a fenced block whose info string is ``worked`` and a name; columns are separated by ``|``:

    ```worked wilson
    buyers | people | low    | high
    81     | 263    | 0.2553 | 0.3662
    ```
"""

import re
from pathlib import Path

RULES = Path(__file__).parent.parent / "docs" / "rules"
_BLOCK = re.compile(r"^```worked (?P<name>\w+)\n(?P<table>.*?)^```$", re.MULTILINE | re.DOTALL)

Row = dict[str, str]


def worked(document: str, name: str) -> list[Row]:
    """Return the rows of every table ``name`` in ``docs/rules/<document>.md``; there must be one."""
    text = (RULES / f"{document}.md").read_text(encoding="utf-8")
    rows = [row for block in _BLOCK.finditer(text) if block["name"] == name for row in _rows(block["table"])]
    assert rows, f"docs/rules/{document}.md has no worked numbers called {name}."
    return rows


def worked_cells(document: str, name: str) -> list[list[str]]:
    """Return the rows without their headings, to parametrise tests; ``·`` stands for a space."""
    return [[cell.replace("·", " ") for cell in row.values()] for row in worked(document, name)]


def names(document: str) -> set[str]:
    """Return the names of all tables of a document, for the test that none is left untested."""
    return {block["name"] for block in _BLOCK.finditer((RULES / f"{document}.md").read_text(encoding="utf-8"))}


def number(shown: str) -> float:
    """Read a number as the document writes it: commas between thousands, a per cent sign."""
    plain = shown.replace(",", "")
    return float(plain.removesuffix("%")) / 100 if plain.endswith("%") else float(plain)


def agrees(shown: str, value: float) -> bool:
    """Whether ``value`` rounds to what the document shows, to the last digit shown there."""
    plain = shown.replace(",", "")
    per_cent = plain.endswith("%")
    digits, _, exponent = plain.removesuffix("%").partition("e")
    decimals = len(digits.partition(".")[2]) - int(exponent or 0) + (2 if per_cent else 0)
    return abs(value - number(shown)) <= 0.5000001 * 10.0**-decimals


def _rows(table: str) -> list[Row]:
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in table.splitlines() if line.strip()]
    assert all(len(cells) == len(header) for cells in lines), f"A row of {header} has too many or too few cells."
    return [dict(zip(header, cells, strict=True)) for cells in lines]
