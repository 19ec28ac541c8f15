"""Refusals of the imports, and the sentences for files that cannot be read."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError
from joren.foundation.registry.entries import Text

from .reading.problems import BrokenRow, ReadingProblem


class ImportNotFound(JorenError):
    """No import of that number."""

    code = "import_not_found"
    message = _("There is no import with the number %(reference)s.")
    remedy = _("List them with: joren import list")
    status = 404


class FileUnreadable(JorenError):
    """A file that is no table; the code is the reading's own."""


class FileMissing(JorenError):
    """A path on the command line with no file."""

    code = "file_missing"
    message = _("There is no file %(path)s.")
    remedy = _("Check the path.")


class StoredFileGone(JorenError):
    """The file of an import is no longer in its folder."""

    code = "stored_file_gone"
    message = _("The stored copy of %(file)s is gone or was changed.")
    remedy = _("Bring the file once more.")


class DiskFull(JorenError):
    """No space left, for a file or for the database."""

    code = "disk_full"
    message = _("The disk is full. What was taken in so far is kept, nothing is half done.")
    remedy = _("Free some room and start the import again: it goes on where it stopped.")
    status = 507


class UnknownKind(JorenError):
    """A kind of file no app declares."""

    code = "unknown_kind"
    message = _("There is no kind of file “%(kind)s”.")
    remedy = _("Known kinds: %(kinds)s")


class FieldsMissing(JorenError):
    """The columns matched cannot make a row of this kind."""

    code = "fields_missing"
    message = _("No column was found for: %(fields)s.")
    remedy = _("Match one of the file's columns to it (--map field=column).")


class UnknownField(JorenError):
    """A field the kind does not have."""

    code = "unknown_field"
    message = _("There is no field “%(field)s” in this kind of file.")
    remedy = _("Known fields: %(fields)s")


class UnknownColumn(JorenError):
    """A column the file does not have."""

    code = "unknown_column"
    message = _("The file has no column “%(column)s”.")
    remedy = _("Its columns: %(columns)s")


class UnknownPreset(JorenError):
    """No known layout of that name for this kind of file."""

    code = "unknown_preset"
    message = _("There is no known layout “%(preset)s” for this kind of file.")
    remedy = _("Known layouts: %(presets)s")


class BadPair(JorenError):
    """Not field=column."""

    code = "bad_pair"
    message = _("“%(pair)s” is not of the form field=column.")
    remedy = _("Write it like email=メール")


class WrongState(JorenError):
    """The import is not in a state for this."""

    code = "wrong_state"
    message = _("This import is %(state)s; that cannot be done now.")
    status = 409


class TakenOver(JorenError):
    """A newer run has claimed the import."""

    code = "taken_over"
    message = _("Another worker goes on with this import.")
    status = 409


class InTheWay(JorenError):
    """Later facts depend on the import."""

    code = "in_the_way"
    message = _("The import cannot be undone, because later facts depend on it: %(obstacles)s.")
    remedy = _("Undo or remove those first, then try again.")
    status = 409


class PlanChanged(JorenError):
    """Since the plan of an undo was shown, something else stands in the way than before."""

    code = "plan_changed"
    message = _("Since you looked, something changed: other customers would stay than were shown. Nothing was done.")
    remedy = _("Look again and decide once more.")
    status = 409


class NoRejects(JorenError):
    """An import without rejected rows."""

    code = "no_rejects"
    message = _("No row was rejected.")
    status = 404


class FileTooLarge(JorenError):
    """An upload beyond the limit."""

    code = "file_too_large"
    message = _("The file is larger than %(megabytes)s MB.")
    remedy = _("Split it, or import it on the command line: joren import")
    status = 413


