"""The pages messages lead to. Open without log-in: the signed token in the address says whose message it was.

Opening a picture or following a link only counts a response. Nothing here changes what a person receives on GET,
because scanners of mail providers follow every link; only buttons of the page and the one-click POST of RFC 8058 do.
"""

import logging
from base64 import b64decode
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.outreach.content.rules.tokens import Purpose, TokenKey

from . import changing_address, preferences, stopping
from .addressed import Reader, masked, reader_of
from .errors import TooManyChanges
from .guesses import Guesses
from .rules.hits import Hit, Kind
from .spool import Spool
from .targets import Targets

log = logging.getLogger(__name__)

SPOOL: Final = Spool()
TARGETS: Final = Targets()
GUESSES: Final = Guesses()
_PIXEL: Final = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_NOT_KEPT: Final = {"Cache-Control": "no-store, no-cache, private, max-age=0"}
"""What Django's `never_cache` says, without working it out for each of thousands of pixels."""
_HOUR: Final = 3600
_MOST_CHANGES: Final = 30
_MOST_MAILS: Final = 3
_TEST: Final = 0
"""The delivery id in the links of a test message."""


@login_not_required
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The picture at the end of a mail; showing it counts as opening. The same picture for a token that is none."""
    found = _read(request, "open", token)
    if found:
        _keep(request, "o", found)
    return HttpResponse(_PIXEL, content_type="image/gif", headers=_NOT_KEPT)


@login_not_required
@require_safe
def clicked(request: HttpRequest, token: str) -> HttpResponse:
    """Go on to a link of a message. Where it leads is stored here, never in the address."""
    found = _read(request, "click", token)
    target = TARGETS.find(*found) if found else None
    if found is None or target is None:
        return _gone(request)
    _keep(request, "c", found)
    return HttpResponseRedirect(target, headers=_NOT_KEPT | {"Referrer-Policy": "no-referrer"})


def _keep(request: HttpRequest, kind: Kind, found: tuple[int, int]) -> None:
    """Append to the spool; whoever reads a message goes on also when the disk is full."""
    meta = request.META
    at = int(clock.now().timestamp() * 1000)
    caller, agent = meta.get("REMOTE_ADDR", ""), meta.get("HTTP_USER_AGENT", "")
    try:
        SPOOL.append(Hit(kind, found[0], found[1], at, request.method or "GET", caller, agent))
    except OSError:
        log.exception("a response could not be kept")


@csrf_exempt  # the token is the right to do this; mail providers cannot know a CSRF token (RFC 8058)
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the page with the choice; POST stops messages (one click) or keeps the choice."""
    found = _read(request, "unsubscribe", token)
    with translation.override(_language(request)):
        if found and found[0] == _TEST:
            return render(request, "responses/public/test.html")
        reader = reader_of(found[0]) if found else None
        if reader is None:
            return _gone(request)
        if request.method != "POST":
            return _page(request, reader, token)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            how = _("one-click unsubscribe of the mail program")
            stopping.unsubscribe(reader, how=how, at=clock.now())
            return HttpResponse(_("You will receive no more of these mails."), content_type="text/plain; charset=utf-8")
        return _changed(request, reader, token)


def _changed(request: HttpRequest, reader: Reader, token: str) -> HttpResponse:
    """What a button of the page does. A stop is never refused."""
    if not {"choose", "pause", "resume", "new_address"} & set(request.POST):
        return _stopped(request, reader, token)
    try:
        _limit("changes", reader, _MOST_CHANGES)
        return _page(request, reader, token, saved=_do(request, reader))
    except JorenError as problem:
        return _page(request, reader, token, problem=problem)


def _do(request: HttpRequest, reader: Reader) -> str:
    """Do it, and say what was done."""
    if "pause" in request.POST:
        preferences.pause(reader)
        return _("Messages are paused for a month.")
    if "resume" in request.POST:
        preferences.resume(reader)
        return _("Messages come again from now on.")
    if "new_address" in request.POST:
        _limit("mails", reader, _MOST_MAILS)
        address = reverse("responses_public:address", args=["TOKEN"])
        link = f"{request.build_absolute_uri(address)}?lang={translation.get_language()}"
        new = changing_address.ask(reader, request.POST["new_address"], link)
        return _("A mail was sent to %(address)s. Press the button in it to finish the change.") % {"address": new}
    preferences.keep(reader, request.POST)
    return _("Your choice was saved.")


def _stopped(request: HttpRequest, reader: Reader, token: str) -> HttpResponse:
    if "stop_all" in request.POST:
        stopping.stop_everything(reader, how=_("“Stop everything” on the preference page"), at=clock.now())
    else:
        stopping.unsubscribe(reader, how=_("button on the unsubscribe page"), at=clock.now())
    context = {
        "business": the_business(),
        "token": token,
        "everything": "stop_all" in request.POST,
        "channel": reader.channel,
    }
    return render(request, "responses/public/stopped.html", context)


@csrf_exempt  # the token is the right to do this
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks to confirm the new address, the button's POST makes it the one messages go to."""
    found = changing_address.read(token)
    reader = reader_of(found[0]) if found else None
    with translation.override(_language(request)):
        if found is None or reader is None:
            return _gone(request)
        _delivery, old, new = found
        done = changing_address.confirm(reader, old, new) if request.method == "POST" else None
        context = {"business": the_business(), "new": new, "old": masked(old), "done": done}
        return render(request, "responses/public/address.html", context)


def _page(
    request: HttpRequest, reader: Reader, token: str, *, saved: str = "", problem: JorenError | None = None
) -> HttpResponse:
    context = {
        "business": the_business(),
        "page": preferences.page_of(reader),
        "saved": saved,
        "problem": problem,
        "token": token,
        "other_language": "ja" if translation.get_language() == "en" else "en",
    }
    return render(request, "responses/public/preferences.html", context, status=problem.status if problem else 200)


def _language(request: HttpRequest) -> str:
    """Japanese unless the page's own switch says otherwise; nothing is kept about the reader."""
    wanted = request.GET.get("lang", "")
    return wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


def _limit(what: str, reader: Reader, most: int) -> None:
    """Raise `TooManyChanges` for more than `most` within an hour on the page of one person.

    The moments themselves are kept: adding to a stored number fails when it expires in between, and prolongs it by
    the cache's own time when it does not.
    """
    key, now = f"responses.{what}.moments.{reader.customer_id}", clock.now().timestamp()
    lately = [moment for moment in cache.get(key, []) if moment > now - _HOUR]
    if len(lately) >= most:
        raise TooManyChanges
    cache.set(key, [*lately, now], timeout=_HOUR)


def _read(request: HttpRequest, purpose: Purpose, token: str) -> tuple[int, int] | None:
    """What the token says; None for a bad one, and for whoever guesses often."""
    caller = request.META.get("REMOTE_ADDR", "")
    found = _key().read(purpose, token)
    if found is None:
        GUESSES.wrong(caller)
        return None
    return None if GUESSES.too_many(caller) else found


_KEYS: dict[str, TokenKey] = {}


def _key() -> TokenKey:
    secret = settings.SECRET_KEY
    if secret not in _KEYS:
        _KEYS.clear()
        _KEYS[secret] = TokenKey(secret)
    return _KEYS[secret]


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "responses/public/gone.html", {"business": the_business()}, status=404)
