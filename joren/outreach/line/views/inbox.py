"""The inbox: conversations one to one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.models import Staff
from joren.foundation.accounts.permissions import requires
from joren.foundation.accounts.roles import roles_with
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.line import actions, queries
from joren.outreach.line.forms import AnswerForm, LinkForm, NewCustomerForm, TemplateForm
from joren.outreach.line.models import AnswerTemplate

_DIGITS = 8
TABS = ("open", "mine", "unlinked", "done")


@require_GET
@requires("line.inbox")
def inbox(request: HttpRequest) -> HttpResponse:
    """Conversations, newest first."""
    staff: Any = request.user
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    rows = _narrowed(queries.conversations(staff), tab, staff)
    start = max(0, _number(request.GET.get("from")))
    page = list(rows[start : start + queries.PAGE + 1])
    labels = {
        "open": pgettext("LINE conversation", "Open"),
        "mine": _("Mine"),
        "unlinked": _("Not linked yet"),
        "done": pgettext("LINE conversation", "Done"),
    }
    context = {
        "rows": page[: queries.PAGE],
        "next": start + queries.PAGE if len(page) > queries.PAGE else None,
        "tab": tab,
        "tabs": [(key, labels[key], f"?tab={key}") for key in TABS],
        "account": queries.the_account(),
    }
    return render(request, "line/inbox.html", context)


def _narrowed(rows: Any, tab: str, staff: Any) -> Any:
    if tab == "done":
        return rows.filter(is_done=True)
    rows = rows.filter(is_done=False)
    if tab == "mine":
        return rows.filter(assigned_to=staff)
    return rows.filter(customer=None) if tab == "unlinked" else rows


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


@require_http_methods(["GET", "POST"])
@requires("line.inbox")
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """One conversation; POST answers."""
    staff: Any = request.user
    friend = queries.friend(pk, staff)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(friend, text=form.cleaned_data["text"], by=staff)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            return redirect("line:conversation", pk=pk)
    context = {
        "friend": friend,
        "chat": queries.messages_of(friend),
        "form": form,
        "templates": queries.templates(),
        "people": _who_answer(),
        "link_form": LinkForm(),
        "customer_form": NewCustomerForm(initial={"name": friend.display_name}),
        "may_link": staff.may("line.link"),
        "cost": queries.forecast(1),
    }
    return render(request, "line/conversation.html", context, status=422 if form.is_bound else 200)


def _who_answer() -> list[Staff]:
    return list(Staff.objects.filter(is_active=True, role__in=roles_with("line.inbox")).order_by("name", "pk"))


@require_POST
@requires("line.inbox")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The conversation was looked at."""
    staff: Any = request.user
    actions.mark_read(queries.friend(pk, staff))
    return HttpResponse(status=204)


@require_POST
@requires("line.inbox")
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who looks after it."""
    staff: Any = request.user
    chosen = next((one for one in _who_answer() if str(one.pk) == request.POST.get("to")), None)
    actions.assign(queries.friend(pk, staff), to=chosen, by=staff)
    messages.success(request, _("Saved."))
    return redirect("line:conversation", pk=pk)


@require_POST
@requires("line.inbox")
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is to be done any more, or something after all."""
    staff: Any = request.user
    friend = queries.friend(pk, staff)
    if request.POST.get("done") == "no":
        actions.reopen(friend)
        return redirect("line:conversation", pk=pk)
    actions.close_conversation(friend)
    return redirect("line:inbox")


@require_GET
@requires("line.inbox")
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture somebody sent."""
    message = queries.picture_of(pk, request.user)  # type: ignore[arg-type]
    response = HttpResponse(bytes(message.picture or b""), content_type=message.picture_type)
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@requires("line.inbox")
def template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The ready answers: all of them, and one to write or change."""
    staff: Any = request.user
    stored = get_object_or_404(AnswerTemplate, pk=pk) if pk else None
    form = TemplateForm(request.POST if request.method == "POST" else None, instance=stored)
    if request.method == "POST" and form.is_valid():
        actions.keep_template(form.save(commit=False), by=staff)
        messages.success(request, _("Saved."))
        return redirect("line:templates")
    context = {"form": form, "template": stored, "rows": queries.templates()}
    return render(request, "line/templates.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("line.inbox")
def remove_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a ready answer away."""
    staff: Any = request.user
    actions.remove_template(get_object_or_404(AnswerTemplate, pk=pk), by=staff)
    messages.success(request, _("Deleted."))
    return redirect("line:templates")
