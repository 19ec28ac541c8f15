"""The pages of boards and cards."""

import contextlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires

from . import actions, boards
from .forms import BoardForm
from .models import Board
from .views import staff_of


@require_GET
@requires("reports.view")
def board_list(request: HttpRequest) -> HttpResponse:
    """All boards this person may see."""
    staff = staff_of(request)
    shown = {"boards": boards.visible(staff), "staff": staff, "form": BoardForm()}
    return render(request, "reports/boards.html", shown)


@require_GET
@requires("reports.view")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One board; with ``edit`` its owner arranges it."""
    staff = staff_of(request)
    found = boards.board(pk, staff)
    is_mine = found.owner_id == staff.pk
    shown = {
        "board": found,
        "cards": boards.shown(found, staff),
        "is_mine": is_mine,
        "edit": is_mine and request.GET.get("edit") == "1",
        "offered": boards.cards(staff),
        "form": BoardForm(initial={"name": found.name, "shared": found.shared}),
    }
    return render(request, "reports/board.html", shown)


@require_POST
@requires("reports.view")
def new(request: HttpRequest) -> HttpResponse:
    """Make a board and arrange it."""
    return _arranging(actions.make_board(name=request.POST.get("name", ""), by=staff_of(request)))


@require_POST
@requires("reports.view")
def first(request: HttpRequest) -> HttpResponse:
    """Begin to arrange the home page: its cards become a board. With ``report``, that is pinned too."""
    staff = staff_of(request)
    found = Board.objects.filter(owner=staff).first() or actions.make_board(by=staff)
    if request.POST.get("report"):
        return _pinned(request, found)
    return _arranging(found)


@require_POST
@requires("reports.view")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a card, or pin a report with its settings."""
    staff = staff_of(request)
    found = boards.board(pk, staff, to_change=True)
    if request.POST.get("report"):
        return _pinned(request, found)
    actions.add_card(found, card=request.POST.get("card", ""), by=staff)
    return _arranging(found)


@require_POST
@requires("reports.view")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or share a board."""
    staff, form = staff_of(request), BoardForm(request.POST)
    found = boards.board(pk, staff, to_change=True)
    if form.is_valid():
        actions.change_board(found, name=form.cleaned_data["name"], shared=form.cleaned_data["shared"], by=staff)
        messages.success(request, _("Saved."))
    return _arranging(found)


@require_POST
@requires("reports.view")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a board."""
    staff = staff_of(request)
    actions.remove_board(boards.board(pk, staff, to_change=True), by=staff)
    messages.success(request, _("The board is removed."))
    return redirect("reports:boards")


@require_POST
@requires("reports.view")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The cards in the order they were dragged into."""
    staff = staff_of(request)
    ids = []
    for text in request.POST.getlist("card"):
        with contextlib.suppress(ValueError):
            ids.append(int(text))
    actions.arrange(boards.board(pk, staff, to_change=True), ids=ids, by=staff)
    return HttpResponse(status=204)


@require_POST
@requires("reports.view")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a card a place forwards or back."""
    staff = staff_of(request)
    card = boards.board_card(pk, staff, to_change=True)
    actions.move_card(card, places=-1 if request.POST.get("to") == "back" else 1, by=staff)
    return _arranging(card.board)


@require_POST
@requires("reports.view")
def remove_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a card off."""
    staff = staff_of(request)
    card = boards.board_card(pk, staff, to_change=True)
    actions.remove_card(card, by=staff)
    return _arranging(card.board)


@require_GET
@requires("reports.view")
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The inside of a card that was not known when its page was drawn."""
    staff = staff_of(request)
    return _inside(request, boards.saved_card(boards.board_card(pk, staff), staff, now=True))


@require_GET
@requires("reports.view")
def card_of(request: HttpRequest, key: str) -> HttpResponse:
    """The same for a card of the home page that nobody has arranged."""
    staff = staff_of(request)
    return _inside(request, boards.drawn_card(boards.card(key, staff), staff, now=True))


def _inside(request: HttpRequest, found: boards.ShownCard | None) -> HttpResponse:
    return HttpResponse(found.html if found else "")


def _pinned(request: HttpRequest, found: Board) -> HttpResponse:
    given = {
        name.removeprefix("given_"): str(value) for name, value in request.POST.items() if name.startswith("given_")
    }
    actions.pin_report(found, report=request.POST["report"], given=given, by=staff_of(request))
    messages.success(request, _("Pinned on “%(board)s”.") % {"board": found.name})
    return redirect("reports:board", found.pk)


def _arranging(found: Board) -> HttpResponse:
    response = redirect("reports:board", found.pk)
    response["Location"] += "?edit=1"
    return response
