"""The builder: the picture of a draft on the left, the step that is being changed on the right."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.registry import EventType, entries, resolve

from . import actions, queries
from .checking import problems_of
from .drawing import picture_of
from .errors import StepGone
from .forms.base import StepForm
from .forms.journey import EntryForm
from .forms.steps import BUILT_IN
from .kinds import Trigger, action, triggers
from .kinds import actions as all_actions
from .kinds import trigger as trigger_of
from .models import Journey
from .rules import editing
from .rules.flow import BUILT_IN as BUILT_IN_KINDS
from .sentences import labels


@require_GET
@requires("journeys.view")
def build(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture; what is chosen in it stands in the side panel."""
    return _page(request, queries.journey(pk), {"panel": "journeys/_hint.html"})


@require_http_methods(["GET", "POST"])
@requires("journeys.write")
def begins(request: HttpRequest, pk: int) -> HttpResponse:
    """How it begins: first which way, then the form of that way."""
    journey = queries.journey(pk)
    now = journey.draft.get("trigger") or {}
    kind = trigger_of(request.GET.get("kind") or str(now.get("type") or ""))
    if kind is None or "choose" in request.GET:
        return _page(request, journey, {"panel": "journeys/_begins.html", "triggers": _offered()})
    settings = now.get("settings") or {} if now.get("type") == kind.key else {}
    form = _form(resolve(kind.form), request, settings, journey)
    if request.method == "POST" and form.is_valid():
        draft = journey.draft | {"trigger": {"type": kind.key, "settings": form.settings()}}
        return _done(request, actions.change_draft(journey, draft=draft, by=_staff(request)))
    context = {"panel": "journeys/_form.html", "form": form, "title": kind.label, "text": kind.description}
    address = f"{reverse('journeys:begins', args=[pk])}?kind={kind.key}"
    return _page(request, journey, context | {"address": address, "chosen": "begins", "other": True})


def _offered() -> list[Trigger]:
    """The ways to begin that can come about: answers only where an app tells of any."""
    answers = any(one.kind == "answer" for one in entries(EventType))
    return [one for one in triggers() if one.key != "answer" or answers]


