"""Rich menus."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.line import actions, queries
from joren.outreach.line.forms import MenuForm


@require_GET
@requires("line.menus")
def menus(request: HttpRequest) -> HttpResponse:
    """All menus."""
    return render(request, "line/menus.html", {"rows": queries.menus(), "account": queries.the_account()})


@require_http_methods(["GET", "POST"])
@requires("line.menus")
def menu(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make or change a menu."""
    staff: Any = request.user
    stored = queries.menu(pk) if pk else None
    posted = request.method == "POST"
    form = MenuForm(request.POST if posted else None, request.FILES if posted else None, instance=stored)
    if posted and form.is_valid():
        given = form.cleaned_data["picture"]
        try:
            kept = actions.keep_menu(
                form.save(commit=False), image=given.read() if given else None, taps=form.taps, by=staff
            )
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Saved. Put it up to show it on LINE."))
            return redirect("line:menu", pk=kept.pk)
    context = {"form": form, "menu": stored}
    return render(request, "line/menu.html", context, status=422 if form.is_bound else 200)


@require_GET
@requires("line.menus")
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a menu."""
    found = queries.menu(pk)
    return HttpResponse(bytes(found.image or b""), content_type=found.image_type or "image/png")


@require_POST
@requires("line.menus")
def put_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to LINE, and show it to everybody or to its segment."""
    staff: Any = request.user
    kept = actions.put_up(queries.menu(pk), by=staff)
    if not kept.segment_key:
        actions.set_default(kept, by=staff)
    messages.success(request, _("It is on LINE now."))
    return redirect("line:menus")


@require_POST
@requires("line.menus")
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it away from LINE."""
    staff: Any = request.user
    actions.take_down(queries.menu(pk), by=staff)
    messages.success(request, _("It is not on LINE any more."))
    return redirect("line:menus")


@require_POST
@requires("line.menus")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete it, here and at LINE."""
    staff: Any = request.user
    actions.remove_menu(queries.menu(pk), by=staff)
    messages.success(request, _("Deleted."))
    return redirect("line:menus")
