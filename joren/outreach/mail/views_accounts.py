"""Pages of the mail accounts: which there are, what each may send, and whether it works."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem

from . import accounts, actions, pictures, queries, sending
from .forms import AccountForm, ProviderLimitForm
from .models import MailAccount, ProviderLimit


@require_GET
@requires("mail.account")
def overview(request: HttpRequest) -> HttpResponse:
    """All accounts, with what they sent and may still send today."""
    context = {
        "rows": [_row(account) for account in queries.accounts()],
        "limits": ProviderLimit.objects.order_by("provider"),
        "problem": _problem(),
        "business": the_business(),
        "base_url": sending.base_url(),
    }
    return render(request, "mail/accounts.html", context)


def _row(account: MailAccount) -> dict[str, Any]:
    used = accounts.used_now([account.pk])
    hour, day = (number for _key, number in sorted(used.items(), key=lambda item: item[0][0] == "day"))
    return {"account": account, "this_hour": hour, "today": day, "allowed": accounts.allowed_today(account)}


def _problem() -> JorenError | None:
    """What would stop a campaign at this moment."""
    try:
        for account in queries.accounts_for("marketing"):
            sending.check_may_send(account, the_business(), sending.base_url())
    except JorenError as problem:
        return problem
    return None


@require_http_methods(["GET", "POST"])
@requires("mail.account")
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Set up an account, a new one or one there is."""
    staff: Any = request.user
    stored = queries.account(pk) if pk else None
    form = AccountForm(request.POST if request.method == "POST" else None, instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.set_account(
                form.save(commit=False), password=form.new_password, webhook_key=form.new_webhook_key, by=staff
            )
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("mail:account_edit", kept.pk)
    shown: dict[str, Any] = {
        "form": form,
        "account": stored,
        "business": the_business(),
        "base_url": sending.base_url(),
    }
    if stored is not None:
        shown |= {"warming": pictures.warming(stored), "webhook": _webhook(stored)}
    return render(request, "mail/account.html", shown, status=422 if form.is_bound else 200)


def _webhook(account: MailAccount) -> str:
    """The address the provider is told to report to; "" for a plain server, which reports by mail."""
    if account.provider == MailAccount.Provider.SMTP or not account.webhook_name:
        return ""
    return sending.base_url() + reverse("mail_hooks:told", args=[account.webhook_name])


@require_POST
@requires("mail.account")
def test_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """Connect and log in, sending nothing."""
    try:
        actions.test_account(queries.account(pk))
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}")
    else:
        messages.success(request, _("The server accepts this account."))
    return redirect("mail:account_edit", pk)


@require_POST
@requires("mail.account")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an account away."""
    staff: Any = request.user
    actions.delete_account(queries.account(pk), by=staff)
    messages.success(request, _("The account was removed."))
    return redirect("mail:account")


@require_http_methods(["GET", "POST"])
@requires("mail.account")
def limit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """What a provider allows all accounts together."""
    staff: Any = request.user
    stored = get_object_or_404(ProviderLimit, pk=pk) if pk else None
    form = ProviderLimitForm(request.POST if request.method == "POST" else None, instance=stored)
    if request.method == "POST" and "remove" in request.POST and stored is not None:
        actions.remove_limit(stored, by=staff)
        return redirect("mail:account")
    if request.method == "POST" and form.is_valid():
        actions.set_limit(form.save(commit=False), by=staff)
        messages.success(request, _("Saved."))
        return redirect("mail:account")
    known = sorted({account.provider_key for account in queries.accounts()})
    shown = {"form": form, "limit": stored, "known": known}
    return render(request, "mail/limit.html", shown, status=422 if form.is_bound else 200)
