"""The page for letters that came back: scan or type the number, say why, take a mistake back."""

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError

from . import queries, returning
from .forms import ReturnForm

_SHOWN = 50
# The reader of squares starts its worker from a text of its own.
_CAMERA = csp_update({"worker-src": ["'self'", "blob:"]})


@require_http_methods(["GET", "POST"])
@_CAMERA
@requires("post.return")
def returns(request: StaffRequest) -> HttpResponse:
    """One letter after the other: the reason stays chosen for the next."""
    form = ReturnForm(request.POST if request.method == "POST" else None, initial={"reason": request.GET.get("reason")})
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            kept = returning.take_back(by=request.user, **form.cleaned_data)
        except JorenError as refused:
            problem = refused
        else:
            name = kept.piece.customer.full_name
            messages.success(request, _("The letter to %(name)s is kept as returned.") % {"name": name})
            return redirect(f"{request.path}?reason={kept.reason}")
    context = {"form": form, "problem": problem, "rows": queries.returns(request.user)[:_SHOWN]}
    return render(request, "post/returns.html", context, status=problem.status if problem else 200)


@require_POST
@requires("post.return")
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a return back."""
    returning.undo(queries.returned(pk, request.user), by=request.user)
    messages.success(request, _("The letter counts as arrived again."))
    return redirect("post:returns")
