"""Screens of the imports: drop a file, look at what it says, start, watch, report, undo."""

from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.foundation.ui.tables import Column, Table

from . import actions, preview, queries
from .errors import FileTooLarge
from .forms import ColumnsForm, FileForm, ReadingForm
from .kinds_known import kind_named, kinds
from .models import Import

_LARGEST: Final = 2 << 30
_AT_WORK: Final = (Import.State.QUEUED, Import.State.RUNNING, Import.State.UNDOING)


class ImportTable(Table):
    """All imports."""

    key = "imports"
    columns = (
        Column(key="file", label=gettext_lazy("File"), template="imports/_file_cell.html", primary=True),
        Column(key="kind", label=gettext_lazy("Kind"), value=lambda row: kind_named(row.kind).label),
        Column(key="state", label=gettext_lazy("State"), template="imports/_state_cell.html"),
        Column(key="new", label=gettext_lazy("New"), type="number", value=lambda row: row.counts.get("new", 0)),
        Column(
            key="rejected",
            label=gettext_lazy("Rejected rows"),
            type="number",
            value=lambda row: row.counts.get("rejected", 0),
        ),
        Column(key="by", label=gettext_lazy("By"), value="staff", is_optional=True),
        Column(key="at", label=gettext_lazy("Brought at"), value="created_at", type="moment", sort="created_at"),
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
    """Bring a file."""
    staff: Any = request.user
    form = FileForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        try:
            record = _brought(form.cleaned_data, staff)
        except JorenError as problem:
            tell_problem(form, problem, field="file")
        else:
            preview.look(record)
            return redirect("imports:detail", record.pk)
    shown = {"form": form, "kinds": kinds()}
    return render(request, "imports/new.html", shown, status=422 if form.is_bound else 200)


@require_GET
@requires("imports.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one import: preview, progress or report, whatever its state asks for."""
    record = queries.get(pk)
    staff: Any = request.user
    shown: dict[str, Any] = {
        "record": record,
        "kind": kind_named(record.kind),
        "may_run": staff.may("imports.run"),
        "may_undo": staff.may("imports.undo"),
    }
    if record.state == Import.State.UPLOADED and shown["may_run"]:
        return _preview(request, record, shown)
    if record.state in _AT_WORK:
        here = reverse("imports:detail", args=[pk])
        return render(request, "imports/progress.html", shown | {"job": queries.job_of(record), "here": here})
    shown |= {"counts": queries.counts(record), "report": preview.report_of(record)}
    return render(request, "imports/report.html", shown)


@require_POST
@requires("imports.run")
def change_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file in another way."""
    record = queries.get(pk)
    form = ReadingForm(record, request.POST)
    if form.is_valid():
        wishes = {key: value for key, value in form.cleaned_data.items() if value not in ("", None)}
        record = actions.change_reading(record=record, wishes=wishes, by=_staff(request))
        preview.look(record)
    else:
        messages.error(request, _("Choose one of the offered ways to read the file."))
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def change_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the file holds something else."""
    record = actions.change_kind(record=queries.get(pk), kind=request.POST.get("kind", ""), by=_staff(request))
    preview.look(record)
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def change_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the columns; then look again, or start."""
    record = queries.get(pk)
    form = ColumnsForm(record, request.POST)
    if not form.is_valid():
        return _preview(request, record, {"record": record, "kind": kind_named(record.kind)}, form)
    record = actions.change_columns(
        record=record,
        columns=form.columns(),
        source=form.cleaned_data["source"],
        options=form.options(),
        by=_staff(request),
    )
    if request.POST.get("then") == "start":
        actions.start(record=record, by=_staff(request))
    else:
        preview.look(record)
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an import that stopped."""
    actions.start(record=queries.get(pk), by=_staff(request))
    return redirect("imports:detail", pk)


@require_POST
@requires("imports.run")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a file away of which nothing was taken in."""
    actions.discard(record=queries.get(pk), by=_staff(request))
    messages.success(request, _("The file was thrown away."))
    return redirect("imports:list")


@require_POST
@requires("imports.undo")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an import."""
    actions.start_undo(record=queries.get(pk), by=_staff(request))
    return redirect("imports:detail", pk)


@require_GET
@requires("imports.view")
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows with their reasons, as a file."""
    record = queries.get(pk)
    path = queries.rejects_path(record)
    name = _("rejected rows of %(file)s") % {"file": record.file_name.rpartition(".")[0] or record.file_name}
    return FileResponse(  # type: ignore[return-value]
        path.open("rb"), as_attachment=True, filename=f"{name}.csv", content_type="text/csv; charset=utf-8"
    )


def _preview(
    request: HttpRequest, record: Import, shown: dict[str, Any], form: ColumnsForm | None = None
) -> HttpResponse:
    given = preview.of(record, form or ColumnsForm(record))
    shown |= {"reading": ReadingForm(record), "kinds": kinds(), "may_run": True, **given}
    return render(request, "imports/preview.html", shown, status=422 if form else 200)


def _brought(cleaned: dict[str, Any], staff: Any) -> Import:
    if cleaned["file"].size > _LARGEST:
        raise FileTooLarge(megabytes=_LARGEST >> 20)
    return actions.bring(
        cleaned["file"].file,
        file_name=cleaned["file"].name,
        by=staff,
        kind=cleaned["kind"],
        source=cleaned["source"],
    )


def _staff(request: HttpRequest) -> Any:
    return request.user
