"""Screens of the imports: drop files, look at what they say, start, watch, report."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.ui.form_problems import tell_problem
from joren.foundation.ui.tables import Column, Table

from . import actions, dropping, presets, preview, queries
from .errors import MIXED
from .forms import ColumnsForm, FileForm, ReadingForm
from .kinds_known import kind_named, offered_kinds
from .models import Import
from .planning import UNDOABLE

_AT_WORK: Final = (Import.State.READING, Import.State.QUEUED, Import.State.RUNNING, Import.State.UNDOING)


class ImportTable(Table):
    """All imports."""

    key = "imports"
    columns = (
        Column(key="file", label=gettext_lazy("File"), template="imports/_file_cell.html", primary=True),
        Column(key="kind", label=gettext_lazy("Kind"), value=queries.kind_label),
        Column(key="state", label=gettext_lazy("State"), template="imports/_state_cell.html"),
        Column(key="new", label=gettext_lazy("New"), type="number", value=lambda row: row.counts.get("new", 0)),
        Column(
            key="changed", label=gettext_lazy("Changed"), type="number", value=lambda row: row.counts.get("changed", 0)
        ),
        Column(
            key="unchanged",
            label=gettext_lazy("Unchanged"),
            type="number",
            value=lambda row: row.counts.get("unchanged", 0),
            is_optional=True,
        ),
        Column(
            key="rejected",
            label=gettext_lazy("Rejected rows"),
            type="number",
            value=lambda row: row.counts.get("rejected", 0),
        ),
        Column(key="by", label=gettext_lazy("By"), value="staff"),
        Column(key="at", label=gettext_lazy("Brought at"), value="created_at", type="moment", sort="created_at"),
        Column(key="undone", label=gettext_lazy("Undone at"), value="undone_at", type="moment", is_optional=True),
    )
    default_sort = "-at"
    empty_icon = "file-import"
    empty_title = gettext_lazy("Nothing was imported yet")
    empty_text = gettext_lazy("Bring your customer file and your sales file: CSV or Excel, as they are.")


@require_GET
@requires("imports.view")
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports, newest first."""
    table = ImportTable(request, queries.all_imports(), empty_url=reverse("imports:new"), empty_label=_("Bring a file"))
    return table.response("imports/list.html", {"table": table})


@require_http_methods(["GET", "POST"])
@requires("imports.run")
def new(request: HttpRequest) -> HttpResponse:
    """Bring files, a zip of files, or a pasted table."""
    form = FileForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        drop = dropping.take(
            given["file"], pasted=given["pasted"], kind=given["kind"], source=given["source"], by=_staff(request)
        )
        if drop.records:
            for name, problem in drop.refused:
                messages.error(request, f"{name}: {problem} {problem.remedy_sentence}")
            if len(drop.records) == 1:
                return redirect("imports:detail", drop.records[0].pk)
            return redirect("imports:drop", drop.name)
        for _name, problem in drop.refused:
            tell_problem(form, problem, field="file" if given["file"] else "pasted")
    shown = {"form": form, "kinds": offered_kinds()}
    return render(request, "imports/new.html", shown, status=422 if form.is_bound else 200)


@require_GET
@requires("imports.view")
def drop(request: HttpRequest, name: str) -> HttpResponse:
    """Files that were dropped together, in their order."""
    records = queries.of_drop(name)
    shown = {
        "files": [
            {
                "record": record,
                "kind": kind_named(record.kind) if record.kind else None,
                "counts": queries.counts_in(record.counts or record.preview.get("counts", {})),
                "tried": record.preview,
                "is_mixed": record.error.get("code") == MIXED,
            }
            for record in records
        ],
        "name": name,
        "whole": all(record.options.get("whole") for record in records),
        "may_run": _staff(request).may("imports.run"),
        "waiting": sum(1 for record in records if record.state == Import.State.UPLOADED),
        "at_work": any(record.state in _AT_WORK for record in records),
    }
    template = "imports/_drop.html" if request.headers.get("HX-Request") else "imports/drop.html"
    return render(request, template, shown)


@require_POST
@requires("imports.run")
def start_drop(request: HttpRequest, name: str) -> HttpResponse:
    """Take in all files of a drop that wait, one after the other."""
    for record in queries.of_drop(name):
        if record.state == Import.State.UPLOADED and "problem" not in record.preview:
            actions.start(record=record, by=_staff(request))
    return redirect("imports:drop", name)


