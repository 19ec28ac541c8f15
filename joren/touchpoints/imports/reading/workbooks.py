"""Rows out of workbooks: xlsx and xlsm streamed by our own reader, xls, xlsb and ods by calamine in a child process.

calamine reads a whole sheet into memory (a million rows by ten columns: 840 MB), which must not happen in a web
process or beside a worker's other jobs. So a child process does it and writes the sheet as delimited text; every later
reading streams that text. The sizes are looked at before anything is unpacked. `docs/decisions` has the measurements.
"""

import csv
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from joren.touchpoints.imports.reading.problems import ReadingProblem
from joren.touchpoints.imports.reading.xlsx import Book, open_book, sheet_rows
from joren.touchpoints.imports.reading.xlsx.book import Sheet, check_size, is_xlsx
from joren.touchpoints.imports.reading.xlsx.values import cell_text

LARGEST_UNPACKED: Final = 2 << 30
"""Bytes of XML for calamine; what is streamed may be larger."""
MEMORY_LIMIT: Final = 4 << 30
"""Bytes the child may take."""
PATIENCE: Final = 900
"""Seconds the child may take; a million rows take ten."""
_BINARY_BOOKS: Final = frozenset({"xl/workbook.bin", "content.xml"})


def streams(path: Path) -> bool:
    """Whether the workbook's rows come one by one, so that its first rows cost next to nothing."""
    return is_xlsx(path)


def sheet_names(path: Path) -> list[str]:
    """The sheets, in the order of their tabs, hidden ones last. Raises ReadingProblem for what is no workbook."""
    if streams(path):
        with open_book(path) as book:
            return [sheet.name for sheet in _offered(book)]
    _check_kind(path)
    return list(_in_child("names", str(path)))


def live_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Stream the rows of a sheet of an xlsx workbook with their numbers. Raises ReadingProblem."""
    with open_book(path) as book:
        found = next((one for one in book.sheets if one.name == sheet), None)
        if found is None:
            raise ReadingProblem("unknown_sheet", sheet=sheet, sheets=", ".join(one.name for one in book.sheets))
        yield from sheet_rows(book, found)


def write_sheet(path: Path, sheet: str, target: Path) -> str:
    """Write one sheet (the first non-empty one when unnamed) as UTF-8 comma text to `target`; return its name."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        if streams(path):
            name = _streamed(path, sheet or next(iter(sheet_names(path)), ""), draft)
        else:
            _check_kind(path)
            name = str(_in_child("copy", str(path), sheet, str(draft)))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return name


def _offered(book: Book) -> list[Sheet]:
    return sorted(book.sheets, key=lambda sheet: sheet.hidden)


def _streamed(path: Path, sheet: str, target: Path) -> str:
    """Rows keep their numbers: empty lines stand for the rows that are not there."""
    with target.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file)
        following = 1
        for number, cells in live_rows(path, sheet):
            file.write("\r\n" * (number - following))
            writer.writerow(cells)
            following = max(number + 1, following)
    return sheet


def _check_kind(path: Path) -> None:
    """Refuse what would unpack beyond all measure before it does, and a zip that holds no workbook."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if not names & _BINARY_BOOKS:
                if "word/document.xml" in names:
                    raise ReadingProblem("not_a_table", kind="Word")
                if "ppt/presentation.xml" in names:
                    raise ReadingProblem("not_a_table", kind="PowerPoint")
                raise ReadingProblem("archive")
            check_size(archive, LARGEST_UNPACKED)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise ReadingProblem("damaged") from problem


def _in_child(work: str, *arguments: str) -> Any:
    """Run `work` of this module in a process of its own; a child that dies without an answer was out of memory."""
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", __name__, work, *arguments], capture_output=True, check=False, timeout=PATIENCE
        )
        answer = json.loads(child.stdout)
    except subprocess.TimeoutExpired:
        raise ReadingProblem("damaged") from None
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
