"""Pages of mails that came back: what they did, the mailboxes they come from, and one by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem

from . import polling, queries, returns
from .forms import PastedMailForm, ReturnMailboxForm
from .models import ReturnedMail, ReturnMailbox
from .returns_listing import ReturnsTable


@require_GET
@requires("mail.returns")
def overview(request: StaffRequest) -> HttpResponse:
    """What came back, the newest first."""
    table = ReturnsTable(request, queries.returned())
    shown = {
        "mailboxes": ReturnMailbox.objects.all(),
        "may_set_up": request.user.may("mail.account"),
        "by_reason": queries.returns_by_reason(),
    }
    return table.response("mail/returns.html", shown)


@require_http_methods(["GET", "POST"])
@requires("mail.returns")
def paste(request: HttpRequest) -> HttpResponse:
    """Take in a mail by hand: its source, or a file."""
    posted = request.method == "POST"
    form = PastedMailForm(request.POST if posted else None, request.FILES if posted else None)
    taken: list[ReturnedMail] | None = None
    if posted and form.is_valid():
        given = form.cleaned_data
        raw = given["file"].read() if given.get("file") else str(given["text"]).lstrip().encode()
        taken = returns.take_in(raw, source="pasted")
        if not taken:
            messages.info(request, _("This mail was taken in before: nothing has changed."))
    context = {"form": form, "taken": taken}
    return render(request, "mail/paste.html", context, status=422 if form.is_bound and taken is None else 200)


@require_POST
@requires("mail.account")
def block(request: HttpRequest, pk: int) -> HttpResponse:
    """A person decides that an address nobody could match is gone."""
    staff: Any = request.user
    unmatched = get_object_or_404(ReturnedMail, pk=pk, effect=ReturnedMail.Effect.UNMATCHED)
    returns.block_by_hand(unmatched, by=staff)
    messages.success(request, _("The address is blocked."))
    return redirect("mail:returns")


@require_http_methods(["GET", "POST"])
@requires("mail.account")
def mailbox(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A mailbox that is looked through."""
    staff: Any = request.user
    stored = get_object_or_404(ReturnMailbox, pk=pk) if pk else None
    if request.method == "POST" and "remove" in request.POST and stored is not None:
        polling.remove_mailbox(stored, by=staff)
        return redirect("mail:returns")
    form = ReturnMailboxForm(request.POST if request.method == "POST" else None, instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            kept = polling.set_mailbox(form.save(commit=False), password=form.new_password, by=staff)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            return _looked(request, kept)
    shown = {"form": form, "mailbox": stored}
    return render(request, "mail/return_mailbox.html", shown, status=422 if form.is_bound else 200)


@require_POST
@requires("mail.account")
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look into a mailbox now."""
    return _looked(request, get_object_or_404(ReturnMailbox, pk=pk))


def _looked(request: HttpRequest, mailbox: ReturnMailbox) -> HttpResponse:
    number = polling.look_into(mailbox)
    mailbox.refresh_from_db()
    if mailbox.problem:
        messages.error(request, _("The mailbox cannot be read: %(problem)s") % {"problem": mailbox.problem})
        return redirect("mail:return_mailbox", mailbox.pk)
    messages.success(request, _("The mailbox was looked through: %(number)s new mails.") % {"number": number})
    return redirect("mail:returns")
