"""Pages of shops."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem

from . import actions, queries
from .forms import ShopForm
from .models import Shop


@require_GET
@requires("shops.view")
def shop_list(request: HttpRequest) -> HttpResponse:
    """The shops this person works with."""
    staff: Any = request.user
    shown = {"shops": queries.shops_with_numbers(staff), "may_change": staff.may("shops.change")}
    return render(request, "shops/list.html", shown)


@require_http_methods(["GET", "POST"])
@requires("shops.change")
def new(request: HttpRequest) -> HttpResponse:
    """Set up a shop."""
    return _page(request, ShopForm(request.POST or None), None)


@require_http_methods(["GET", "POST"])
@requires("shops.change")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a shop and who works there."""
    with transaction.atomic():  # what the form compares with is what is written over
        shop = get_object_or_404(Shop.objects.select_for_update() if request.method == "POST" else Shop, pk=pk)
        return _page(request, ShopForm(request.POST or None, shop=shop), shop)


def _page(request: HttpRequest, form: ShopForm, shop: Shop | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, shop, request.user)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("shops:list")
    return render(request, "shops/form.html", {"form": form, "shop": shop}, status=422 if form.is_bound else 200)


def _save(form: ShopForm, shop: Shop | None, staff: Any) -> None:
    given = form.given()
    people = given.pop("staff", None)
    if shop is None:
        actions.create(by=staff, staff=people or (), **given)
    else:
        actions.change_all(shop=shop, by=staff, staff=people, **given)
