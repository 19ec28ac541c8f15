"""Pieces that other apps put on a page."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from joren.foundation.registry import Panel, entries, resolve

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: Any, slot: str, subject: Any = None, width: str = "") -> SafeString:
    """``{% panels "customers.detail" customer "side" %}``: the panels of a slot this person may see, in order.

    Each is framed as a card headed by the panel's title; its template draws the inside (a ``card-body``, a table, a
    list) and knows ``panel``, ``subject`` and what the panel's own `context` function gave. A panel whose function
    gives None is left out.
    """
    request = context["request"]
    chosen = [panel for panel in entries(Panel) if panel.slot == slot and width in ("", panel.width)]
    chosen.sort(key=lambda panel: (panel.order, panel.key))
    drawn = (_draw(panel, request, subject) for panel in chosen if _may_see(panel, request))
    return format_html_join("", "{}", ((html,) for html in drawn))


def _may_see(panel: Panel, request: Any) -> bool:
    return not panel.permission or (request.user.is_authenticated and request.user.may(panel.permission))


def _draw(panel: Panel, request: Any, subject: Any) -> str:
    found = resolve(panel.context)(request, subject)
    if found is None:
        return ""
    inside = render_to_string(panel.template, {"panel": panel, "subject": subject, **found}, request=request)
    return render_to_string("ui/components/panel.html", {"panel": panel, "inside": inside})
