"""Whether a file that came by itself may be taken in by itself: only when everything about it is known and sure."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError

from . import actions
from .models import Import

TRIED: Final = 2_000
_FEWEST_LEFT: Final = 0.1
"""Share of rejected rows from which on a person looks first."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a file waits for a person."""

    code: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """As JSON."""
        return {"code": self.code, "message": self.message}


def prepare_alike(record: Import, *, kind: str, source: str) -> Doubt | None:
    """Give a file what was agreed for the last one of its shape; returns why a person must look, or None.

    `kind` and `source` are what its folders say. Nothing of the file is taken in.
    """
    alike = Import.objects.filter(fingerprint=record.fingerprint, state=Import.State.DONE).exclude(pk=record.pk)
    alike = alike.filter(kind=kind) if kind else alike
    alike = alike.filter(source=source) if source else alike
    known = {(found.kind, found.source) for found in alike.only("kind", "source")}
    if not known:
        return Doubt("shape_unknown", _("No file with these columns was imported yet."))
    if len(known) > 1:
        return Doubt("shape_ambiguous", _("Files with these columns were imported in different ways."))
    last = alike.order_by("-id")[0]
    if record.wishes.get("leave_out_undecodable"):
        return Doubt("mixed_encodings", _("The file mixes encodings; some rows cannot be read."))
    if len(last.header) != len(record.header):
        return Doubt("shape_changed", _("The columns stand in another order than before."))
    return _agreed(record, last) or _tried(record)


def _agreed(record: Import, last: Import) -> Doubt | None:
    """Take over what was agreed; a column may be written a little differently (TEL for Tel), its place is the same."""
    names = dict(zip(last.header, record.header, strict=True))
    try:
        if record.kind != last.kind:
            actions.change_kind(record=record, kind=last.kind, by=None)
        actions.change_columns(
            record=record,
            columns={field: names[column] for field, column in last.columns.items() if column in names},
            defaults=last.defaults,
            source=last.source,
            options=last.options,
            by=None,
        )
    except JorenError as problem:
        return Doubt(problem.code, str(problem))
    return None


def _tried(record: Import) -> Doubt | None:
    """Try the first rows."""
    record.refresh_from_db()
    try:
        tried = actions.try_out(record=record, rows=TRIED)
    except JorenError as problem:
        return Doubt(problem.code, str(problem))
    rejected, rows = tried["counts"].get("rejected", 0), tried["rows"]
    if not rows:
        return Doubt("no_rows", _("The file has column names but no rows."))
    if rejected > rows * _FEWEST_LEFT:
        words = _("%(rejected)s of the first %(rows)s rows cannot be imported.") % {"rejected": rejected, "rows": rows}
        return Doubt("many_rejected", words)
    return None
