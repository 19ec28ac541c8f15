"""The guided screen: what a regular is, how many there are, why, and who is next."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.models import Staff
from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.jobs.queries import latest
from joren.foundation.ui.tables import Column, PlainTable

from . import actions, queries, telling
from .errors import NobodyIsNear, NoDefinition
from .evidence import facts_mark
from .finding import find
from .forms import AsOfForm, DefinitionForm
from .models import RegularDefinition
from .prospects import prospects

SHOWN = 30
AT_ONCE = 20_000
"""Up to so many customers the reasons are looked for while the page waits; above, a worker does it."""


@require_GET
@requires("loyalty.view")
def regulars(request: HttpRequest) -> HttpResponse:
    """How many regulars there are, what they bring, who they are."""
    try:
        definition = queries.official()
    except NoDefinition:
        return render(request, "loyalty/none.html", _page(request, None, "regulars"))
    day = _day(request)
    people = queries.regulars(definition, staff=_staff(request), size=SHOWN, as_of=day)
    shown = {
        "overview": queries.overview(definition, as_of=day),
        "list": PlainTable(_REGULAR_COLUMNS, people),
        "segment": actions.REGULARS,
    }
    return render(request, "loyalty/regulars.html", _page(request, definition, "regulars") | shown)


@require_http_methods(["GET", "POST"])
@requires("loyalty.define")
def define(request: HttpRequest) -> HttpResponse:
    """Say what a regular is."""
    form = DefinitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.define(
                rule=form.rule(),
                name=form.cleaned_data["name"],
                money_step=form.cleaned_data["money_step"],
                by=_staff(request),
            )
        except JorenError as problem:
            form.add_error(None, f"{problem} {problem.remedy_sentence}".strip())
        else:
            messages.success(request, _("From now on this is what a regular is."))
            return redirect("loyalty:regulars")
    shown = {"form": form, "past": queries.definitions()}
    page = _page(request, _official_or_none(), "define") | shown
    return render(request, "loyalty/define.html", page, status=422 if form.is_bound else 200)


@require_GET
@requires("loyalty.view")
def why(request: HttpRequest) -> HttpResponse:
    """What later regulars had early."""
    definition, day = queries.official(), _day(request)
    kept = queries.snapshot(definition, day)
    is_fresh = kept is not None and kept.facts_mark == facts_mark()
    finding: dict[str, Any] | None = kept.finding if kept else None
    if not is_fresh and queries.is_small(AT_ONCE):
        kept, finding = None, find(definition, as_of=day)
    shown: dict[str, Any] = {
        "kept": kept,
        "is_fresh": is_fresh,
        "job": latest(actions.FACTORS, str(definition.pk)),
        "done_url": reverse("loyalty:why"),
    }
    if finding is not None:
        shown |= {"finding": telling.for_people(telling.told_finding(definition, finding))}
    return render(request, "loyalty/why.html", _page(request, definition, "why") | shown)


@require_POST
@requires("loyalty.view")
def look(request: HttpRequest) -> HttpResponse:
    """Have the reasons looked for again."""
    actions.look_for_factors(definition=queries.official(), by=_staff(request))
    return redirect("loyalty:why")


@require_GET
@requires("loyalty.view")
def prospects_page(request: HttpRequest) -> HttpResponse:
    """Who is one step away, and the step."""
    definition = queries.official()
    only = True if request.GET.get("by_mail") == "1" else None
    shown: dict[str, Any] = {"only_by_mail": bool(only), "segment": actions.NEAR}
    try:
        found = prospects(definition, as_of=_day(request))
    except NobodyIsNear as nobody:
        return render(request, "loyalty/next.html", _page(request, definition, "next") | {"nobody": nobody})
    chosen = [person for person in found if person.by_mail] if only else found
    rows = [row for row, _person in telling.with_customers(chosen, _staff(request), SHOWN)]
    shown |= {
        "number": len(found),
        "by_mail": sum(person.by_mail for person in found),
        "list": PlainTable(_PROSPECT_COLUMNS, rows),
    }
    return render(request, "loyalty/next.html", _page(request, definition, "next") | shown)


def _page(request: HttpRequest, definition: RegularDefinition | None, current: str) -> dict[str, Any]:
    """What every page of the four steps shows."""
    staff = _staff(request)
    steps = [
        ("define", _("1. What a regular is"), reverse("loyalty:define")),
        ("regulars", _("2. How many"), reverse("loyalty:regulars")),
        ("why", _("3. Why"), reverse("loyalty:why")),
        ("next", _("4. Who is next"), reverse("loyalty:next")),
    ]
    may_define = staff.may("loyalty.define")
    open_steps = [step for step in steps if (step[0] != "define" or may_define) and (definition or step[0] == "define")]
    return {
        "definition": definition,
        "sentence": queries.sentence(definition) if definition else "",
        "steps": open_steps,
        "current": current,
        "may_define": may_define,
        "as_of": _day(request),
    }


def _official_or_none() -> RegularDefinition | None:
    try:
        return queries.official()
    except NoDefinition:
        return None


def _staff(request: HttpRequest) -> Staff:
    return cast(Staff, request.user)


def _day(request: HttpRequest) -> date | None:
    """The day in the address; none for one that cannot be read."""
    form = AsOfForm(request.GET)
    return form.cleaned_data["as_of"] if form.is_valid() else None


def _address(row: Any) -> str:
    pk = row["id"] if isinstance(row, dict) else row.customer.pk
    return reverse("customers:detail", args=[pk])


_REGULAR_COLUMNS = (
    Column(key="name", label=telling.NAME, value="customer.full_name", primary=True, link=_address),
    Column(key="amount", label=telling.AMOUNT, type="money"),
    Column(key="count", label=telling.PURCHASES, type="number"),
    Column(key="last", label=telling.LAST, value="last_on", type="day"),
)
_PROSPECT_COLUMNS = (
    Column(key="name", label=telling.NAME, primary=True, link=_address),
    Column(key="step", label=telling.STEP),
    Column(key="since", label=telling.SINCE, value="days_since_last", type="number"),
    Column(key="mail", label=telling.BY_MAIL, value="by_mail", type="yes_no"),
)
