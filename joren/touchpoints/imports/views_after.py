"""Screens of what comes after an import: its files back, and taking it back."""

from typing import Any, Final

from django.apps import apps
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.ui.context import first_address
from joren.record.customers.queries import customers_visible_to

from . import actions, queries
from .errors import InTheWay, PlanChanged
from .kinds_known import kind_named
from .models import Import
from .planning import Staying, plan_with_reasons

_SHOWN: Final = 50


@require_http_methods(["GET", "POST"])
@requires("imports.undo")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in the way of an undo and who would stay; a POST undoes, leaving whom the page named."""
    record = queries.get(pk)
    if request.method == "POST":
        try:
            actions.start_undo(record=record, by=_staff(request), leave=request.POST.get("leave", ""))
        except InTheWay:
            return redirect("imports:undo", pk)
        except PlanChanged as problem:
            messages.error(request, f"{problem} {problem.remedy_sentence}")
            return redirect("imports:undo", pk)
        return redirect("imports:detail", pk)
    plan, staying = plan_with_reasons(record, _SHOWN)
    later = queries.later_imports(record)
    has_merges = any(obstacle.table == "merging_merge" for obstacle in plan.obstacles)
    shown = {
        "record": record,
        "kind": kind_named(record.kind),
        "plan": plan,
        "staying": _with_faces(staying, _staff(request)),
        "stay_count": sum(map(len, plan.kept.values())),
        "more": max(0, sum(map(len, plan.kept.values())) - _SHOWN),
        "takes_back": _units_going(plan.deletes, record),
        "puts_back": sum(plan.restores.values()),
        "later": later,
        "merges_url": first_address("merging:history") if has_merges else "",
    }
    return render(request, "imports/undo.html", shown)


@require_POST
@requires("imports.download")
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was brought; noted in the audit trail."""
    record = queries.get(pk)
    path = actions.hand_out(record=record, by=_staff(request))
    return FileResponse(  # type: ignore[return-value]
        path.open("rb"), as_attachment=True, filename=record.file_name, content_type="application/octet-stream"
    )


@require_GET
@requires("imports.view")
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows with their reasons, as a file of the same shape."""
    record = queries.get(pk)
    path = queries.rejects_path(record)
    return FileResponse(  # type: ignore[return-value]
        path.open("rb"), as_attachment=True, filename=queries.rejects_name(record), content_type="text/csv"
    )


def _with_faces(staying: list[Staying], staff: Any) -> list[dict[str, Any]]:
    """Who stays, with name and link where the reader may see them."""
    by_table: dict[str, dict[int, Any]] = {}
    for table in {one.table for one in staying}:
        model = next(model for model in apps.get_models() if model._meta.db_table == table)
        rows = customers_visible_to(staff) if table == "customers_customer" else model._default_manager.all()
        by_table[table] = rows.in_bulk([one.key for one in staying if one.table == table])
    return [
        {"key": one.key, "row": by_table[one.table].get(one.key), "reasons": one.reasons, "table": one.table}
        for one in staying
    ]


def _units_going(deletes: dict[str, int], record: Import) -> int:
    """How many people (purchases, products) the undo deletes."""
    return deletes.get(kind_named(record.kind).unit, 0)


def _staff(request: HttpRequest) -> Any:
    return request.user
