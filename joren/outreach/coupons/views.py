"""Pages of coupons: write, put to use, give, and see what came of it."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.csv_safety import neutralise_formula
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.record.customers.queries import get as get_customer

from . import actions, giving, queries
from .forms import CouponForm
from .listing import CouponTable, UseTable
from .models import Coupon, CouponCode
from .rules.codes import shown

VERBS = ("put_to_use", "stop", "copy", "delete", "print")
_DISPUTED_SHOWN = 200
_MOST_DIGITS = 19
"""As many as the largest id may have."""


@require_GET
@requires("coupons.view")
def coupon_list(request: StaffRequest) -> HttpResponse:
    """All coupons."""
    table = CouponTable(request, queries.coupons(), empty_url=reverse("coupons:new"), empty_label=_("New coupon"))
    context = {"may_write": request.user.may("coupons.write"), "disputed": queries.disputed().count()}
    return table.response("coupons/list.html", context)


@require_http_methods(["GET", "POST"])
@requires("coupons.write")
def new(request: StaffRequest) -> HttpResponse:
    """Write a coupon."""
    return _written(request, None)


@require_http_methods(["GET", "POST"])
@requires("coupons.write")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    coupon = queries.coupon(pk)
    return _written(request, coupon) if coupon.is_editable else redirect("coupons:detail", pk)


def _written(request: StaffRequest, coupon: Coupon | None) -> HttpResponse:
    form = CouponForm(request.POST if request.method == "POST" else None, coupon=coupon)
    if request.method == "POST" and form.is_valid():
        try:
            saved = (
                actions.change(coupon, by=request.user, **form.given)
                if coupon
                else actions.create(by=request.user, **form.given)
            )
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            return redirect("coupons:detail", saved.pk)
    context = {"form": form, "coupon": coupon}
    return render(request, "coupons/form.html", context, status=422 if form.is_bound else 200)


@require_GET
@requires("coupons.view")
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What a coupon promises, what it brought and what it cost."""
    coupon = queries.coupon(pk)
    days = queries.by_day(coupon)
    chart = {
        "labels": [day.isoformat() for day, _n in days],
        "series": [{"name": _("Uses"), "values": [number for _day, number in days]}],
    }
    context = {
        "coupon": coupon,
        "promise": queries.promise(coupon),
        "conditions": queries.conditions(coupon),
        "figures": queries.figures(coupon),
        "chart": chart if days else None,
        "shops": queries.by_shop(coupon),
        "origins": queries.by_origin(coupon),
        "may_write": request.user.may("coupons.write"),
    }
    return UseTable(request, queries.uses_of(coupon)).response("coupons/detail.html", context)


@require_POST
@requires("coupons.write")
def turn(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """Put to use, stop, copy, delete, or make codes for paper."""
    coupon = queries.coupon(pk)
    if verb == "copy":
        return redirect("coupons:edit", actions.copy(coupon, by=request.user).pk)
    if verb == "delete":
        actions.delete(coupon, by=request.user)
        messages.success(request, _("The draft is gone."))
        return redirect("coupons:list")
    if verb == "print":
        return _printed(request, coupon)
    (actions.put_to_use if verb == "put_to_use" else actions.stop)(coupon, by=request.user)
    return redirect("coupons:detail", pk)


def _number(typed: str) -> int:
    """A number no form has checked; 0 for anything else."""
    return int(typed) if typed.isdecimal() and len(typed) < _MOST_DIGITS else 0


def _printed(request: StaffRequest, coupon: Coupon) -> HttpResponse:
    giving.make_codes(coupon, _number(request.POST.get("number", "")), by=request.user)
    return redirect("coupons:codes_csv", coupon.pk)


@require_GET
@requires("coupons.write")
def codes_csv(request: StaffRequest, pk: int) -> HttpResponse:
    """All codes of a coupon as a file for Excel or a printer."""
    coupon = queries.coupon(pk)
    rows = coupon.given.filter(withdrawn_at=None).exclude(code="").select_related("customer").order_by("pk")
    head = [_("Code"), _("Customer"), _("Member number"), _("Until"), _("Used"), _("Given by")]
    body = (
        [
            shown(row.code),
            row.customer.full_name if row.customer else "",
            row.customer.member_number if row.customer else "",
            row.expires_on or "",
            row.used,
            row.origin,
        ]
        for row in rows.iterator(chunk_size=2_000)
    )
    return _csv(f"coupon-{coupon.pk}-codes.csv", head, body)


@require_GET
@requires("coupons.view")
def uses_csv(request: StaffRequest, pk: int) -> HttpResponse:
    """All uses of a coupon as a file."""
    coupon = queries.coupon(pk)
    head = [
        _("Day"),
        _("Shop"),
        _("Customer"),
        _("Amount of the purchase"),
        _("Taken off"),
        _("State"),
        _("Receipt"),
        _("Key"),
    ]
    body = (
        [
            row.business_date,
            row.shop.name if row.shop else "",
            row.customer_id or "",
            row.amount,
            row.discount,
            row.get_state_display(),
            row.receipt,
            row.key,
        ]
        for row in queries.uses_of(coupon).order_by("pk").iterator(chunk_size=2_000)
    )
    return _csv(f"coupon-{coupon.pk}-uses.csv", head, body)


def _csv(name: str, head: list[str], body: Any) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # without it Excel takes the file for CP932
    writer = csv.writer(response)
    writer.writerow(head)
    writer.writerows([neutralise_formula(str(cell)) for cell in row] for row in body)
    return response


@require_GET
@requires("coupons.view")
def disputed(request: HttpRequest) -> HttpResponse:
    """Uses that tills told late and that could not be granted any more."""
    return render(request, "coupons/disputed.html", {"rows": queries.disputed()[:_DISPUTED_SHOWN]})


@require_POST
@requires("coupons.write")
def give(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Give one customer a coupon, from their page."""
    customer = get_customer(customer_id, request.user)
    coupon = queries.coupon(_number(request.POST.get("coupon", "")))
    giving.give_one(coupon, customer.pk, by=request.user)
    messages.success(request, _("%(name)s has the coupon “%(coupon)s” now.") % {
        "name": customer.full_name,
        "coupon": coupon.name,
    })  # fmt: skip
    return redirect("customers:detail", customer.pk)


@require_POST
@requires("coupons.write")
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back a code that was not used."""
    given = get_object_or_404(CouponCode, pk=pk)
    if giving.withdraw(given, by=request.user):
        messages.success(request, _("The code holds no longer."))
    else:
        messages.error(request, _("The code was used or withdrawn already; nothing was changed."))
    return redirect("customers:detail", given.customer_id) if given.customer_id else redirect("coupons:list")
