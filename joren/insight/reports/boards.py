"""Boards of cards: which there are, and what a card shows to the person who looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from joren.foundation.accounts.models import Staff
from joren.foundation.errors import JorenError
from joren.foundation.registry import Card, entries, resolve

from . import keeping, queries
from .errors import UnknownBoard, UnknownCard
from .models import Board, BoardCard
from .pictures import drawn
from .results import Result
from .showing import people_url, tables

ROWS_OF_A_CARD = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """A card as it is drawn. `html` is its inside; "" while it has to be asked for at `later`."""

    label: str
    size: int
    url: str
    html: str
    later: str
    pk: int | None = None
    given: list[str] = field(default_factory=list)


def own(staff: Staff) -> list[Board]:
    """That person's boards, the home page's first."""
    return list(Board.objects.filter(owner=staff))


def visible(staff: Staff) -> list[Board]:
    """Own boards, then those others share."""
    found = Board.objects.filter(Q(owner=staff) | Q(shared=True)).select_related("owner")
    return sorted(found, key=lambda board: (board.owner_id != staff.pk, board.order, board.pk))


def board(pk: int, staff: Staff, *, to_change: bool = False) -> Board:
    """The board of that number. Raises `UnknownBoard` where it is not this person's to see, or to change."""
    allowed = Q(owner=staff) if to_change else Q(owner=staff) | Q(shared=True)
    found = Board.objects.filter(allowed, pk=pk).select_related("owner").first()
    if found is None:
        raise UnknownBoard
    return found


def board_card(pk: int, staff: Staff, *, to_change: bool = False) -> BoardCard:
    """The card of that number on a board this person may see (change). Raises `UnknownCard`."""
    allowed = Q(board__owner=staff) if to_change else Q(board__owner=staff) | Q(board__shared=True)
    found = BoardCard.objects.filter(allowed, pk=pk).select_related("board").first()
    if found is None:
        raise UnknownCard(card=pk)
    return found


def cards(staff: Staff) -> list[Card]:
    """The cards this person may put on a board, in order."""
    found = [card for card in entries(Card) if not card.permission or staff.may(card.permission)]
    return sorted(found, key=lambda card: (card.order or 1_000, card.key))


def card(key: str, staff: Staff) -> Card:
    """The card of that name. Raises `UnknownCard`, also for one this person may not see."""
    found = next((each for each in cards(staff) if each.key == key), None)
    if found is None:
        raise UnknownCard(card=key[:50])
    return found


def unarranged(staff: Staff) -> list[Card]:
    """What stands on the home page of somebody who has arranged nothing."""
    return [each for each in cards(staff) if each.order]


def home(staff: Staff) -> list[ShownCard]:
    """The cards of the home page: the first board, or the usual ones."""
    mine = Board.objects.filter(owner=staff).first()
    if mine is not None:
        return shown(mine, staff)
    found = (drawn_card(each, staff, later=reverse("reports:card_of", args=[each.key])) for each in unarranged(staff))
    return [each for each in found if each]


def shown(of: Board, staff: Staff) -> list[ShownCard]:
    """The cards of a board for this person; what they may not see, or what is no longer offered, is left out."""
    found = (saved_card(each, staff) for each in of.cards.all())
    return [each for each in found if each]


def saved_card(each: BoardCard, staff: Staff, *, now: bool = False) -> ShownCard | None:
    """A card of a board. `now`: run what has to be run."""
    later = reverse("reports:card", args=[each.pk])
    if each.card != "report":
        try:
            return drawn_card(card(each.card, staff), staff, later=later, pk=each.pk, now=now)
        except UnknownCard:
            return None
    if not staff.may("reports.view"):
        return None
    try:
        found = queries.report(each.report)
    except JorenError:
        return None
    entry = Card(key="report", label=found.label, size=2, report=found.key)
    return drawn_card(entry, staff, later=later, pk=each.pk, given=each.given, now=now)


def drawn_card(
    entry: Card,
    staff: Staff,
    *,
    later: str = "",
    pk: int | None = None,
    given: Mapping[str, str] | None = None,
    now: bool = False,
) -> ShownCard | None:
    """A card for this person; None where it has nothing to say."""
    url = _address(entry, given or {})
    try:
        html = _inside(entry, staff, given or {}, url, now=now)
    except JorenError as problem:
        html = render_to_string("reports/cards/_problem.html", {"problem": problem})
    if html is None:
        return None
    settings = [f"{name}: {value}" for name, value in (given or {}).items()]
    return ShownCard(label=str(entry.label), size=entry.size, url=url, html=html, later=later, pk=pk, given=settings)


def _inside(entry: Card, staff: Staff, given: Mapping[str, str], url: str, *, now: bool) -> str | None:
    """The inside of a card; "" for one that is asked for later."""
    if entry.template:
        context = resolve(entry.context)(staff) if entry.context else {}
        if context is None:
            return None
        return render_to_string(entry.template, {"card": entry, "url": url, "staff": staff, **context})
    result = keeping.known(entry.report, given, staff=staff, now=now)
    return "" if result is None else _report_inside(result, url, given)


def _report_inside(result: Result, url: str, given: Mapping[str, str]) -> str:
    prefix = f"card-{abs(hash((result.report.key, tuple(sorted(given.items()))))):x}-"
    drawings = drawn(result, prefix)[:1]
    shown: dict[str, Any] = {"result": result, "url": url, "report": result.report}
    if drawings:
        drawing = drawings[0]
        lines = drawing.grid.lines if drawing.grid else []
        opened = [(n, [(cell, people_url(result, cell.row, given)) for cell in cells]) for n, cells in lines]
        shown |= {"drawing": drawing, "opened": opened}
    else:
        main = tables(result, given)[0]
        shown |= {"heads": main.heads[:3], "lines": [line.cells[:3] for line in main.lines[:ROWS_OF_A_CARD]]}
    return render_to_string("reports/cards/_report.html", shown)


def _address(entry: Card, given: Mapping[str, str]) -> str:
    if not entry.report:
        return ""
    address = reverse("reports:detail", args=[entry.report])
    return f"{address}?{urlencode(given)}" if given else address
