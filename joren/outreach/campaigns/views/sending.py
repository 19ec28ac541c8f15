"""Pages of sending: a test, the last look, and the switches afterwards."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.mail.queries import active_account
from joren.record.customers import queries as customers

from .. import actions, approving, comparing, presenting, previewing, queries
from ..forms import SendForm, TestForm


@require_POST
@requires("campaigns.send")
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test to a member of staff."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    form = TestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write one e-mail address."))
        return redirect("campaigns:detail", pk)
    reference = form.cleaned_data["customer"]
    customer_id = customers.find(reference, staff).pk if reference else None
    previewing.send_test(campaign, to=form.cleaned_data["to"], customer_id=customer_id, by=staff)
    if active_account():
        messages.success(request, _("The test mail was sent."))
    else:
        messages.success(request, _("The test mail is in the mailbox."))
    return redirect("campaigns:detail", pk)


@require_http_methods(["GET", "POST"])
@requires("campaigns.send")
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Look once more, then send now or later."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    if not campaign.is_editable:
        return redirect("campaigns:detail", pk)
    form = SendForm(request.POST if request.method == "POST" else None, initial=presenting.day_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            decided = form.cleaned_data["annoyance"] or None
            actions.send(campaign, at=form.cleaned_data["at"], annoyance=decided, by=staff)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            return redirect("campaigns:detail", pk)
    preview, problem_now = previewing.tried(campaign)
    context = {
        "campaign": campaign,
        "form": form,
        "preview": preview,
        "problem": problem_now,
        "reasons": presenting.reasons(preview),
        "bars": presenting.bars(campaign, preview),
        "ways": presenting.ways(campaign, preview),
        "attention": presenting.attention(preview),
        "waits": presenting.waits(campaign),
        "approval": approving.state(campaign),
        "size": comparing.size(campaign, preview.sending, preview.first) if preview and campaign.testing else None,
        "tired_names": presenting.tired(campaign, preview, staff),
        "advice": previewing.advice(campaign, preview) if preview else [],
        "is_real": active_account() is not None,
    }
    return render(request, "campaigns/send.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("campaigns.send")
def turn(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, cancel, or take a scheduled one back."""
    staff = _staff(request)
    _VERBS[verb](queries.campaign(pk, staff), by=staff)
    return redirect("campaigns:detail", pk)


_VERBS = {
    "pause": actions.pause,
    "resume": actions.resume,
    "cancel": actions.cancel,
    "unschedule": actions.unschedule,
}


def _staff(request: HttpRequest) -> Any:
    return request.user
