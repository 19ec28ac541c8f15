"""Taking coupons at the counter: look, confirm, and take back what was pressed by mistake."""

from typing import Any
from uuid import uuid4

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.record.customers.queries import find
from joren.record.shops.queries import shops_visible_to

from . import queries, redeeming
from .forms import TillForm
from .models import Redemption
from .offers import Use

_LATEST = 10
# The reader of squares starts its worker from a text of its own.
_CAMERA = csp_update({"worker-src": ["'self'", "blob:"]})


@require_GET
@_CAMERA
@requires("coupons.redeem")
def till(request: StaffRequest) -> HttpResponse:
    """A field for the code; with ``?code=`` what it gives for this purchase, and the button that uses it."""
    asked = "code" in request.GET
    given = request.GET.copy()
    given.setdefault("key", str(uuid4()))
    latest = _latest(request)
    done = next((one for one in latest if str(one.pk) == given.get("done")), None)
    initial = {"key": given["key"], "shop": latest[0].shop if latest else None}  # whoever takes one stays at the shop
    form = TillForm(given if asked else None, shops=_shops(request), initial=initial)
    context: dict[str, Any] = {"form": form, "latest": latest, "done": done}
    if asked and form.is_valid():
        try:
            offer = redeeming.check(_use(form, request))
        except JorenError as problem:
            context["problem"] = problem
        else:
            context |= {
                "offer": offer,
                "promise": queries.promise(offer.coupon),
                "conditions": queries.conditions(offer.coupon),
            }
    return render(request, "coupons/till.html", context)


@require_POST
@requires("coupons.redeem")
def use(request: StaffRequest) -> HttpResponse:
    """Use it. Pressed twice, it is used once: the key came with the page."""
    form = TillForm(request.POST, shops=_shops(request))
    if not form.is_valid():
        return render(request, "coupons/till.html", {"form": form, "latest": _latest(request)}, status=422)
    try:
        done = redeeming.redeem(_use(form, request), by=request.user)
    except JorenError as problem:
        context = {"form": form, "problem": problem, "latest": _latest(request)}
        return render(request, "coupons/till.html", context, status=problem.status)
    return redirect(f"{reverse('coupons:till')}?done={done.pk}")


@require_POST
@requires("coupons.redeem")
def give_back(request: StaffRequest) -> HttpResponse:
    """Take a use back: pressed by mistake, or the goods were returned."""
    redeeming.give_back(request.POST.get("key", ""), by=request.user)
    messages.success(request, _("The coupon may be used again."))
    return redirect("coupons:till")


def _use(form: TillForm, request: HttpRequest) -> Use:
    data = form.cleaned_data
    customer = find(data["customer"]) if data["customer"] else None
    return Use(
        code=data["code"].strip().rstrip("/").rpartition("/")[2],  # a scanned address ends with the code
        key=data["key"],
        amount=data["amount"],
        shop=data["shop"],
        receipt=data["receipt"].strip(),
        customer_id=customer.pk if customer else None,
        goods_confirmed=data["goods_confirmed"],
    )


def _shops(request: HttpRequest) -> Any:
    staff: Any = request.user
    return shops_visible_to(staff)


def _latest(request: StaffRequest) -> list[Redemption]:
    """What this person took last, to take back a mistake."""
    rows = Redemption.objects.filter(staff=request.user).select_related("coupon", "customer", "given", "shop")
    return list(rows.order_by("-pk")[:_LATEST])
