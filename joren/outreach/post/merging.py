"""Pieces when two of their people are one: of two letters of one sending that lie on no closed run yet, one is written.

What is on a closed run may be printed already: it is left to a person to take it out.
"""

from collections import defaultdict
from typing import Final

from django.db.models import Q

from joren.foundation.merging import Merging, Parting
from joren.outreach.delivery.merging import MERGED, prefer
from joren.outreach.delivery.models import Delivery

from .actions import not_sent
from .models import Piece, PrintRun

TABLE: Final = Piece._meta.db_table
State = PrintRun.State
_STANDING: Final = {State.POSTED: 0, State.READY: 1, State.GATHERING: 2}


def merge(merging: Merging) -> None:
    """One letter of one sending for one person."""
    twice = _twice(merging)
    merging.keep(TABLE, {other.pk: merge for merge, _stays, other in twice})
    prefer(merging, [(merge, stays.delivery_id, other.delivery_id) for merge, stays, other in twice])
    merging.keep(Delivery._meta.db_table, {other.delivery_id: merge for merge, _stays, other in twice})
    Piece.objects.filter(pk__in=[other.pk for _merge, _stays, other in twice]).update(is_left_out=True)
    not_sent([other.delivery_id for _merge, _stays, other in twice], MERGED)
    merging.move(TABLE)


def _twice(merging: Merging) -> list[tuple[int, Piece, Piece]]:
    """The merge, the piece that stays, and each other that nobody can have printed yet."""
    merges = {person: pair.merge for pair in merging.pairs for person in (pair.survivor, pair.gone)}
    rows = Piece.objects.filter(customer_id__in=merges, is_left_out=False, run__state__in=_STANDING)
    letters: dict[tuple[int, str, str], list[Piece]] = defaultdict(list)
    for piece in rows.select_related("run", "delivery").select_for_update(of=("self", "run")).order_by("pk"):
        letters[merges[piece.customer_id], piece.delivery.origin, piece.delivery.occasion].append(piece)
    found = []
    for (merge, _origin, _occasion), pieces in letters.items():
        stays, *others = sorted(pieces, key=lambda one: (_STANDING[State(one.run.state)], _is_duplicate(one), one.pk))
        found += [(merge, stays, other) for other in others if other.run.state == State.GATHERING]
    return found


def _is_duplicate(piece: Piece) -> bool:
    return piece.delivery.duplicate_of_id is not None


def part(parting: Parting) -> None:
    """A letter that was left out of a run that was closed since stays out: it was never written."""
    pieces = [change.row_id for change in parting.changes.get(TABLE, ())]
    late = Piece.objects.filter(~Q(run__state=State.GATHERING), pk__in=pieces, is_left_out=False)
    deliveries = list(late.values_list("delivery_id", flat=True))
    late.update(is_left_out=True)
    not_sent(deliveries, MERGED)
