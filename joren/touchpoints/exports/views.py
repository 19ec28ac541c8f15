"""Screens of the exports: choose what, choose columns, say what for, wait, take the file; and who took what before."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.foundation.ui.tables import Column, Table

from . import actions, files, labels, queries
from .errors import FileGone
from .forms import ExportForm, ReasonForm
from .kinds import EVERYTHING, columns_of, export_named, may_take, offered_to, permission_for
from .models import ExportRun, ExportTemplate

_AT_ONCE: Final = 3_000
"""So many rows are written while the person waits."""
_NO_FILTERS: Final = frozenset({"template", "sort", "before", "after", "page"})
"""What stands in the address of a list beside its filters."""
_AT_WORK: Final = (ExportRun.State.QUEUED, ExportRun.State.RUNNING)


class ExportTable(Table):
    """Files that were taken away."""

    key = "exports"
    columns = (
        Column(
            key="what",
            label=gettext_lazy("What"),
            value=labels.what,
            primary=True,
            link=lambda row: reverse("exports:detail", args=[row.pk]),
        ),
        Column(key="state", label=gettext_lazy("State"), template="exports/_state_cell.html"),
        Column(key="rows", label=gettext_lazy("Rows"), type="number"),
        Column(key="reason", label=gettext_lazy("What for")),
        Column(key="by", label=gettext_lazy("By"), value=labels.who),
        Column(key="at", label=gettext_lazy("At"), value="created_at", type="moment", sort="created_at"),
        Column(key="format", label=gettext_lazy("File"), value=labels.file_kind, is_optional=True),
        Column(key="downloads", label=gettext_lazy("Downloads"), type="number", is_optional=True),
        Column(key="digest", label=gettext_lazy("SHA-256"), is_optional=True),
    )
    default_sort = "-at"
    empty_icon = "file-export"
    empty_title = gettext_lazy("Nothing was exported yet")
    empty_text = gettext_lazy("Customers, purchases, products: as Excel or CSV, and everything in one file.")


@require_GET
@requires("exports.run")
def export_list(request: HttpRequest) -> HttpResponse:
    """Who took what away and what for, newest first; one's own for those who may not see the others'."""
    table = ExportTable(
        request, queries.visible_to(_staff(request)), empty_url=reverse("exports:choose"), empty_label=_("Export")
    )
    return table.response("exports/list.html", {"table": table})


@require_GET
@requires("exports.run")
def choose(request: HttpRequest) -> HttpResponse:
    """What to take away."""
    staff = _staff(request)
    shown = {
        "offered": offered_to(staff),
        "templates": queries.templates_for(staff),
        "may_everything": may_take(staff, EVERYTHING),
    }
    return render(request, "exports/choose.html", shown)


@require_http_methods(["GET", "POST"])
@requires("exports.run")
def new(request: HttpRequest, what: str) -> HttpResponse:
    """Columns, kind of file and reason. The address may carry what a list was narrowed by."""
    staff, export = _staff(request), export_named(what)
    if not may_take(staff, what):
        raise PermissionDenied(permission_for(what))
    filters = {name: str(value) for name, value in request.GET.items() if name not in _NO_FILTERS}
    template = _template(request, what)
    form = ExportForm(columns_of(what), request.POST if request.method == "POST" else None, template)
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, form, what, filters)
        except JorenError as problem:
            tell_problem(form, problem, field="reason")
    shown = {
        "form": form,
        "export": export,
        "template": template,
        "filters": labels.filters(what, filters),
        "templates": [one for one in queries.templates_for(staff) if one.what == what],
    }
    return render(request, "exports/new.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("exports.everything")
def everything(request: HttpRequest) -> HttpResponse:
    """Everything in one file."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff = _staff(request)
        run = actions.ask(what=EVERYTHING, reason=form.cleaned_data["reason"], by=staff, surface="page")
        return _begun(run, staff)
    shown = {"form": form, "offered": offered_to(None)}
    return render(request, "exports/everything.html", shown, status=422 if form.is_bound else 200)


@require_GET
@requires("exports.run")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; then the file, and what it does not hold as it was."""
    staff = _staff(request)
    run = queries.get(pk, staff)
    shown = {"run": run, "what": labels.what(run), "who": labels.who(run), "kind": labels.file_kind(run)}
    if run.state in _AT_WORK:
        here = reverse("exports:detail", args=[pk])
        return render(request, "exports/progress.html", shown | {"job": queries.job_of(run), "here": here})
    shown |= {
        "may_download": queries.may_download(staff, run),
        "columns": labels.columns(run),
        "filters": labels.filters(run.what, run.filters),
    }
    return render(request, "exports/detail.html", shown)


@require_POST
@requires("exports.run")
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file; each time is kept in the audit trail."""
    staff = _staff(request)
    run = queries.get(pk, staff)
    path = actions.download(run=run, by=staff)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=labels.file_name(run))
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@requires("exports.run")
def not_written(request: HttpRequest, pk: int) -> FileResponse:
    """Every character the file does not hold as it was: row, column, substitute."""
    staff = _staff(request)
    run = queries.get(pk, staff)
    path = files.folder_of(run.stored) / files.LOSSES
    if not queries.may_download(staff, run) or not path.exists():
        raise FileGone
    name = _("not written in %(file)s") % {"file": labels.file_name(run)}
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}.csv", content_type="text/csv")


@require_POST
@requires("exports.run")
def remove_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a template."""
    staff = _staff(request)
    template = get_object_or_404(ExportTemplate, pk=pk)
    if not may_take(staff, template.what):
        raise PermissionDenied(permission_for(template.what))
    actions.remove_template(template=template, by=staff)
    messages.success(request, _("The template was removed."))
    return redirect("exports:choose")


def _asked(request: HttpRequest, form: ExportForm, what: str, filters: dict[str, str]) -> HttpResponse:
    """The file as the form wants it."""
    staff, given = _staff(request), form.cleaned_data
    shape: dict[str, Any] = {"columns": form.chosen(), "format": given["format"], "encoding": given["encoding"]}
    run = actions.ask(what=what, filters=filters, reason=given["reason"], by=staff, surface="page", **shape)
    if given["keep_as"]:
        actions.keep_template(name=given["keep_as"], what=what, by=staff, **shape)
    return _begun(run, staff)


def _begun(run: ExportRun, staff: Any) -> HttpResponse:
    """Small files at once, others by the worker."""
    if (run.rows_total or 0) <= _AT_ONCE:
        actions.write(run=run)
    else:
        actions.start(run=run, by=staff)
    return redirect("exports:detail", run.pk)


def _template(request: HttpRequest, what: str) -> ExportTemplate | None:
    number = request.GET.get("template", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004
        return None
    return ExportTemplate.objects.filter(pk=int(number), what=what).first()


def _staff(request: HttpRequest) -> Any:
    return request.user
