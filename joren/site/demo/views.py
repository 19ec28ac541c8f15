"""The pages of the demo: files to try, and its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from joren.foundation.accounts.permissions import requires
from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError

from . import actions, loading, queries
from .errors import NoDemo
from .forms import RemoveForm

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Download one of the files to try."""
    called, content = queries.file_to_try(name)
    response = HttpResponse(content, content_type="text/csv; charset=Shift_JIS")
    response["Content-Disposition"] = str(content_disposition_header(True, called))
    return response


@require_http_methods(["GET", "POST"])
@requires("demo.remove")
def remove(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, ask for the owner's own log-in, and remove the demo."""
    if queries.loaded() is None:
        raise NoDemo
    form = RemoveForm(request.POST or None, needs_owner=queries.needs_owner())
    if request.method == "POST" and form.is_valid() and _removed(request, form):
        return redirect("home")
    return render(request, "demo/remove.html", {"form": form, "contents": queries.contents()})


def _removed(request: HttpRequest, form: RemoveForm) -> bool:
    staff: Any = request.user
    given = form.cleaned_data
    try:
        owner = actions.remove_demo(
            by=staff, owner_email=given.get("email", ""), owner_password=given.get("password", "")
        )
    except JorenError as problem:
        field = {"email_taken": "email", "password_too_weak": "password"}.get(problem.code)
        form.add_error(field, str(problem))
        return False
    if owner is not None:
        login(request, owner, backend=_BACKEND)
    messages.success(request, _("The demo is gone. This is your business now."))
    return True


def home_panel(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """What one can do with the demo; left out when it is gone."""
    staff: Any = request.user
    if not the_business().shows_demo:
        return None
    return {"files": queries.FILES, "may_remove": staff.may("demo.remove")}


def login_panel(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """The demo's log-ins on the log-in page, as long as the demo is there."""
    if not the_business().shows_demo:
        return None
    return {"logins": loading.logins()}
