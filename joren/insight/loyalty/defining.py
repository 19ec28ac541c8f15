"""The first step: say what a regular is, several ways side by side, compared, and who became one or stopped."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.sentences import rule_sentence

from . import actions, comparing, history, queries
from .forms import DefinitionForm, MonthForm
from .pages import day_of, official_or_none, page, staff_of


@require_http_methods(["GET", "POST"])
@requires("loyalty.define")
def define(request: HttpRequest) -> HttpResponse:
    """Say what a regular is: officially, or beside the official definition."""
    form = DefinitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        official = request.POST.get("do") != "keep"
        try:
            actions.define(
                rule=form.rule(),
                name=form.cleaned_data["name"],
                money_step=form.cleaned_data["money_step"],
                official=official,
                by=staff_of(request),
            )
        except JorenError as problem:
            form.add_error(None, f"{problem} {problem.remedy_sentence}".strip())
        else:
            said = _("From now on this is what a regular is.") if official else _("It stands beside the others.")
            messages.success(request, said)
            return redirect("loyalty:regulars" if official else "loyalty:define")
    shown = page(request, official_or_none(), "define") | {"form": form, "past": queries.definitions()}
    return render(request, "loyalty/define.html", shown, status=422 if form.is_bound else 200)


@require_GET
@requires("loyalty.define")
def live(request: HttpRequest) -> HttpResponse:
    """What the form comes to while it is filled in: the sentence, how many people, their share of sales."""
    form = DefinitionForm(request.GET)
    if not form.is_valid():
        return render(request, "loyalty/_live.html", {"problems": [e for es in form.errors.values() for e in es]})
    try:
        rule = form.rule()
        words = rule_sentence(bind_rule(read_rule(rule)))
        shown: dict[str, Any] = {"words": words, "overview": queries.overview_of(rule)}
    except JorenError as problem:
        shown = {"problems": [str(problem)]}
    return render(request, "loyalty/_live.html", shown)


@require_POST
@requires("loyalty.define")
def official(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of the definitions the official one."""
    actions.make_official(definition=queries.definition_of(pk), by=staff_of(request))
    messages.success(request, _("From now on this is what a regular is."))
    return redirect("loyalty:regulars")


@require_POST
@requires("loyalty.define")
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a definition off the list."""
    actions.put_away(definition=queries.definition_of(pk), by=staff_of(request))
    messages.success(request, _("The definition is put away."))
    return redirect("loyalty:define")


@require_GET
@requires("loyalty.view")
def compare(request: HttpRequest) -> HttpResponse:
    """Two definitions: who is in both, who in one only, and what they bring."""
    first = queries.definition_of(request.GET.get("first", ""))
    second = queries.definition_of(request.GET.get("second", ""))
    shown = {
        "first": first,
        "second": second,
        "first_words": first.name or queries.words(first),
        "second_words": second.name or queries.words(second),
        "parts": comparing.compare(first, second, as_of=day_of(request)),
        "past": queries.definitions(),
    }
    return render(request, "loyalty/compare.html", page(request, official_or_none(), "define") | shown)


@require_GET
@requires("loyalty.view")
def over_time(request: HttpRequest) -> HttpResponse:
    """How many regulars there were at the end of each month, who became one and who stopped, and because of what."""
    number = request.GET.get("definition", "")
    definition = queries.definition_of(number) if number else queries.official()
    day = day_of(request) or clock.today()
    months = history.months(definition, as_of=day)
    form = MonthForm(request.GET)
    chosen: date = (form.cleaned_data["month"] if form.is_valid() else None) or day
    turns, counts = history.turns(definition, chosen, as_of=day)
    people = queries.visible(staff_of(request), [turn.customer_id for turn in turns])
    named = [
        {
            "turn": turn,
            "became": turn.became,
            "person": people[turn.customer_id],
            "because": history.because_words(turn),
        }
        for turn in turns
        if turn.customer_id in people
    ]
    shown = {
        "shown_definition": definition,
        "months": list(reversed(months)),
        "chart": _chart(months),
        "chosen": chosen,
        "became": [row for row in named if row["became"]],
        "stopped": [row for row in named if not row["became"]],
        "number_became": counts[True],
        "number_stopped": counts[False],
        "most_named": history.MOST_NAMED,
    }
    return render(request, "loyalty/history.html", page(request, definition, "regulars") | shown)


def _chart(months: list[history.Month]) -> dict[str, Any]:
    series = [
        {"name": _("Regulars"), "values": [month.regulars for month in months]},
        {"name": _("Became one"), "values": [month.became for month in months]},
        {"name": _("Stopped"), "values": [month.stopped for month in months]},
    ]
    return {"labels": [date_format(month.last_day, "Y/n") for month in months], "series": series}
