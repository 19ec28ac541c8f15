"""What every page of the four steps shows, and how it reads its address."""

from datetime import date
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Staff

from . import queries
from .errors import NoDefinition
from .forms import AsOfForm
from .models import RegularDefinition


def page(request: HttpRequest, definition: RegularDefinition | None, current: str) -> dict[str, Any]:
    """The four steps and the definition in words."""
    staff = staff_of(request)
    steps = [
        ("define", _("1. What a regular is"), reverse("loyalty:define")),
        ("regulars", _("How many"), reverse("loyalty:regulars")),
        ("why", _("2. Why"), reverse("loyalty:why")),
        ("next", _("3. Who is next, 4. write"), reverse("loyalty:next")),
    ]
    may_define = staff.may("loyalty.define")
    open_steps = [step for step in steps if (step[0] != "define" or may_define) and (definition or step[0] == "define")]
    return {
        "definition": definition,
        "sentence": queries.words(definition) if definition else "",
        "steps": open_steps,
        "current": current,
        "may_define": may_define,
        "may_save": staff.may("segments.change"),
        "as_of": day_of(request),
    }


def official_or_none() -> RegularDefinition | None:
    """What a regular is now; None before anybody has said it."""
    try:
        return queries.official()
    except NoDefinition:
        return None


def staff_of(request: HttpRequest) -> Staff:
    """Who asks; the decorators have seen to it that somebody does."""
    return cast(Staff, request.user)


def day_of(request: HttpRequest) -> date | None:
    """The day in the address; none for one that cannot be read."""
    form = AsOfForm(request.GET)
    return form.cleaned_data["as_of"] if form.is_valid() else None