MIXED: Final = "mixed_encodings"
"""Code of the refusal of a file whose readable rows can be taken without the others."""
FILE_SENTENCES: Final[dict[str, tuple[Text, Text]]] = {
    "empty_file": (_("The file is empty."), _("Export it again and look whether it holds rows.")),
    "no_rows": (_("The file has no row %(row)s."), _("Say which row holds the column names.")),
    "one_column": (
        _("The file has only one column (“%(header)s”)."),
        _("Export it as CSV with commas, tabs or semicolons between the columns, or say which sign parts them."),
    ),
    "not_a_table": (
        _("This is a %(kind)s file, not a table, whatever its name says."),
        _("Export the table as CSV or as an Excel workbook (xlsx)."),
    ),
    "damaged": (
        _("The file is damaged: it cannot be unpacked or read."),
        _("Export or copy it again."),
    ),
    "password": (
        _("The workbook is protected by a password."),
        _("Save it without a password and try again."),
    ),
    "too_big": (
        _("The workbook unpacks to %(megabytes)s MB; at most %(most)s MB are read."),
        _("Save the sheet as CSV: its size does not matter."),
    ),
    "out_of_memory": (
        _("The workbook is too large for this machine's memory."),
        _("Save the sheet as CSV: its size does not matter."),
    ),
    "unknown_encoding": (
        _("There is no encoding called “%(name)s”."),
        _("Use utf-8, cp932 (Shift JIS), utf-16, euc-jp or iso-2022-jp."),
    ),
    "mixed_encodings": (
        _(
            "The file mixes encodings: most of it is %(encoding)s, but row %(row)s, column %(column)s looks like"
            " %(looks_like)s (“%(text)s”)."
        ),
        _("Bring it leaving out the rows that cannot be read: they come back as a file. Or save it as UTF-8."),
    ),
    "broken_letters": (
        _("The file is %(encoding)s, but row %(row)s, column %(column)s holds bytes that are no letters."),
        _("Bring it leaving out the rows that cannot be read: they come back as a file. Or export it again."),
    ),
    "wrong_encoding": (
        _("The file is not in %(encoding)s: row %(row)s, column %(column)s cannot be read so."),
        _("Leave the encoding to be found out, or name another one."),
    ),
    "unknown_sheet": (_("The workbook has no sheet “%(sheet)s”."), _("Its sheets: %(sheets)s")),
    "no_header": (
        _("No row of the file can be the column names: they would be longer than 200,000 characters."),
        _("Say which row holds the column names, or export the file again."),
    ),
    "broken_header": (
        _("The column names in row %(row)s cannot be read in any encoding."),
        _("Export the file again, or save it as UTF-8."),
    ),
    "too_many_columns": (
        _("The file has %(columns)s columns; at most %(most)s are read."),
        _("Leave out the columns nobody needs, or say which sign parts the columns."),
    ),
    "archive": (
        _("This is a zip with several files or with none that is a table."),
        _("Bring it as a drop of files, or unpack it and bring the files one by one."),
    ),
    "archive_locked": (
        _("The zip is protected by a password."),
        _("Unpack it and bring the files inside."),
    ),
    "archive_empty": (
        _("The zip holds no file."),
        _("Pack the files again, or bring them without a zip."),
    ),
    "archive_unsafe": (
        _("The zip holds %(members)s files; at most %(most)s are taken."),
        _("Bring fewer files at a time."),
    ),
    "no_cards": (
        _("The address cards hold nobody: neither a name nor an e-mail address nor a phone number."),
        _("Export the contacts again as vCard, or as CSV."),
    ),
    "no_addresses": (
        _("The mail names nobody: no sender, no recipient and no address card could be read."),
        _("Save the mail again as .eml, or copy the names and addresses into the page."),
    ),
    "nothing_pasted": (
        _("Nobody and no table was recognised in the pasted text."),
        _("Paste rows copied from a spreadsheet, or for each person a name and below it phone, mail and address."),
    ),
}
_ROW_SENTENCES: Final[dict[str, tuple[Text, Text]]] = {
    "too_many_cells": (
        _("the row has %(found)s cells, the header %(expected)s"),
        _("Look for a comma that belongs inside a text: such texts stand in double quotes."),
    ),
    "too_few_cells": (
        _("the row has only %(found)s cells, the header %(expected)s"),
        _("Fill the row up, or look whether a line break stands inside a text without quotes."),
    ),
    "open_quote": (
        _("a double quote is opened and never closed"),
        _("Close it, or write it twice if it belongs to the text."),
    ),
    "bad_quote": (
        _("text goes on behind a closing double quote"),
        _("Write a double quote that belongs to the text twice."),
    ),
    "undecodable": (
        _("the row is in another encoding than the file: column %(column)s looks like %(looks_like)s (“%(text)s”)"),
        _("Look whether it is right here, then bring the file of rejected rows."),
    ),
    "undecodable_bytes": (
        _("column %(column)s holds bytes that are no letters in any encoding"),
        _("Export the row again and correct it."),
    ),
    "long_cell": (
        _("a cell is longer than 100,000 characters"),
        _("Look for a double quote that is never closed."),
    ),
}


def unreadable(problem: ReadingProblem) -> FileUnreadable:
    """The refusal with its sentence for a file that cannot be read."""
    looks = problem.details.get("looks_like")
    message, remedy = FILE_SENTENCES["broken_letters" if looks == "" else problem.code]
    return FileUnreadable(message, code=problem.code, remedy=remedy, **problem.details)


def broken_row_words(broken: BrokenRow) -> tuple[str, str]:
    """The reason and the remedy for a row whose cells do not fit."""
    looks = broken.details.get("looks_like")
    reason, remedy = _ROW_SENTENCES["undecodable_bytes" if looks == "" else broken.code]
    details: dict[str, Any] = broken.details
    return str(reason) % details if details else str(reason), str(remedy)


class NotAWhole(JorenError):
    """A file that is no export of everything, or a damaged one."""

    code = "not_an_export_of_everything"
    message = _("“%(file)s” is not a whole export of everything.")
    remedy = _("Bring the ZIP that “joren export everything” wrote, as it is.")


class TableLeftOut(JorenError):
    """A table of an export of everything that no app here takes in."""

    code = "table_left_out"
    message = _("This table is left out (%(rows)s rows): nothing here takes it in.")


class WholeStopped(JorenError):
    """A table of an export of everything that could not be taken in."""

    code = "table_not_taken_in"
    message = _("“%(table)s” could not be taken in: %(why)s")
    remedy = _("The tables before it are in; bring the same file again once this is mended.")