@require_http_methods(["GET", "POST"])
@requires("journeys.write")
def enters(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may enter, how often, and how many are held back."""
    journey = queries.journey(pk)
    form = EntryForm(request.POST if request.method == "POST" else None, definition=journey.draft)
    if request.method == "POST" and form.is_valid():
        draft = form.changed(journey.draft)
        return _done(request, actions.change_draft(journey, draft=draft, by=_staff(request)))
    context = {"panel": "journeys/_form.html", "form": form, "title": _("Who may enter"), "chosen": "enters"}
    return _page(request, journey, context | {"address": reverse("journeys:enters", args=[pk])})


@require_http_methods(["GET", "POST"])
@requires("journeys.write")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a step at ``?place=``: first which kind, then its form."""
    journey, place, kind = queries.journey(pk), request.GET.get("place", ""), request.GET.get("kind", "")
    if kind not in BUILT_IN and action(kind) is None:
        context: dict[str, Any] = {"panel": "journeys/_kinds.html", "kinds": _kinds(), "place": place}
        return _page(request, journey, context)
    form = _form(_form_of(kind), request, {}, journey)
    if request.method == "POST" and form.is_valid():
        settings = form.settings()
        journey, key = actions.add_step(journey, place=place, kind=kind, settings=settings, by=_staff(request))
        return _done(request, journey, key)
    context = {"panel": "journeys/_form.html", "form": form, "title": labels.kind_label(kind)}
    return _page(request, journey, context | {"address": _add_address(pk, place, kind)})


def _add_address(pk: int, place: str, kind: str) -> str:
    return f"{reverse('journeys:add', args=[pk])}?place={place}&kind={kind}"


@require_http_methods(["GET", "POST"])
@requires("journeys.write")
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Change a step."""
    journey = queries.journey(pk)
    found = editing.find(journey.draft, step)
    if found is None:
        raise StepGone
    settings = dict(found.get("settings") or {})
    if found["type"] == "split":
        settings["shares"] = [path.get("share", 0) for path in found.get("paths") or []]
    form = _form(_form_of(found["type"]), request, settings, journey)
    if request.method == "POST" and form.is_valid():
        changed = actions.change_step(journey, step=step, settings=form.settings(), by=_staff(request))
        return _done(request, changed, step)
    context = {"panel": "journeys/_form.html", "form": form, "title": labels.kind_label(found["type"])}
    context |= {"chosen": step, "step": step, "is_message": found["type"] == "message", "settings": settings}
    return _page(request, journey, context | {"address": reverse("journeys:step", args=[pk, step])})


@require_POST
@requires("journeys.write")
def remove(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step out."""
    return _done(request, actions.remove_step(queries.journey(pk), step=step, by=_staff(request)))


@require_POST
@requires("journeys.write")
def move(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Move a step up or down on its path."""
    places = -1 if request.POST.get("to") == "up" else 1
    moved = actions.move_step(queries.journey(pk), step=step, by_places=places, by=_staff(request))
    return _done(request, moved, step)


@require_POST
@requires("journeys.write")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last change back."""
    return _done(request, actions.undo(queries.journey(pk), by=_staff(request)))


def _kinds() -> list[tuple[str, list[dict[str, Any]]]]:
    """Every kind of step, in groups."""
    does = [{"key": one.key, "label": one.label, "text": one.description, "icon": one.icon} for one in all_actions()]
    texts = {
        "wait": _("Minutes, hours, days or weeks."),
        "until_hour": _("The next time it is that hour, on all or some days."),
        "wait_event": _("Go one way when it happens, another when it does not."),
        "reaction": _("Was the message opened, followed, answered, or was something bought?"),
        "rule": _("Go one way or the other by what is known of the person."),
        "split": _("Two to four ways, by chance: to see which does better."),
        "end": _("Nothing comes after it."),
    }
    goes = [
        {"key": key, "label": labels.kind_label(key), "text": texts[key], "icon": labels.icon(key)}
        for key in BUILT_IN_KINDS
    ]
    return [(_("Do something"), does), (_("Wait"), goes[:2]), (_("Part the way"), goes[2:6]), (_("End"), goes[6:])]


def _form_of(kind: str) -> type[StepForm]:
    if kind in BUILT_IN:
        return BUILT_IN[kind]
    found = action(kind)
    if found is None:
        raise StepGone
    made: type[StepForm] = resolve(found.form)
    return made


def _form(made: type[StepForm], request: HttpRequest, settings: Any, journey: Journey) -> StepForm:
    data = request.POST if request.method == "POST" else None
    return made(data, settings=settings, definition=journey.draft)


def _done(request: HttpRequest, journey: Journey, chosen: str = "") -> HttpResponse:
    """After a change: the page with the new picture, for htmx without loading everything again."""
    if request.headers.get("HX-Request"):
        return _page(request, journey, {"panel": "journeys/_hint.html", "chosen": chosen, "saved": True})
    return redirect("journeys:build", journey.pk)


def _page(request: HttpRequest, journey: Journey, context: dict[str, Any]) -> HttpResponse:
    staff = _staff(request)
    problems = problems_of(journey.draft)
    shown = {
        "journey": journey,
        "picture": picture_of(journey.draft, problems),
        "problems": problems,
        "may_write": staff.may("journeys.write") and journey.status != Journey.Status.STOPPED,
        "may_publish": staff.may("journeys.publish"),
        "is_new": journey.version is None or journey.draft != journey.version.definition,
        "building": True,
    } | context
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    template = "journeys/_builder.html" if request.headers.get("HX-Request") else "journeys/build.html"
    return render(request, template, shown, status=status)


def _staff(request: HttpRequest) -> Any:
    return request.user
