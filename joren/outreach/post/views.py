"""Pages of post: print runs, labels for a segment, printers."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.delivery import policy

from . import actions, labelling, printing, queries
from .forms import ArrangeForm, LabelsForm, PostedForm, PrinterForm
from .listing import PieceTable, RunTable
from .models import Piece, Printer, PrintRun

LETTER_YEN: Final = 110
"""定形郵便物 up to 50 g since October 2024; a postcard is the channel's own price (85)."""


@require_GET
@requires("post.view")
def run_list(request: StaffRequest) -> HttpResponse:
    """All print runs."""
    context = {"may_write": request.user.may("post.write")}
    return RunTable(request, queries.runs()).response("post/list.html", context)


@require_http_methods(["GET", "POST"])
@requires("post.view")
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One run: what it is printed on, its pieces, and what is done next."""
    run = queries.run(pk)
    may_write = request.user.may("post.write")
    posting = request.method == "POST" and may_write
    form = ArrangeForm(request.POST if posting else None, instance=queries.run(pk))
    if posting and form.is_valid():
        actions.arrange(run, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("post:detail", pk)
    table = PieceTable(request, queries.seen_pieces(run, request.user))
    is_card = run.layout == PrintRun.Layout.POSTCARD
    context = {
        "run": run,
        "form": form,
        "figures": queries.figures_of(run),
        "may_write": may_write,
        "has_words": not run.origin.startswith(queries.LABELS),
        "words_side": "back" if is_card else "letter",
        "posted_form": PostedForm(cost=_price(run)),
        "total_cost": (run.cost_each or 0) * queries.pieces_of(run).count(),
    }
    return table.response("post/detail.html", context)


def _price(run: PrintRun) -> Any:
    return policy.yen(queries.CHANNEL) if run.layout == PrintRun.Layout.POSTCARD else LETTER_YEN


@require_POST
@requires("post.write")
def turn(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """Close a run, throw it away, or take back that it was posted."""
    verbs = {"close": actions.close, "discard": actions.discard, "not-posted": actions.take_back_posted}
    if verb not in verbs:
        raise Http404
    try:
        verbs[verb](queries.run(pk), by=request.user)
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}")
    return redirect("post:detail", pk)


@require_POST
@requires("post.write")
def posted(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark a run as posted."""
    form = PostedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Fill in the day and the yen for each piece."))
        return redirect("post:detail", pk)
    try:
        run = actions.mark_posted(queries.run(pk), by=request.user, **form.cleaned_data)
    except JorenError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("“%(name)s” is marked as posted.") % {"name": run.name})
    return redirect("post:detail", pk)


@require_POST
@requires("post.write")
def leave_out(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a piece out before posting."""
    piece = get_object_or_404(Piece.objects.select_related("run"), pk=pk)
    try:
        actions.leave_out(piece, by=request.user)
    except JorenError as problem:
        messages.error(request, str(problem))
    return redirect("post:detail", piece.run_id)


@require_GET
@xframe_options_sameorigin
@requires("post.write")
def proof(request: StaffRequest, pk: int, side: str) -> HttpResponse:
    """The first sheet, to be looked at."""
    return _pdf(printing.printed(queries.run(pk), _side(side), proof=True), f"post-{pk}-proof.pdf", inline=True)


@require_GET
@requires("post.write")
def printed(request: StaffRequest, pk: int, side: str) -> HttpResponse:
    """The whole run as PDF; as often as needed, always the same pieces."""
    return _pdf(printing.taken_away(queries.run(pk), _side(side), by=request.user), f"post-{pk}-{side}.pdf")


def _side(side: str) -> str:
    if side not in printing.SIDES:
        raise Http404
    return side


def _pdf(data: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@requires("post.write")
def labels(request: StaffRequest) -> HttpResponse:
    """Labels for a segment: who gets one, who does not and why; then the run."""
    given = {key: request.GET.get(key, "") for key in ("segment", "name")}
    form = LabelsForm(request.POST if request.method == "POST" else None, initial=given)
    segment = request.POST.get("segment") or given["segment"]
    if request.method == "POST" and form.is_valid():
        try:
            run = labelling.make(by=request.user, **form.cleaned_data)
        except (JorenError, LookupError) as problem:
            tell_problem(form, problem) if isinstance(problem, JorenError) else form.add_error("segment", str(problem))
        else:
            return redirect("post:detail", run.pk)
    context: dict[str, Any] = {"form": form, "segment": segment}
    if segment:
        try:
            context["found"] = labelling.look(segment, request.user)
        except (JorenError, LookupError) as problem:
            context["problem"] = problem
    return render(request, "post/labels.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("post.write")
def printers(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """The printers and how far they miss; the calibration sheet."""
    printer = get_object_or_404(Printer, pk=pk) if pk else None
    form = PrinterForm(request.POST if request.method == "POST" else None, instance=printer)
    if request.method == "POST" and form.is_valid():
        actions.keep_printer(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("post:printers")
    context = {"form": form, "printer": printer, "printers": queries.printers()}
    return render(request, "post/printers.html", context, status=422 if form.is_bound else 200)


@require_GET
@requires("post.write")
def sheet(request: HttpRequest) -> HttpResponse:
    """The calibration sheet, as it is or moved by what a printer was measured to miss."""
    asked = request.GET.get("printer", "")
    printer = Printer.objects.filter(pk=asked).first() if asked.isascii() and asked.isdecimal() else None
    return _pdf(printing.calibration_sheet(printer), "calibration.pdf")
