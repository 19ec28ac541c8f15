"""Pages of short messages: the account, what people answered, the live counter."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem

from . import actions, queries
from .adapters.http import NO_ANSWER, NO_CONNECTION, Answer
from .forms import AccountForm, TestForm
from .models import SmsAccount
from .rules.lengths import LONGEST, measure

_SHOWN = 200
_MOST_COUNTED = 5_000


@require_http_methods(["GET", "POST"])
@requires("sms.account")
def account(request: StaffRequest) -> HttpResponse:
    """Set up the account."""
    stored = queries.the_account()
    form = AccountForm(request.POST if request.method == "POST" else None, instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_account(form.save(commit=False), token=form.cleaned_data["token"], by=request.user)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("sms:account")
    context = {"form": form, "test_form": TestForm(), **_webhook(queries.the_account())}
    return render(request, "sms/account.html", context, status=422 if form.is_bound else 200)


def _webhook(stored: SmsAccount | None) -> dict[str, object]:
    base = settings.BASE_URL.rstrip("/")
    is_twilio = stored is None or stored.provider == SmsAccount.Provider.TWILIO
    return {
        "account": stored,
        "is_public": base.startswith("https://"),
        "is_twilio": is_twilio,
        "webhook": base + reverse("sms_public:twilio" if is_twilio else "sms_public:told"),
        "secret": queries.webhook_secret_of(stored) if stored and not is_twilio else "",
    }


@require_POST
@requires("sms.account")
def test(request: StaffRequest) -> HttpResponse:
    """Send one short message to oneself."""
    form = TestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Fill in a number and a text."))
        return redirect("sms:account")
    answer = actions.send_test(to=form.cleaned_data["to"], text=form.cleaned_data["text"], by=request.user)
    if answer.status in (200, 201, 202):
        messages.success(request, _("The provider took the message."))
    else:
        messages.error(request, _not_taken(answer))
    return redirect("sms:account")


def _not_taken(answer: Answer) -> str:
    """Why a test did not go. Without any answer there is only what the network says."""
    if answer.status in (NO_ANSWER, NO_CONNECTION):
        return _("The provider cannot be reached. Check its address, then try again. (%(text)s)") % {
            "text": answer.text
        }
    return _("The provider refused: %(text)s") % {"text": f"{answer.status} {answer.text}"}


@require_GET
@requires("sms.answers")
def answers(request: HttpRequest) -> HttpResponse:
    """What people wrote back."""
    return render(request, "sms/answers.html", {"rows": queries.answers()[:_SHOWN]})


@require_POST
@requires("sms.answers")
def count(request: HttpRequest) -> JsonResponse:
    """The length, parts and price of a text, for whoever writes one."""
    length = measure(request.POST.get("text", "")[:_MOST_COUNTED])
    told = {"units": length.units, "parts": length.parts, "left": length.left, "fits": length.fits, "limit": LONGEST}
    return JsonResponse(told | {"yen": float(queries.yen_per_part() * length.parts)})
