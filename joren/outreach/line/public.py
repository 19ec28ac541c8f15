"""What is open without log-in: the webhook, which only LINE can sign for, and the pages for linking one's LINE."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError
from joren.outreach.responses.guesses import Guesses
from joren.record.customers.models import Customer
from joren.record.customers.queries import current_id

from . import actions, linking, queries
from .actions.linking import BY_LINK
from .errors import CodeUnusable
from .forms import CodeForm
from .rules import codes
from .rules.incoming import events_of
from .rules.signature import is_genuine

_LARGEST = 2 * 1024 * 1024
GUESSES: Final = Guesses()
"""Who guessed codes or addresses lately."""
_DIALOG = "https://access.line.me/dialog/bot/accountLink"


@csrf_exempt  # the signature on the raw body is the right to do this
@login_not_required
@never_cache
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Keep what LINE tells, and answer at once; a worker handles it. Without a true signature nothing is kept."""
    account = queries.the_account()
    body = request.body if _size(request) <= _LARGEST else b""
    secret = queries.secret_of(account) if account else ""
    if not is_genuine(secret, body, request.headers.get("X-Line-Signature", "")):
        return HttpResponse("signature", status=401, content_type="text/plain")
    try:
        events = events_of(body)
    except ValueError:
        return HttpResponse("body", status=400, content_type="text/plain")
    actions.store(events)
    return HttpResponse(status=200)


def _size(request: HttpRequest) -> int:
    given = request.headers.get("Content-Length", "0")
    return int(given) if given.isascii() and given.isdigit() else 0


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A customer's own page: GET explains, POST gives a code and the button that sends it in LINE."""
    customer_id = None if GUESSES.too_many(_caller(request)) else linking.customer_of(token)
    customer = Customer.objects.filter(pk=current_id(customer_id)).first() if customer_id else None
    if customer is None:
        GUESSES.wrong(_caller(request))
        return _page(request, "line/public/gone.html", status=404)
    if request.method != "POST":
        return _page(request, "line/public/link.html")
    ticket = actions.issue_ticket(customer_id=customer.pk, lives=BY_LINK, by=None)
    shown = codes.shown(ticket.code)
    words = _("Linking code: %(code)s") % {"code": shown}
    return _page(
        request, "line/public/code.html", code=shown, words=words, say_url=queries.say_url(queries.the_account(), words)
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """From the button in the chat: whoever enters a code goes on to LINE, which says who they are (account link)."""
    token = (request.POST if request.method == "POST" else request.GET).get("linkToken", "")[:200]
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not token:
        return _page(request, "line/public/gone.html", status=404)
    if request.method == "POST" and form.is_valid():
        try:
            return _page(request, "line/public/connect.html", go_on=_go_on(request, token, form.cleaned_data["code"]))
        except JorenError as problem:
            form.add_error("code", f"{problem} {problem.remedy_sentence}".strip())
    status = 422 if form.is_bound else 200
    return _page(request, "line/public/connect.html", status=status, form=form, token=token)


def _go_on(request: HttpRequest, token: str, written: str) -> str:
    """LINE's page that finishes the link. Raises `CodeUnusable`; whoever guesses often is not heard for a while."""
    code = codes.found_in(written)
    if code is None or GUESSES.too_many(_caller(request)):
        GUESSES.wrong(_caller(request))
        raise CodeUnusable
    try:
        nonce = actions.nonce_for(code)
    except CodeUnusable:
        GUESSES.wrong(_caller(request))
        raise
    return f"{_DIALOG}?{urlencode({'linkToken': token, 'nonce': nonce})}"


def _page(request: HttpRequest, template: str, status: int = 200, **context: object) -> HttpResponse:
    account = queries.the_account()
    whole = {"business": the_business(), "account": account, "friend_url": queries.add_friend_url(account)} | context
    return render(request, template, whole, status=status)


def _caller(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
