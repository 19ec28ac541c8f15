"""The picture of how segments overlap, the people of each part, a part saved as a segment, the counts as a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.exporting import csv_lines
from joren.segments.catalogue.words import listed
from joren.segments.engine import run

from . import actions, queries
from .listing import MemberTable, customers_of
from .models import Segment
from .overlap import FEWEST, MOST, Overlap, Region, chosen, overlap, region_rule
from .venn import HEIGHT, WIDTH, picture
from .views import staff_of

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Part:
    """A region as the page draws it; `x` and `y` are None where the picture has no room for it."""

    region: Region
    url: str
    words: str
    x: float | None = None
    y: float | None = None


@require_GET
@requires("segments.view")
def show(request: HttpRequest) -> HttpResponse:
    """Choose two to four segments and see how they overlap."""
    keys = [key for key in request.GET.getlist("of") if key]
    shown: dict[str, Any] = {"choices": _choices(keys), "most": MOST}
    if len(set(keys)) >= FEWEST:
        try:
            shown |= _drawn(overlap(chosen(keys)))
        except JorenError as problem:
            shown["problem"] = problem
    return render(request, "library/overlap.html", shown)


@require_GET
@requires("segments.view")
def people(request: HttpRequest, region: str) -> HttpResponse:
    """The people of one part."""
    found = chosen(request.GET.getlist("of"))
    rule = region_rule(found, region)
    ids = run.members(rule)
    table = MemberTable(request, customers_of(ids, staff_of(request)).select_related("shop"))
    shown = {
        "back": _url("segments:overlap", found),
        "save_url": _url("segments:overlap_save", found, region),
        "words": _words(_region(found, region, len(ids))),
        "count": len(ids),
        "may_change": staff_of(request).may("segments.change"),
    }
    return table.response("library/overlap_people.html", shown)


@require_POST
@requires("segments.change")
def save(request: HttpRequest, region: str) -> HttpResponse:
    """Save one part as a segment of its own: inside these and outside those."""
    found = chosen(request.GET.getlist("of"))
    name = request.POST.get("name", "").strip() or _words(_region(found, region, 0))
    saved = actions.save(rule=region_rule(found, region), name=name[:200], by=staff_of(request))
    messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
    return redirect("segments:detail", saved.key)


@require_GET
@requires("segments.view")
def download(request: HttpRequest) -> HttpResponse:
    """The counts of every part as CSV; no people are in it."""
    found = overlap(chosen(request.GET.getlist("of")))
    names = [segment.name for segment in found.segments]
    rows = [[*(_("in it") if mark == "1" else _("not in it") for mark in r.key), str(r.count)] for r in found.regions]
    lines = csv_lines([*names, _("People")], rows)
    response = HttpResponse(_MARK + "".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="overlap.csv"'
    return response


def _drawn(found: Overlap) -> dict[str, Any]:
    drawing = picture({region.key: region.count for region in found.regions}, len(found.segments))
    parts = []
    for region in found.regions:
        spot = drawing.spots.get(region.key)
        place = (spot.x, spot.y) if spot else (None, None)
        parts.append(Part(region, _url("segments:overlap_people", found.segments, region.key), _words(region), *place))
    return {
        "overlap": found,
        "parts": parts,
        "shapes": list(enumerate(zip(drawing.shapes, found.segments, found.sizes, strict=True), start=1)),
        "proportional": drawing.proportional,
        "left_out": [part for part in parts if part.x is None and part.region.count],
        "width": WIDTH,
        "height": HEIGHT,
        "csv_url": _url("segments:overlap_csv", found.segments),
    }


def _choices(keys: list[str]) -> list[dict[str, Any]]:
    """One choice for each place in the picture."""
    saved = list(queries.segments().order_by("name", "pk").values_list("key", "name"))
    places = [*keys[:MOST], *[""] * MOST][:MOST]
    return [{"chosen": key, "segments": saved} for key in places]


def _region(segments: Iterable[Segment], key: str, count: int) -> Region:
    return Region(key, tuple(segment.name for segment in segments), count)


def _words(region: Region) -> str:
    """A part in words: in these, not in those."""
    inside = _("in %(names)s") % {"names": _quoted(region.inside)}
    if not region.outside:
        return inside
    return _("%(inside)s, but not in %(names)s") % {"inside": inside, "names": _quoted(region.outside)}


def _quoted(names: Iterable[str]) -> str:
    return listed(_("“%(name)s”") % {"name": name} for name in names)


def _url(name: str, segments: Iterable[Segment], *arguments: str) -> str:
    return f"{reverse(name, args=arguments)}?{urlencode([('of', segment.key) for segment in segments])}"
