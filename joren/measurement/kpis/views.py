"""The page of the ten measures."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.audit.actions import record
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.insight.reports import exporting, keeping
from joren.record.shops.models import Shop
from joren.record.shops.queries import shops_visible_to

from . import presenting
from .errors import NoShopOfTheirs
from .rules.periods import FOUR_WEEKS, MONTH, QUARTER

PERIODS = ((MONTH, _("Month"), "m"), (FOUR_WEEKS, _("4 weeks"), "w"), (QUARTER, _("Quarter"), "q"))


@require_GET
@requires("kpis.view")
def kpi_page(request: StaffRequest) -> HttpResponse:
    """Each measure a card."""
    by, shops = request.GET.get("by", MONTH), list(shops_visible_to(request.user).order_by("code"))
    shown = {"periods": PERIODS, "shops": shops, "by": by, "may_export": request.user.may("reports.export")}
    try:
        shop = shop_of(request, shops)
        found = presenting.page(
            by=by, shop=shop, as_of=_day(request), wait=False, may_open=request.user.may("reports.view")
        )
    except (JorenError, KeyError) as problem:
        return render(request, "kpis/page.html", {**shown, "problem": problem, "by": MONTH}, status=400)
    shown |= {"found": found, "shop": shop, "as_of": request.GET.get("as_of", ""), "here": request.get_full_path()}
    return render(request, "kpis/page.html", shown)


@require_POST
@requires("reports.export")
def download(request: StaffRequest) -> HttpResponse:
    """All measures over all periods as CSV; the audit trail says who took it."""
    names = ("by", "shop", "as_of")
    result = keeping.answer("kpis", {name: request.POST.get(name, "") for name in names}, staff=None)
    record("exported", by=request.user, subject_type="report", subject_id="kpis", label=str(result.report.label))
    response = HttpResponse(exporting.as_csv(result, "main"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kpis-{clock.today():%Y%m%d}.csv"'
    return response


def shop_of(request: StaffRequest, shops: list[Shop]) -> str:
    """The code of the shop that is shown; "" is all. Shop staff see one of theirs, the first unless they choose.

    Raises `NoShopOfTheirs`.
    """
    wanted = request.GET.get("shop", "")
    if wanted and wanted not in {shop.code for shop in shops}:
        raise NoShopOfTheirs(shop=wanted[:50])
    if wanted or not limited(request.user):
        return wanted
    if not shops:
        raise NoShopOfTheirs(shop="–")
    return str(shops[0].code)


def limited(staff: object) -> bool:
    """Whether a person sees only shops of theirs."""
    return str(getattr(staff, "role", "")) == "shop_staff"


def _day(request: StaffRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None
