"""The versions of a segment: what changed, who did it, and taking an older one back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.ui.toasts import undoable

from . import actions, queries, versions
from .views import staff_of, tabs_of


@require_GET
@requires("segments.view")
def history(request: HttpRequest, key: str) -> HttpResponse:
    """Every version as a sentence, with what it changed and how many people it held."""
    segment = queries.get_segment(key)
    shown = {
        "segment": segment,
        "tabs": tabs_of(segment),
        "versions": versions.versions_of(segment),
        "may_change": staff_of(request).may("segments.change"),
    }
    return render(request, "library/versions.html", shown)


@require_POST
@requires("segments.change")
def restore(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take the rule of that version back, as a new version."""
    segment = queries.get_segment(key)
    before = segment.version
    saved = actions.restore_version(segment, number, by=staff_of(request))
    if saved.version != before:
        undoable(
            request,
            _("“%(name)s” has the rule of version %(number)s again.") % {"name": saved.name, "number": number},
            undo_url=reverse("segments:restore_version", args=[key, before]),
        )
    return redirect("segments:versions", key)
