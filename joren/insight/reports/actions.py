"""Every write of reports: taking one away, arranging boards of cards."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.cli import plain

from . import boards, queries
from .errors import TooManyBoards, TooManyCards
from .models import Board, BoardCard
from .parameters import read_parameters
from .results import Result

MOST_BOARDS: Final = 12
MOST_CARDS: Final = 24
_LONGEST_NAME: Final = 60


@transaction.atomic
def record_export(result: Result, *, by: Staff | None) -> None:
    """Say in the audit trail who took which report away."""
    detail = {"parameters": plain(result.parameters), "rows": len(result.rows)}
    record(
        "exported",
        by=by,
        subject_type="report",
        subject_id=result.report.key,
        label=str(result.report.label),
        detail=detail,
    )


@transaction.atomic
def make_board(*, name: str = "", by: Staff) -> Board:
    """A new board, last of that person's. The first one begins with the cards shown so far. Raises `TooManyBoards`."""
    Staff.objects.select_for_update().get(pk=by.pk)
    number = Board.objects.filter(owner=by).count()
    if number >= MOST_BOARDS:
        raise TooManyBoards(most=MOST_BOARDS)
    board = Board.objects.create(owner=by, name=name.strip()[:_LONGEST_NAME] or _("My board"), order=number)
    if number == 0:
        cards = [BoardCard(board=board, card=card.key, order=n) for n, card in enumerate(boards.unarranged(by))]
        BoardCard.objects.bulk_create(cards)
    return board


@transaction.atomic
def change_board(board: Board, *, name: str, shared: bool, by: Staff) -> None:
    """Give a board another name, show it to the others or no longer."""
    board.name, board.shared = name.strip()[:_LONGEST_NAME] or board.name, shared
    board.save(update_fields=["name", "shared"])


@transaction.atomic
def remove_board(board: Board, *, by: Staff) -> None:
    """Remove a board with its cards; the reports stay."""
    board.delete()


@transaction.atomic
def add_card(board: Board, *, card: str, by: Staff) -> BoardCard:
    """Put a card at the end of a board. Raises `UnknownCard`, `TooManyCards`."""
    boards.card(card, by)
    return BoardCard.objects.create(board=board, card=card, order=_room(board))


@transaction.atomic
def pin_report(board: Board, *, report: str, given: Mapping[str, str], by: Staff) -> BoardCard:
    """Put a report with its settings at the end of a board. Raises what reading its settings raises, `TooManyCards`."""
    found = queries.report(report)
    kept = {name: value for name, value in given.items() if value}
    read_parameters(found, kept)
    return BoardCard.objects.create(board=board, card="report", report=found.key, given=kept, order=_room(board))


@transaction.atomic
def remove_card(card: BoardCard, *, by: Staff) -> None:
    """Take a card off its board."""
    card.delete()


@transaction.atomic
def move_card(card: BoardCard, *, places: int, by: Staff) -> None:
    """Move a card so many places towards the end (towards the beginning when below 0)."""
    ids = [each.pk for each in _locked(card.board)]
    place = ids.index(card.pk)
    ids.insert(max(0, min(len(ids) - 1, place + places)), ids.pop(place))
    arrange(card.board, ids=ids, by=by)


@transaction.atomic
def arrange(board: Board, *, ids: Sequence[int], by: Staff) -> None:
    """Put the cards into that order; those not named come after, as they stood. Others' cards are not touched."""
    cards = _locked(board)
    places = {pk: place for place, pk in enumerate(ids)}
    cards.sort(key=lambda card: places.get(card.pk, len(places)))
    for place, card in enumerate(cards):
        card.order = place
    BoardCard.objects.bulk_update(cards, ["order"])


def _locked(board: Board) -> list[BoardCard]:
    Board.objects.select_for_update().get(pk=board.pk)
    return list(BoardCard.objects.filter(board=board))


def _room(board: Board) -> int:
    cards = _locked(board)
    if len(cards) >= MOST_CARDS:
        raise TooManyCards(most=MOST_CARDS)
    return max((card.order for card in cards), default=-1) + 1
