"""The kit's own pages."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from .public import safe_next
from .tables.table import CHOSEN_COLUMNS

_MOST_COLUMNS = 100
_LONGEST_KEY = 100


def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component with made-up data: what a new screen is built from."""
    return render(request, "ui/style_guide.html")


@require_POST
def choose_columns(request: HttpRequest, key: str) -> HttpResponse:
    """Remember which columns of a list this person wants to see; ``reset`` forgets it."""
    chosen = dict(request.session.get(CHOSEN_COLUMNS, {}))
    wanted = [column[:_LONGEST_KEY] for column in request.POST.getlist("columns")[:_MOST_COLUMNS]]
    chosen.pop(key, None)
    if "reset" not in request.POST:
        chosen[key] = wanted
    request.session[CHOSEN_COLUMNS] = dict(list(chosen.items())[-_MOST_COLUMNS:])
    return HttpResponseRedirect(safe_next(request))
