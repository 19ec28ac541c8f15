"""The page of templates with live counts, and keeping a segment's rule as one."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError

from . import actions, queries
from .forms import TemplateForm
from .templating import Template, counts, templates
from .views import staff_of


@require_GET
@requires("segments.view")
def show(request: HttpRequest) -> HttpResponse:
    """Everything to start from; how many people each finds follows right after the page."""
    shown = {"groups": _groups(templates(), {}), "may_change": staff_of(request).may("segments.change")}
    return render(request, "library/templates.html", shown)


@require_GET
@requires("segments.view")
def counted(request: HttpRequest) -> HttpResponse:
    """The same with the counts."""
    found = templates()
    shown: dict[str, Any] = {"may_change": staff_of(request).may("segments.change"), "counted": True}
    try:
        shown["groups"] = _groups(found, counts(found))
    except JorenError as problem:
        shown |= {"groups": _groups(found, {}), "problem": problem}
    part = "#cards" if request.headers.get("HX-Request") else ""
    return render(request, f"library/templates.html{part}", shown)


@require_http_methods(["GET", "POST"])
@requires("segments.change")
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the rule of a segment as a template."""
    segment = queries.get_segment(key)
    form = TemplateForm(request.POST or None, initial={"name": segment.name, "why": segment.note})
    if request.method == "POST" and form.is_valid():
        saved = actions.save_template(segment, by=staff_of(request), **form.cleaned_data)
        messages.success(request, _("“%(name)s” is a template now.") % {"name": saved.name})
        return redirect("segments:templates")
    shown = {"form": form, "segment": segment, "sentence": queries.sentence(segment)}
    return render(request, "library/template_save.html", shown, status=422 if form.is_bound else 200)


@require_POST
@requires("segments.change")
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove one of the business's own templates."""
    removed = actions.remove_template(key, by=staff_of(request))
    messages.success(request, _("The template “%(name)s” is removed.") % {"name": removed.name})
    return redirect("segments:templates")


def _groups(found: list[Template], numbers: dict[str, int]) -> list[tuple[str, list[tuple[Template, int | None]]]]:
    """The templates under their headings, each with its count where that is known."""
    return [
        (group, [(each, numbers.get(each.key)) for each in some])
        for group, some in groupby(found, key=lambda each: each.group)
    ]
