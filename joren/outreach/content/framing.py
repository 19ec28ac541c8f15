"""What the pages that show messages share: frames nothing can break out of, segments to choose from, figures."""

from collections.abc import Callable
from typing import Any, Final

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from joren.foundation.errors import JorenError
from joren.record.customers.queries import customers_visible_to
from joren.segments.library.queries import segments as saved_segments

from . import previewing
from .media import Preview
from .words import HasWords, link_targets, words_of

FRAME_CSP: Final = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "img-src": ["https:", "http:", "data:"],
    "style-src": ["'unsafe-inline'", "'self'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
"""A message may show its pictures and styles and open links in a new tab; it runs nothing and sends nothing."""


def framed(view: Callable[..., Any]) -> Any:
    """Let a view answer with somebody's HTML, inside a frame of our own pages only."""
    return xframe_options_sameorigin(csp_replace(FRAME_CSP)(view))


def page(request: HttpRequest, preview: Preview | None, *, dark: bool = False, problem: object = None) -> HttpResponse:
    """What somebody would see on a channel as a page for a frame: a mail, bubbles, a text, a letter; or the problem."""
    if preview is None:
        return render(request, "content/frame.html", {"problem": problem})
    seen_so = previewing.in_light(preview, dark=dark)
    if seen_so.kind == "html":
        return HttpResponse(seen_so.html)
    if seen_so.kind == "pdf":
        return HttpResponse(seen_so.data, content_type="application/pdf")
    return render(request, "content/frame.html", {"preview": seen_so, "dark": dark})


def segments() -> list[tuple[str, str]]:
    """The saved segments by key and name."""
    return [(segment.key, segment.name) for segment in saved_segments()]


def seen(customer_id: int, staff: Any) -> int | None:
    """The customer's id when that person may see them."""
    return customers_visible_to(staff).filter(pk=customer_id).values_list("pk", flat=True).first()


def facts_of(words: HasWords, base_url: str) -> list[tuple[Any, Any]]:
    """What can be said of a message in figures: links, and what its channel counts."""
    try:
        preview = previewing.as_person(words_of(words), None, base_url=base_url)
        return [*preview.facts, *([] if not (links := link_targets(words)) else [(_("links"), len(links))])]
    except JorenError:
        return []
