"""Asking for a file: what, which columns, as what, and what for."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from joren.foundation.accounts.errors import NotAllowed
from joren.foundation.audit import actions as audit
from joren.foundation.exporting import Scope
from joren.foundation.jobs import actions as jobs
from joren.foundation.registry import resolve
from joren.touchpoints.exports.errors import ReasonNeeded, TemplateNameNeeded
from joren.touchpoints.exports.kinds import (
    EVERYTHING,
    check_filters,
    check_format,
    chosen_columns,
    export_named,
    exports,
    may_take,
    permission_for,
)
from joren.touchpoints.exports.models import ExportRun, ExportTemplate

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

JOB: Final = "exports.write"


@transaction.atomic
def ask(
    *,
    what: str,
    reason: str,
    by: "Staff | None",
    surface: str,
    columns: Sequence[str] = (),
    format: str = "csv",
    encoding: str = "",
    filters: Mapping[str, Any] | None = None,
) -> ExportRun:
    """Keep that this person wants this file and what for; nothing is written yet (`write`, or `start` for the worker).

    Raises NotAllowed, ReasonNeeded, UnknownExport, UnknownExportColumn, UnknownFormat, NothingToNarrow and what the
    export says of its filters.
    """
    if not may_take(by, what):
        raise NotAllowed(permission=permission_for(what))
    words = " ".join(reason.replace("\x00", "").split())[:500]
    if not words:
        raise ReasonNeeded
    format, encoding = check_format(what, format, encoding)
    keys = [] if what == EVERYTHING else [column.key for column in chosen_columns(what, columns)]
    wanted = check_filters(what, filters or {})
    run = ExportRun.objects.create(
        what=what,
        columns=keys,
        format=format,
        encoding=encoding,
        filters=wanted,
        reason=words,
        surface=surface,
        staff=by,
        rows_total=_count(what, keys, wanted, by),
    )
    audit.record(
        "exported",
        by=by,
        subject_type="export",
        subject_id=run.pk,
        label=what,
        detail={
            "what": what,
            "columns": keys,
            "format": format,
            "encoding": encoding,
            "filters": wanted,
            "reason": words,
            "rows": run.rows_total,
        },
    )
    return run


@transaction.atomic
def start(*, run: ExportRun, by: "Staff | None") -> None:
    """Leave the writing to the worker."""
    jobs.schedule(JOB, subject=str(run.pk), by=by)


@transaction.atomic
def keep_template(
    *, name: str, what: str, columns: Sequence[str], format: str, encoding: str, by: "Staff | None"
) -> ExportTemplate:
    """Keep columns, order, format and encoding; one of that name is replaced. Raises TemplateNameNeeded."""
    title = " ".join(name.replace("\x00", "").split())[:100]
    if not title:
        raise TemplateNameNeeded
    format, encoding = check_format(what, format, encoding)
    keys = [column.key for column in chosen_columns(what, columns)]
    values = {"columns": keys, "format": format, "encoding": encoding, "staff": by}
    template, _made = ExportTemplate.objects.update_or_create(what=what, name=title, defaults=values)
    return template


@transaction.atomic
def remove_template(*, template: ExportTemplate, by: "Staff | None") -> None:
    """Forget a template."""
    template.delete()


def _count(what: str, keys: list[str], filters: Mapping[str, str], by: "Staff | None") -> int:
    wanted = [export for export in exports() if export.everything] if what == EVERYTHING else [export_named(what)]
    scope = Scope(columns=tuple(keys), filters=filters)
    return sum(int(resolve(export.count)(by, scope)) for export in wanted)
