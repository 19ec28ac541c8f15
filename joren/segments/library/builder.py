"""The page where a rule is put together. Each button is a form post; the draft travels in a hidden field.

Nothing is kept on the server before "save" but pasted lists, so two people may build at once, and the page works
without JavaScript. With it, the form is sent in pieces: the tree when its shape changes, and beside it what the rule
comes to, so that nobody waits for a count before going on.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.problems import RuleProblem
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.reading import MOST_LEVELS, read_rule
from joren.segments.catalogue.tree import to_json

from . import actions, building, queries, templating
from .choices import products_like
from .draft import Node, dumped, from_rule, loaded, new_draft, to_rule
from .drawing import Said, is_unfinished, messages_of, view_of
from .forms import NameForm, NewNameForm
from .history import History
from .inputs import Told, overlay
from .models import Segment
from .moves import done
from .picking import picker_groups
from .references import folded, kept, unfolded
from .views import staff_of

_DIGITS: Final = 9
_LOOKS: Final = {"count": "result", "keep": "result", "reach": "reach", "why": "why"}
"""Deeds after which only a piece of the page is sent anew."""
_TEMPLATES: Final = {
    "": "library/builder.html",
    "builder": "library/builder.html#builder",
    "result": "library/_result.html",
    "reach": "library/_reach.html",
    "why": "library/_why_box.html",
}


@dataclass(slots=True)
class Work:
    """What one request is about: the draft as posted and changed, its history, and what was wrong with the post."""

    segment: Segment | None
    known: Catalogue
    draft: Node
    history: History = field(default_factory=History)
    focus: str = ""
    told: Told = field(default_factory=dict)
    json_problem: str = ""


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


@require_GET
@requires("segments.change")
def products(request: HttpRequest) -> JsonResponse:
    """Products for the search field of a parameter: ``[{"value": code, "label": name}]``."""
    hits = products_like(request.GET.get("q", "").strip()[:100])
    return JsonResponse([{"value": hit.value, "label": hit.label} for hit in hits], safe=False)


def _page(request: HttpRequest, segment: Segment | None) -> HttpResponse:
    known, form_type = catalogue(), NameForm if segment else NewNameForm
    if request.method != "POST":
        begun = templating.template(key) if (key := request.GET.get("template", "")) and segment is None else None
        work = Work(segment, known, from_rule(begun.rule) if begun else _opened(segment))
        return _shown(request, work, form_type(segment=segment, initial={"name": begun.name} if begun else None))
    work = _posted(request, segment, known)
    form = form_type(request.POST, segment=segment)
    if request.POST.get("do") == "save" and not work.told:
        return _saved(request, work, form)
    unbound = form_type(initial={name: request.POST.get(name, "") for name in form.fields})
    return _shown(request, work, unbound, as_shown=form.as_shown if segment else "")


def _opened(segment: Segment | None) -> Node:
    if segment is None:
        return new_draft()
    return from_rule(folded(segment.rule, segment=segment.key, version=segment.version))


def _posted(request: HttpRequest, segment: Segment | None, known: Catalogue) -> Work:
    """The draft as posted and as the button changes it. Each step can be taken back."""
    before = loaded(request.POST.get("draft", ""))
    work = Work(segment, known, loaded(dumped(before)), History.posted(request.POST.dict()))
    work.told = overlay(work.draft, request.POST, known, by=staff_of(request), files=request.FILES)
    deed, _colon, address = request.POST.get("do", "").partition(":")
    if deed == "count":
        return work
    work.history = work.history.after(before, work.draft)
    if deed == "undo":
        work.draft, work.history = work.history.undone(work.draft)
    elif deed == "redo":
        work.draft, work.history = work.history.redone(work.draft)
    else:
        _change(request, work, deed, address)
    return work


def _change(request: HttpRequest, work: Work, deed: str, address: str) -> None:
    before = work.draft
    if deed == "paste":
        work.draft, work.json_problem = _written(request, work)
    else:
        work.draft, work.focus = done(before, deed, address)
    work.history = work.history.after(before, work.draft)


def _written(request: HttpRequest, work: Work) -> tuple[Node, str]:
    """The draft of a rule written as JSON, or the one there was and what is wrong with it."""
    try:
        rule = to_json(read_rule(unfolded(json.loads(request.POST.get("json", ""))), work.known))
        return from_rule(kept(rule, by=staff_of(request))), ""
    except InvalidRule as broken:
        return work.draft, str(broken)
    except RecursionError:
        return work.draft, str(InvalidRule([RuleProblem("", "too_deep", {"most": MOST_LEVELS})]))
    except (ValueError, AttributeError):
        return work.draft, _("This is not JSON.")


def _saved(request: HttpRequest, work: Work, form: NameForm) -> HttpResponse:
    bound = building.read_draft(work.draft, work.known).rule
    if form.is_valid() and bound:
        try:
            if not work.segment and queries.is_taken(form.cleaned_data["key"]):
                form.add_error("key", _("There is a segment with this key already."))
            else:
                return _done(request, work.segment, work.draft, form.given() if work.segment else form.cleaned_data)
        except JorenError as problem:
            tell_problem(form, problem)
    return _shown(request, work, form, complete=True, status=422)


def _done(request: HttpRequest, segment: Segment | None, draft: Node, given: dict[str, Any]) -> HttpResponse:
    """Save what this person changed: a rule that is as the page showed it overwrites nobody's newer one."""
    written, seen = request.POST.get("version", ""), None
    rule = building.rule_of(draft)
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
    work: Work,
    form: NameForm,
    *,
    as_shown: str = "",
    complete: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Draw the builder or the piece that was asked for. `complete`: what is still to be chosen counts as wrong."""
    deed = request.POST.get("do", "").partition(":")[0]
    piece = (_LOOKS.get(deed, "builder")) if request.headers.get("HX-Request") else ""
    context = _about_rule(request, work, piece, complete=complete) | {
        "segment": work.segment,
        "history": work.history,
        "draft": dumped(work.draft),
        "updates_state": deed == "keep",
    }
    if piece in ("", "builder"):
        context |= _about_page(request, work, form, whole=not piece) | {
            "as_shown": as_shown or (form.as_shown if work.segment else "")
        }
    return render(request, _TEMPLATES[piece], context, status=status)


def _about_rule(request: HttpRequest, work: Work, piece: str, *, complete: bool) -> dict[str, Any]:
    """What the rule comes to, as far as the piece shows it: the engine is asked only for that."""
    staff, found = staff_of(request), building.read_draft(work.draft, work.known)
    is_pending = piece == "builder" or request.method == "GET"
    context: dict[str, Any] = {
        "problems": found.problems,
        "problem_count": sum(map(len, found.problems.values())) + len(work.told),
        "is_unfinished": not complete and not work.told and is_unfinished(found.problems),
        "is_pending": is_pending and not work.told and found.rule is not None,
    }
    if piece == "result" or not (piece or is_pending):
        context |= {"result": building.result_of(None if work.told else found.rule, staff)}
        context |= (
            {"messages_of_nodes": messages_of(work.draft, Said(found.problems, work.told, found.advice))}
            if piece
            else {}
        )
    if piece == "reach" or not (piece or is_pending):
        context["reach"] = building.reach(found.rule)
    if piece != "reach":
        person = request.POST.get("person", "")
        deed, _colon, chosen = request.POST.get("do", "").partition(":")
        who = request.POST.get("who", "")
        asked = chosen if deed == "why" else person
        context["why"] = building.why(found.rule, who, asked if asked.isdecimal() else "", staff)
    return context


def _about_page(request: HttpRequest, work: Work, form: NameForm, *, whole: bool) -> dict[str, Any]:
    """The rest of the page."""
    segment, found = work.segment, building.read_draft(work.draft, work.known)
    rule = to_rule(work.draft)[0]
    return {
        "form": form,
        "seen_version": request.POST.get("version", segment.version if segment else ""),
        "root": view_of(
            work.draft,
            work.known,
            Said(found.problems, work.told, found.advice),
            segment.key if segment else "",
            whole=whole,
        ),
        "focus": work.focus,
        "starts": templating.templates() if request.method == "GET" and segment is None else [],
        "pickers": picker_groups(work.known) if whole else [],
        "json": json.dumps(rule, ensure_ascii=False, indent=2),
        "pasted": request.POST.get("json", "") if work.json_problem else "",
        "told": work.json_problem,
    }
