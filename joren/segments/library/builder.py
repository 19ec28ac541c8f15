"""The page where a rule is put together. Each button is a form post; the draft travels in a hidden field.

Nothing is kept on the server before "save", so two people may build at once, and the page works without JavaScript;
htmx sends the same form whenever a choice changes.
"""

import json
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
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

_DIGITS: Final = 9


@require_http_methods(["GET", "POST"])
@requires("segments.change")
def new(request: HttpRequest) -> HttpResponse:
    """Build a new segment."""
    return _page(request, None)


@require_http_methods(["GET", "POST"])
@requires("segments.change")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a segment: what is saved is a new version of it."""
    with transaction.atomic():  # what the form compares with is what is written over
        return _page(request, queries.get_segment(key, locked=request.POST.get("do") == "save"))


def _page(request: HttpRequest, segment: Segment | None) -> HttpResponse:
    known, form_type = catalogue(), NameForm if segment else NewNameForm
    if request.method != "POST":
        draft = from_rule(segment.rule) if segment else new_draft()
        return _shown(request, segment, known, draft, form_type(segment=segment))
    draft, told = _posted(request, known)
    deed, _colon, address = request.POST.get("do", "").partition(":")
    form = form_type(request.POST, segment=segment)
    if deed == "save" and not told:
        return _saved(request, segment, known, draft, form)
    unbound = form_type(initial={name: request.POST.get(name, "") for name in form.fields})
    as_shown = form.as_shown if segment else ""
    return _shown(request, segment, known, changed(draft, deed, address), unbound, told=told, as_shown=as_shown)


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
            if not segment and queries.is_taken(form.cleaned_data["key"]):
                form.add_error("key", _("There is a segment with this key already."))
            else:
                return _done(request, segment, draft, form.given() if segment else form.cleaned_data)
        except JorenError as problem:
            tell_problem(form, problem)
    return _shown(request, segment, known, draft, form, complete=True, status=422)


def _done(request: HttpRequest, segment: Segment | None, draft: Node, given: dict[str, Any]) -> HttpResponse:
    """Save what this person changed: a rule that is as the page showed it overwrites nobody's newer one."""
    written, seen = request.POST.get("version", ""), None
    rule = to_rule(draft)[0]
    if segment is not None:
        seen = int(written) if written.isascii() and written.isdigit() and len(written) < _DIGITS else segment.version
        shown = queries.rule_of_version(segment, seen)
        if shown is not None and rule == to_rule(from_rule(shown))[0]:
            rule, seen = segment.rule, segment.version
        given = {**given, "key": segment.key}
    saved = actions.save(rule=rule, seen_version=seen, by=staff_of(request), **given)
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
    as_shown: str = "",
    complete: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Draw the builder. `complete`: what is still to be chosen counts as wrong."""
    bound, problems = read_draft(draft, known)
    rule = to_rule(draft)[0]
    context = {
        "segment": segment,
        "form": form,
        "seen_version": request.POST.get("version", segment.version if segment else ""),
        "as_shown": as_shown or (form.as_shown if segment else ""),
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
