"""The page that checks a sending domain, and the keys mails are signed with."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem

from . import domains
from .forms import DkimForm
from .models import DkimKey


@require_GET
@requires("mail.account")
def overview(request: HttpRequest) -> HttpResponse:
    """What receivers will find, domain by domain."""
    keys = [(key, domains.record_of(key)) for key in DkimKey.objects.all()]
    return render(request, "mail/domains.html", {"reports": domains.reports(), "keys": keys})


@require_http_methods(["GET", "POST"])
@requires("mail.account")
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key."""
    staff: Any = request.user
    form = DkimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            domains.make_key(form.save(commit=False), by=staff)
        except JorenError as problem:
            tell_problem(form, problem, field="selector")
        else:
            messages.success(request, _("The key is made. Add its record to the DNS, then switch it on."))
            return redirect("mail:domains")
    return render(request, "mail/dkim.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@requires("mail.account")
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a key on or off, or throw it away."""
    staff: Any = request.user
    found = get_object_or_404(DkimKey, pk=pk)
    wanted = request.POST.get("do")
    try:
        if wanted == "remove":
            domains.remove_key(found, by=staff)
        else:
            domains.switch_key(found, on=wanted == "on", by=staff)
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}")
    else:
        messages.success(request, _("Saved."))
    return redirect("mail:domains")