@require_GET
@requires("imports.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one import: preview, progress or report, whatever its state asks for."""
    record = queries.get(pk)
    if record.state == Import.State.UPLOADED and _staff(request).may("imports.run") and record.stored:
        return _preview(request, record)
    shown = _shown(request, record)
    if record.state in _AT_WORK:
        return render(request, "imports/progress.html", shown | _progress(record))
    left = sum(record.undo_plan.get("kept", {}).values()) if record.undone_at else 0
    shown |= {"counts": queries.counts(record), "report": preview.report_of(record), "left": left}
    return render(request, "imports/report.html", shown)


@require_GET
@requires("imports.view")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, asked for again each second; at the end it sends the page on."""
    record = queries.get(pk)
    response = render(request, "imports/_progress.html", _shown(request, record) | _progress(record))
    if record.state not in _AT_WORK:
        response.headers["HX-Redirect"] = reverse("imports:detail", args=[pk])
    return response


@require_GET
@requires("imports.run")
def tried(request: HttpRequest, pk: int) -> HttpResponse:
    """What the try of the whole file has found so far; asked for again until it is there."""
    record = queries.get(pk)
    shown = {"record": record, "oob": True, **preview.tried(record, _staff(request))}
    response = render(request, "imports/_tried.html", shown)
    if record.state != Import.State.UPLOADED:
        response.headers["HX-Redirect"] = reverse("imports:detail", args=[pk])
    return response


@require_POST
@requires("imports.run")
def change_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file in another way."""
    record = queries.get(pk)
    form = ReadingForm(record, request.POST)
    if form.is_valid():
        wishes = {
            key: value for key, value in form.cleaned_data.items() if value is not False and value not in ("", None)
        }
        record = actions.change_reading(record=record, wishes=wishes, by=_staff(request))
        actions.look(record=record, by=_staff(request))
    else:
        messages.error(request, _("Choose one of the offered ways to read the file."))
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take of a file that mixes encodings the rows that read; the others come back as a file."""
    record = actions.leave_out_undecodable(record=queries.get(pk), by=_staff(request))
    actions.look(record=record, by=_staff(request))
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def change_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the file holds something else."""
    record = actions.change_kind(record=queries.get(pk), kind=request.POST.get("kind", ""), by=_staff(request))
    actions.look(record=record, by=_staff(request))
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def change_preset(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the file is of a known layout, or of none."""
    record = actions.change_preset(record=queries.get(pk), preset=request.POST.get("preset", ""), by=_staff(request))
    actions.look(record=record, by=_staff(request))
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def change_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the columns; then look again, or start. An htmx request gets the new look in place."""
    record = queries.get(pk)
    form = preview.columns_form(record, request.POST)
    if not form.is_valid():
        return _preview(request, record, form)
    record = actions.change_columns(
        record=record,
        columns=form.columns(),
        source=form.cleaned_data["source"],
        options=form.options(),
        by=_staff(request),
    )
    if request.POST.get("then") == "start":
        actions.start(record=record, by=_staff(request))
        return redirect("imports:drop", record.drop) if _has_company(record) else redirect("imports:detail", pk)
    actions.look(record=record, by=_staff(request))
    if request.headers.get("HX-Request"):
        return _preview(request, record)
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an import that stopped."""
    actions.start(record=queries.get(pk), by=_staff(request))
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a run to stop behind the rows it is at."""
    actions.pause(record=queries.get(pk), by=_staff(request))
    messages.success(request, _("It stops behind the rows it is at; what is in stays, and it can go on later."))
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a file away of which nothing was taken in."""
    record = queries.get(pk)
    drop, alone = record.drop, not _has_company(record)
    actions.discard(record=record, by=_staff(request))
    messages.success(request, _("The file was thrown away."))
    return redirect("imports:list") if alone else redirect("imports:drop", drop)


def _preview(request: HttpRequest, record: Import, form: ColumnsForm | None = None) -> HttpResponse:
    shown = _shown(request, record) | {
        "reading": ReadingForm(record),
        "kinds": offered_kinds(),
        "layouts": [preset for preset in presets.all_presets() if preset.kind == record.kind],
        "layout": presets.find(str(record.options.get("preset", ""))),
        "no_layout": presets.NONE,
        "company": queries.of_drop(record.drop) if _has_company(record) else [],
        **preview.of(record, form or preview.columns_form(record), _staff(request)),
    }
    template = "imports/_preview.html" if request.headers.get("HX-Request") else "imports/preview.html"
    return render(request, template, shown, status=422 if form else 200)


def _shown(request: HttpRequest, record: Import) -> dict[str, Any]:
    staff = _staff(request)
    return {
        "record": record,
        "kind": kind_named(record.kind) if record.kind else None,
        "may_run": staff.may("imports.run"),
        "may_undo": staff.may("imports.undo") and record.state in UNDOABLE and bool(record.rows_done or record.xids),
        "may_download": staff.may("imports.download") and bool(record.stored),
        "has_company": _has_company(record),
        "is_mixed": record.state == Import.State.FAILED and record.error.get("code") == MIXED and not record.rows_done,
    }


def _progress(record: Import) -> dict[str, Any]:
    here = reverse("imports:detail", args=[record.pk])
    return {"job": queries.job_of(record), "pace": queries.pace(record), "here": here}


def _has_company(record: Import) -> bool:
    """Whether other files were dropped with this one."""
    return bool(record.drop) and Import.objects.filter(drop=record.drop).exclude(pk=record.pk).exists()


def _staff(request: HttpRequest) -> Any:
    return request.user
