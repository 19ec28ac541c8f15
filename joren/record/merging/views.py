"""Pages of merging: two records side by side, the history, taking a merge back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.jobs.models import Job
from joren.foundation.ui.tables import Column, Table
from joren.record.customers import queries as customers
from joren.record.customers.models import Customer

from . import actions, queries
from .comparing import compare as side_by_side
from .models import Batch, Merge
from .posting import merge_as_posted

_FOUND = 20


class MergeTable(Table):
    """Merges, newest first."""

    key = "merges"
    columns = (
        Column(
            key="who",
            label=gettext_lazy("Merged records"),
            template="merging/_who_cell.html",
            primary=True,
        ),
        Column(key="state", label=gettext_lazy("State"), template="merging/_state_cell.html"),
        Column(key="reason", label=gettext_lazy("Why")),
        Column(key="by", label=gettext_lazy("By"), value=lambda merge: merge.staff or _("Joren itself")),
        Column(key="at", label=gettext_lazy("When"), type="moment", sort="at"),
    )
    default_sort = "-at"
    empty_icon = "arrows-join"
    empty_title = gettext_lazy("Nothing was merged yet")
    empty_text = gettext_lazy("Records of one person can be merged from the list of duplicates or a customer's page.")

    def cell_context(self) -> dict[str, Any]:
        """Names of the whole page at once."""
        merges = list(self.slice.rows)
        return {"gone_names": queries.gone_names(merges), "survivor_names": queries.survivor_names(merges)}


@require_GET
@requires("merging.merge")
def history(request: HttpRequest) -> HttpResponse:
    """Who was merged with whom, when, by whom and why."""
    return MergeTable(request, queries.merges_visible_to(staff_of(request))).response("merging/history.html", {})


@require_GET
@requires("merging.merge")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge: what was made one, what came since, and the way back."""
    merge = queries.get(pk, staff_of(request))
    shown = {
        "merge": merge,
        "gone_name": queries.gone_names([merge]).get(merge.pk, ""),
        "survivor_name": queries.survivor_names([merge]).get(merge.pk, ""),
        "blocked_by": queries.blocked_by(merge) if merge.undone_at is None else None,
        "since": queries.came_since(merge) if merge.undone_at is None else [],
    }
    return render(request, "merging/detail.html", shown)


@require_POST
@requires("merging.merge")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back; what was ticked goes to the one who comes back."""
    merge = queries.get(pk, staff_of(request))
    known = {since.table: {key for key, _words in since.options} for since in queries.came_since(merge)}
    give = {
        table: {int(text) for text in request.POST.getlist(table) if text.isdigit()} & ids
        for table, ids in known.items()
    }
    back = actions.unmerge(merge=merge, by=staff_of(request), give=give)
    messages.success(request, _("%(name)s is a record of its own again.") % {"name": back.full_name})
    return redirect("customers:detail", back.pk)


@require_GET
@requires("merging.batch")
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a merging of many is, and its one undo."""
    found = get_object_or_404(Batch, pk=pk)
    kinds = (actions.MERGE_JOB, actions.UNDO_JOB)
    job = Job.objects.filter(kind__in=kinds, subject=str(found.pk)).order_by("-pk").first()
    merges = Merge.objects.filter(batch=found)
    shown = {
        "batch": found,
        "job": job,
        "here": request.path,
        "standing": merges.filter(undone_at=None).count(),
        "made": merges.count(),
        "at_work": job is not None and job.state in (Job.State.DUE, Job.State.RUNNING),
    }
    return render(request, "merging/batch.html", shown)


@require_POST
@requires("merging.batch")
def undo_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merging of many back as a whole."""
    found = get_object_or_404(Batch, pk=pk)
    actions.start_undo(batch=found, by=staff_of(request))
    return redirect("merging:batch", found.pk)


@require_GET
@requires("merging.merge")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a customer is to be merged with: a search."""
    staff = staff_of(request)
    customer = customers.get(pk, staff)
    text = request.GET.get("q", "").strip()
    found = customers.with_contacts(customers.search(staff, text).exclude(pk=customer.pk))[:_FOUND] if text else []
    return render(request, "merging/choose.html", {"customer": customer, "q": text, "found": found})


@require_http_methods(["GET", "POST"])
@requires("merging.merge")
def compare(request: HttpRequest, left: int, right: int) -> HttpResponse:
    """Two records side by side; the button makes one of them."""
    comparison = side_by_side(left, right, staff_of(request))
    if comparison.left.pk == comparison.right.pk:
        return redirect("customers:detail", comparison.left.pk)
    if request.method == "POST":
        try:
            merge = merge_as_posted(request, comparison)
        except JorenError as problem:
            messages.error(request, str(problem))
            return redirect(request.path)
        return redirect("customers:detail", merge.survivor)
    return render(request, "merging/compare.html", {"comparison": comparison})


def panel(request: HttpRequest, customer: Customer) -> dict[str, Any] | None:
    """The records that were merged into a customer, and the way to merge another, for the customer's page."""
    merges = queries.merges_of(customer)
    names = queries.gone_names(merges) if merges else {}
    return {"merges": [(merge, names.get(merge.pk, "")) for merge in merges]}


def staff_of(request: HttpRequest) -> Any:
    """The person who is logged in; views are only reached by staff."""
    return request.user
