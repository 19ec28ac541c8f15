"""The settings of LINE."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.line import actions, queries
from joren.outreach.line.errors import LineIsOff
from joren.outreach.line.forms import AccountForm
from joren.outreach.line.linking import base_url


@require_http_methods(["GET", "POST"])
@requires("line.account")
def account(request: HttpRequest) -> HttpResponse:
    """Set up the official account."""
    staff: Any = request.user
    stored = queries.the_account()
    form = AccountForm(request.POST if request.method == "POST" else None, instance=stored)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_account(form.save(commit=False), secret=given["secret"], token=given["token"], by=staff)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("line:account")
    context = {
        "form": form,
        "account": stored,
        "standing": queries.standing(stored) if stored else None,
        "webhook": base_url() + reverse("line_public:webhook"),
        "is_public": base_url().startswith("https://"),
        "friend_url": queries.add_friend_url(stored),
    }
    return render(request, "line/account.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("line.account")
def test(request: HttpRequest) -> HttpResponse:
    """Ask LINE who the account is and how many messages are left, sending nothing."""
    stored = queries.the_account()
    if stored is None:
        raise LineIsOff
    known = actions.test_account(stored)
    messages.success(request, _("LINE accepts the account: %(name)s") % {"name": known})
    return redirect("line:account")


@require_POST
@requires("line.account")
def retry_events(request: HttpRequest) -> HttpResponse:
    """Handle once more what could not be handled."""
    staff: Any = request.user
    number = actions.retry_events(by=staff)
    messages.success(request, _("%(number)s events are handled once more.") % {"number": number})
    return redirect("line:account")
