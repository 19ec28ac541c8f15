"""A coupon as its holder sees it. Open without log-in: the code in the address is the right to see it."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from joren.foundation.business.queries import the_business
from joren.outreach.responses.guesses import Guesses

from . import pictures, queries
from .models import CouponCode
from .rules.codes import SAMPLE, read_code, shown

GUESSES: Final = Guesses()


@login_not_required
@never_cache
@require_safe
def coupon(request: HttpRequest, code: str) -> HttpResponse:
    """The coupon with its square and bars, to be shown at the till."""
    row = _found(request, code)
    context: dict[str, Any] = {"business": the_business(), "row": row}
    if row is None:
        return render(request, "coupons/public/gone.html", context, status=404)
    context |= {
        "coupon": row.coupon,
        "shown": shown(row.code),
        "holds": queries.holds(row),
        "promise": queries.promise(row.coupon),
        "conditions": queries.conditions(row.coupon),
        "square": pictures.square_svg(row.code),
    }
    return render(request, "coupons/public/coupon.html", context)


@login_not_required
@require_safe
def square(request: HttpRequest, code: str) -> HttpResponse:
    """The square of a code, as a picture for mails."""
    return _picture(request, code, pictures.square_png)


@login_not_required
@require_safe
def bars(request: HttpRequest, code: str) -> HttpResponse:
    """The bars of a code."""
    return _picture(request, code, pictures.bars_png)


def _picture(request: HttpRequest, code: str, draw: pictures.Draw) -> HttpResponse:
    if code == SAMPLE:  # nobody's: ten previews are not ten guesses
        return HttpResponse(draw(SAMPLE), content_type="image/png")
    row = _found(request, code)
    if row is None:
        return HttpResponse(status=404)
    return HttpResponse(draw(row.code), content_type="image/png")


def _found(request: HttpRequest, typed: str) -> CouponCode | None:
    """The code; None for a wrong one, and for whoever guesses often, for a while."""
    caller = request.META.get("REMOTE_ADDR", "")
    if GUESSES.too_many(caller):
        return None
    row = queries.by_code(read_code(typed) or "")
    if row is None or row.withdrawn_at:
        GUESSES.wrong(caller)
        return None
    return row
