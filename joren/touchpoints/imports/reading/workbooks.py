"""Rows out of workbooks (xlsx, xlsm, xlsb, xls, ods) by calamine, written once to a plain file beside them.

calamine reads a whole sheet into memory (a million rows by ten columns: about 900 MB, 7 s), which must not happen
in a web process or beside a worker's other jobs. So a child process does it and writes the sheet as delimited text;
every later reading streams that text. The size of the sheet is looked at before anything is unpacked.
"""

import csv
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from joren.touchpoints.imports.reading.problems import ReadingProblem

LARGEST_UNPACKED: Final = 2 << 30
"""Bytes of XML; a million rows of twelve columns are about 0.8 GB."""
MEMORY_LIMIT: Final = 4 << 30
"""Bytes the child may take."""
_MIDNIGHT = time(0)


def sheet_names(path: Path) -> list[str]:
    """The sheets, in the order of their tabs. Raises ReadingProblem for what is no workbook."""
    _check_size(path)
    names = _in_child("names", str(path))
    return list(names)


def write_sheet(path: Path, sheet: str, target: Path) -> str:
    """Write one sheet (the first non-empty one when unnamed) as UTF-8 comma text to `target`; return its name."""
    _check_size(path)
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        name = _in_child("copy", str(path), sheet, str(draft))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return str(name)


def cell_text(value: Any) -> str:  # noqa: PLR0911 - one line for each type of cell
    """A typed cell as text: 1234.0 as 1234, days and moments in ISO, nothing computed, nothing rounded."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def _check_size(path: Path) -> None:
    """Refuse what would unpack beyond all measure before it does, and a zip that holds no workbook."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as problem:
        raise ReadingProblem("damaged") from problem
    names = {entry.filename for entry in entries}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        word = "Word" if "word/document.xml" in names else "ZIP"
        raise ReadingProblem("not_a_table", kind=word)
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST_UNPACKED:
        raise ReadingProblem("too_big", megabytes=size >> 20, most=LARGEST_UNPACKED >> 20)


def _in_child(work: str, *arguments: str) -> Any:
    """Run `work` of this module in a process of its own; a child that dies without an answer was out of memory."""
    child = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", __name__, work, *arguments], capture_output=True, check=False
    )
    try:
        answer = json.loads(child.stdout)
    except ValueError:
        raise ReadingProblem("out_of_memory") from None
    if "disk" in answer:
        raise OSError(*answer["disk"])
    if "problem" in answer:
        raise ReadingProblem(answer["problem"], **answer["details"])
    return answer["result"]


def _answer(work: str, arguments: list[str]) -> dict[str, Any]:
    """In the child: the result, or what went wrong."""
    try:
        _limit_memory()
        return {"result": _WORK[work](*arguments)}
    except ReadingProblem as problem:
        return {"problem": problem.code, "details": problem.details}
    except OSError as problem:
        return {"disk": [problem.errno, problem.strerror]} if problem.errno else _damaged(problem)
    except MemoryError:
        return {"problem": "out_of_memory", "details": {}}
    except Exception as problem:
        return _damaged(problem)


def _damaged(problem: Exception) -> dict[str, Any]:
    locked = "assword" in f"{type(problem).__name__} {problem}"
    return {"problem": "password" if locked else "damaged", "details": {}}


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # no such limit on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _names(path: str) -> list[str]:
    from python_calamine import load_workbook

    with load_workbook(path) as book:
        return list(book.sheet_names)


def _copy(path: str, wanted: str, target: str) -> str:
    from python_calamine import load_workbook

    with load_workbook(path) as book, Path(target).open("w", encoding="utf-8", newline="") as file:
        name = _chosen(book, wanted)
        sheet = book.get_sheet_by_name(name)
        writer = csv.writer(file)
        for row in sheet.iter_rows():
            writer.writerow([cell_text(value) for value in row])
        return name


def _chosen(book: Any, wanted: str) -> str:
    names = list(book.sheet_names)
    if wanted:
        if wanted not in names:
            raise ReadingProblem("unknown_sheet", sheet=wanted, sheets=", ".join(names))
        return wanted
    if not names:
        raise ReadingProblem("empty_file")
    if len(names) == 1:
        return str(names[0])
    return next((str(name) for name in names if book.get_sheet_by_name(name).height), str(names[0]))


_WORK: Final[dict[str, Callable[..., Any]]] = {"names": _names, "copy": _copy}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(_answer(sys.argv[1], sys.argv[2:])))
