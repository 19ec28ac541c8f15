"""Pieces that apps put on another app's page: drawn where the page has a slot for them."""

from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.template.loader import render_to_string

from joren.foundation.registry import Panel, entries, resolve
from joren.foundation.registry.entries import Text


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel ready to be shown. `html` is safe: it comes from the panel's own template."""

    key: str
    title: Text
    width: Literal["main", "side"]
    html: str


def panels(slot: str, request: HttpRequest, subject: Any) -> list[DrawnPanel]:
    """The panels of a slot for this person and subject, in their order; those that have nothing to say are left out."""
    declared = sorted((panel for panel in entries(Panel) if panel.slot == slot), key=lambda panel: panel.order)
    drawn = (_drawn(panel, request, subject) for panel in declared if _may_see(panel, request))
    return [panel for panel in drawn if panel is not None]


def _may_see(panel: Panel, request: HttpRequest) -> bool:
    staff: Any = request.user
    return not panel.permission or bool(staff.is_authenticated and staff.may(panel.permission))


def _drawn(panel: Panel, request: HttpRequest, subject: Any) -> DrawnPanel | None:
    context = resolve(panel.context)(request, subject)
    if context is None:
        return None
    html = render_to_string(panel.template, {"panel": panel, "subject": subject, **context}, request=request)
    return DrawnPanel(panel.key, panel.title, panel.width, html)
