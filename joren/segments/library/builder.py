"""The page where a rule is put together. Each button is a form post; the draft travels in a hidden field.

Nothing is kept on the server before "save", so two people may build at once, and the page works without JavaScript;
htmx sends the same form whenever a choice changes.
"""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.tree import to_json

from . import actions, queries
from .building import is_unfinished, read_draft, result_of, view_of
from .draft import Node, changed, dumped, from_rule, loaded, new_draft, to_rule
from .forms import NameForm, NewNameForm
from .inputs import overlay
from .models import Segment
from .views import staff_of


@require_http_methods(["GET", "POST"])
@requires("segments.change")
def new(request: HttpRequest) -> HttpResponse:
    """Build a new segment."""
    return _page(request, None)


@require_http_methods(["GET", "POST"])
@requires("segments.change")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a segment: what is saved is a new version of it."""
    return _page(request, queries.get_segment(key))


def _page(request: HttpRequest, segment: Segment | None) -> HttpResponse:
    known, form_type = catalogue(), NameForm if segment else NewNameForm
    if request.method != "POST":
        draft = from_rule(segment.rule) if segment else new_draft()
        start = {"name": segment.name, "note": segment.note} if segment else None
        return _shown(request, segment, known, draft, form_type(initial=start))
    draft, told = _posted(request, known)
    deed, _colon, address = request.POST.get("do", "").partition(":")
    form = form_type(request.POST)
    if deed == "save" and not told:
        return _saved(request, segment, known, draft, form)
    unbound = form_type(initial={name: request.POST.get(name, "") for name in form.fields})
    return _shown(request, segment, known, changed(draft, deed, address), unbound, told=told)


def _posted(request: HttpRequest, known: Catalogue) -> tuple[Node, str]:
    """The draft as posted, and what is wrong with a pasted rule."""
    draft = loaded(request.POST.get("draft", ""))
    overlay(draft, request.POST, known)
    if request.POST.get("do") != "paste":
        return draft, ""
    try:
        return from_rule(to_json(read_rule(json.loads(request.POST.get("json", "")), known))), ""
    except InvalidRule as broken:
        return draft, str(broken)
    except (ValueError, RecursionError):
        return draft, _("This is not JSON.")


def _saved(
    request: HttpRequest, segment: Segment | None, known: Catalogue, draft: Node, form: NameForm
) -> HttpResponse:
    bound, _problems = read_draft(draft, known)
    if form.is_valid() and bound:
        try:
            given = {**form.cleaned_data, "key": segment.key if segment else form.cleaned_data["key"]}
            if not segment and queries.is_taken(given["key"]):
                form.add_error("key", _("There is a segment with this key already."))
            else:
                return _done(request, draft, given)
        except JorenError as problem:
            tell_problem(form, problem)
    return _shown(request, segment, known, draft, form, complete=True, status=422)


def _done(request: HttpRequest, draft: Node, given: dict[str, Any]) -> HttpResponse:
    seen = request.POST.get("version", "")
    saved = actions.save(
        rule=to_rule(draft)[0],
        name=given["name"],
        key=given["key"],
        note=given["note"],
        seen_version=int(seen) if seen.isdigit() else None,
        by=staff_of(request),
    )
    actions.count(saved)
    messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
    return redirect("segments:detail", saved.key)


def _shown(
    request: HttpRequest,
    segment: Segment | None,
    known: Catalogue,
    draft: Node,
    form: NameForm,
    *,
    told: str = "",
    complete: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Draw the builder. `complete`: what is still to be chosen counts as wrong."""
    bound, problems = read_draft(draft, known)
    rule = to_rule(draft)[0]
    context = {
        "segment": segment,
        "form": form,
        "draft": dumped(draft),
        "root": view_of(draft, known, problems, segment.key if segment else ""),
        "result": result_of(bound, staff_of(request)),
        "problems": sum(map(len, problems.values())),
        "is_unfinished": not complete and is_unfinished(problems),
        "json": json.dumps(rule, ensure_ascii=False, indent=2),
        "pasted": request.POST.get("json", "") if told else "",
        "told": told,
    }
    part = "#builder" if request.headers.get("HX-Request") else ""
    return render(request, f"library/builder.html{part}", context, status=status)
