"""An export in words, for pages and file names."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.foundation.exporting import ENCODINGS, FORMATS
from joren.foundation.registry import resolve

from .errors import UnknownExport
from .kinds import EVERYTHING, columns_of, export_named
from .models import ExportRun

_FORBIDDEN: Final = '\\/:*?"<>|'


def what(run: ExportRun) -> str:
    """What was taken away; the key of an export that is no more."""
    return what_named(run.what)


def what_named(key: str) -> str:
    """The label of an export."""
    if key == EVERYTHING:
        return _("Everything")
    try:
        return str(export_named(key).label)
    except UnknownExport:
        return key


def who(run: ExportRun) -> str:
    """The person, or the command line."""
    return str(run.staff) if run.staff else _("command line")


def file_kind(run: ExportRun) -> str:
    """Format and encoding."""
    if run.what == EVERYTHING:
        return "ZIP"
    name = str(FORMATS[run.format].label) if run.format in FORMATS else run.format
    return f"{name}, {ENCODINGS[run.encoding].label}" if run.encoding in ENCODINGS else name


def columns(run: ExportRun) -> list[str]:
    """The headings of the file."""
    try:
        known = {column.key: str(column.label) for column in columns_of(run.what)}
    except UnknownExport:
        known = {}
    return [known.get(key, key) for key in run.columns]


def filters(key: str, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the rows are narrowed by, in words where the export has them and they can be read."""
    plain = [(name, value) for name, value in given.items() if value]
    reference = "" if key == EVERYTHING or not plain else export_named(key).filters_told
    try:
        return list(resolve(reference)(given)) if reference else plain
    except JorenError:
        return plain


def file_name(run: ExportRun) -> str:
    """The file's name in the language of whoever takes it."""
    stem, dot, suffix = run.file_name.partition(".")
    day = stem.rpartition("-")[2]
    name = "".join("_" if letter in _FORBIDDEN else letter for letter in what(run))
    return f"{name}-{day}{dot}{suffix}"
