"""The kit's own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from joren.foundation.time.clock import now

from .public import safe_next
from .style_guide import ExampleTable, example_rows, examples
from .tables.table import CHOSEN_COLUMNS
from .toasts import undoable

_MOST_COLUMNS = 100
_LONGEST_KEY = 100


def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component with made-up data: what a new screen is built from."""
    shown = examples() | {"now": now(), "tab": request.GET.get("tab", "a")}
    return ExampleTable(request, example_rows()).response("ui/style_guide.html", shown)


@require_POST
def style_guide_picked(request: HttpRequest) -> HttpResponse:
    """Say how many rows of the example list were picked; nothing is changed."""
    count = ExampleTable(request, example_rows()).selection().count
    said = ngettext("%(n)d row was picked.", "%(n)d rows were picked.", count) % {"n": count}
    undoable(request, said, undo_url=reverse("ui:style_guide_undone"))
    return HttpResponseRedirect(reverse("ui:style_guide"))


@require_POST
def style_guide_undone(request: HttpRequest) -> HttpResponse:
    """Say that it was taken back."""
    messages.info(request, _("Taken back."))
    return HttpResponseRedirect(reverse("ui:style_guide"))


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
