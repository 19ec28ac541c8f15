"""The list of calls: who is next, the talk card beside, and what came of it."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.audit import actions as audit
from joren.foundation.csv_safety import neutralise_formula
from joren.foundation.errors import JorenError
from joren.foundation.japanese.phones import display_phone
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.delivery.policy import is_quiet, next_allowed, quiet_of
from joren.record.customers.queries import may_see
from joren.record.shops.queries import shops_visible_to
from joren.touchpoints.purchases import queries as purchases

from . import actions, queries
from .forms import ReportForm
from .models import Call
from .rules.speaking import minutes_aloud

_SHOWN = 60
_BOUGHT = 5


@require_GET
@requires("calls.make")
def call_list(request: StaffRequest) -> HttpResponse:
    """The list; ``?call=`` chooses one, else the next is beside it. ``?shop=`` narrows to a shop."""
    return _page(request)


def _page(request: StaffRequest, form: ReportForm | None = None, chosen: Call | None = None) -> HttpResponse:
    staff, now = request.user, clock.now()
    shop = _number(request.GET.get("shop", ""))
    ready = queries.ready(staff, now, shop)
    number = _number(request.GET.get("call", ""))
    if chosen is None and number is not None:
        chosen = queries.visible_to(staff).select_related("customer", "shop", "taken_by").filter(pk=number).first()
    if chosen is None:
        chosen = ready.filter(taken_by=staff).first() or ready.first()
    waiting = queries.to_call(staff, now, shop).exclude(pk__in=ready.values("pk"))
    context = {
        "ready": ready[:_SHOWN],
        "ready_count": ready.count(),
        "waiting": [{"call": call, "at": at} for call, at in queries.next_hours(waiting[:_SHOWN], now)],
        "chosen": chosen and _chosen(chosen, staff, now),
        "form": form or (chosen and ReportForm(None, chosen)),
        "shops": shops_visible_to(staff),
        "shop": shop,
        "quiet_until": next_allowed(queries.CHANNEL, now) if is_quiet(queries.CHANNEL, now) else None,
        "quiet": quiet_of(queries.CHANNEL),
        "may_progress": staff.may("calls.progress"),
        "done_today": queries.made_today(staff, now),
    }
    return render(request, "calls/list.html", context, status=422 if form is not None else 200)


def _chosen(call: Call, staff: Any, now: Any) -> dict[str, Any]:
    is_mine = call.is_taken(now) and call.taken_by_id == staff.pk
    sees = may_see(staff, call.customer_id)
    return {
        "call": call,
        "is_open": call.state == Call.State.OPEN,
        "is_mine": is_mine,
        "is_taken": call.is_taken(now) and not is_mine,
        "may_now": queries.may_now(call, now),
        "next_hour": queries.next_hour(call, now),
        "obstacle": queries.obstacle(call, now) if call.state == Call.State.OPEN else "",
        "phone": display_phone(call.phone),
        "bought": purchases.of_customer(call.customer_id, _BOUGHT) if sees else [],
        "sees_customer": sees,
        "attempts": call.attempts.select_related("staff").order_by("-pk")[:5],
        "minutes": minutes_aloud("\n".join(piece["text"] for piece in call.card)),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 15 else None  # noqa: PLR2004 - an id


def _to(pk: int | None = None, shop: str = "") -> str:
    parts = [f"call={pk}"] if pk else []
    parts += [f"shop={shop}"] if _number(shop) else []
    return reverse("calls:list") + ("?" + "&".join(parts) if parts else "")


@require_POST
@requires("calls.make")
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """“I am calling”."""
    shop = request.POST.get("shop", "")
    try:
        actions.take(pk, by=request.user)
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}".strip())
        return redirect(_to(None, shop))
    return redirect(_to(pk, shop))


@require_POST
@requires("calls.make")
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Not now after all."""
    actions.release(pk, by=request.user)
    return redirect(_to(None, request.POST.get("shop", "")))


@require_POST
@requires("calls.make")
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """What came of it; then the next one."""
    call = queries.get(pk, request.user)
    form = ReportForm(request.POST, call)
    if not form.is_valid():
        return _page(request, form, call)
    shop = request.POST.get("shop", "")
    try:
        attempt = actions.record(pk, form.report(), by=request.user)
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}".strip())
        return redirect(_to(pk if problem.status == 422 else None, shop))  # noqa: PLR2004 - HTTP
    said = {"name": call.customer.full_name, "outcome": attempt.get_outcome_display()}
    messages.success(request, _("%(name)s: %(outcome)s.") % said)
    return redirect(_to(None, shop))


@require_GET
@requires("calls.make")
def call_list_csv(request: StaffRequest) -> HttpResponse:
    """The list as a file."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calls.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Customer"),
            _("Phone number"),
            _("Shop"),
            _("What about"),
            _("To call from"),
            _("Last day"),
            _("Times nobody answered"),
        ]
    )
    now = clock.now()
    rows = queries.to_call(request.user, now, _number(request.GET.get("shop", "")))
    audit.record("exported", by=request.user, subject_type="calls.call", label="calls.csv")
    for call, at in queries.next_hours(rows, now):
        row = [
            call.customer.full_name,
            display_phone(call.phone),
            call.shop.name if call.shop else "",
            call.title,
            f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}",
            call.due_on.isoformat(),
            call.misses,
        ]
        writer.writerow([neutralise_formula(str(cell)) for cell in row])
    return response
