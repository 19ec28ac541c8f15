"""The pages mails lead to. Open without log-in: the signed token in the address says whose mail it was.

Opening a picture or following a link only counts a response. Nothing here unsubscribes on GET, because scanners of mail
providers follow every link; only the button of the page and the one-click POST of RFC 8058 do.
"""

from base64 import b64decode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from joren.foundation.business.queries import the_business
from joren.foundation.time import clock
from joren.outreach.content.links import link_for
from joren.outreach.content.queries import link_of
from joren.outreach.content.rules.tokens import Purpose, TokenKey
from joren.outreach.delivery.models import Delivery

from . import actions, preferences

_PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_MOST_GUESSES = 60
_MINUTE = 60
_TEST = 0
"""The delivery id in the links of a test mail."""


@login_not_required
@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The picture at the end of a mail; showing it counts as opening. The same picture for a token that is none."""
    found = _read(request, "open", token)
    if found and request.method == "GET":
        actions.record_open(found[0], at=clock.now())
    return HttpResponse(_PIXEL, content_type="image/gif")


@login_not_required
@never_cache
@require_safe
def clicked(request: HttpRequest, token: str) -> HttpResponse:
    """Go on to a link of a mail. Where it leads is stored here, never in the address."""
    found = _read(request, "click", token)
    delivery = _delivery(found)
    link = link_of(delivery.origin, delivery.channel, delivery.variant, found[1]) if delivery and found else None
    target = link_for(link.target, delivery.content) if delivery and link else None
    if delivery is None or link is None or target is None:
        return _gone(request)
    if request.method == "GET":
        actions.record_click(delivery, link, at=clock.now())
    response = HttpResponseRedirect(target)
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt  # the token is the right to do this; mail providers cannot know a CSRF token (RFC 8058)
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the page with the choice; POST stops mails (one click) or keeps the choice."""
    found = _read(request, "unsubscribe", token)
    if found and found[0] == _TEST:
        return render(request, "mail/public/test.html")
    delivery = _delivery(found)
    if delivery is None:
        return _gone(request)
    if request.method != "POST":
        return _choice(request, delivery)
    if "choose" in request.POST:
        preferences.keep(delivery, set(request.POST.getlist("wanted")))
        return _choice(request, delivery, saved=True)
    one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    how = _("one-click unsubscribe of the mail program") if one_click else _("button on the unsubscribe page")
    actions.unsubscribe(delivery, how=how, at=clock.now())
    if one_click:
        return HttpResponse(_("You will receive no more of these mails."), content_type="text/plain; charset=utf-8")
    return render(request, "mail/public/stopped.html", {"business": the_business(), "token": token})


def _choice(request: HttpRequest, delivery: Delivery, *, saved: bool = False) -> HttpResponse:
    context = {
        "business": the_business(),
        "address": preferences.masked(delivery.address),
        "choices": preferences.choices(delivery),
        "saved": saved,
    }
    return render(request, "mail/public/unsubscribe.html", context)


def _read(request: HttpRequest, purpose: Purpose, token: str) -> tuple[int, int] | None:
    """What the token says; None for a bad one. Whoever guesses often is not answered any more for a while."""
    address = request.META.get("REMOTE_ADDR", "")
    key = f"mail.guesses.{address}"
    found = TokenKey(settings.SECRET_KEY).read(purpose, token)
    if found is None:
        cache.add(key, 0, timeout=_MINUTE)
        cache.incr(key)
        return None
    return None if (cache.get(key) or 0) > _MOST_GUESSES else found


def _delivery(found: tuple[int, int] | None) -> Delivery | None:
    return Delivery.objects.filter(pk=found[0], channel=actions.CHANNEL).first() if found else None


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "mail/public/gone.html", {"business": the_business()}, status=404)
