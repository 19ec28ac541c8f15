"""What other apps' deeds mean for pairs: a merge decides its pair, a parting too, an import asks for a check."""

from collections import Counter

from django.db.models import Q

from joren.foundation.importing import Counts, Plan
from joren.foundation.merging import Merging, Parting

from .actions import schedule_check, settle_parted
from .models import Candidate


def merge(merging: Merging) -> None:
    """The pair that is one person now is decided; every other pair of the gone record is found anew with the survivor.

    What was decided of the gone record follows it by its marks. Called for both ends of a pair; the second time there
    is nothing left to do.
    """
    table = Candidate._meta.db_table
    partners = {pair.gone: pair for pair in merging.pairs}
    merged: dict[int, int] = {}
    dropped: dict[int, tuple[int, int | None]] = {}
    for key, first, second in Candidate.objects.filter(Q(first__in=partners) | Q(second__in=partners)).values_list(
        "pk", "first_id", "second_id"
    ):
        pair = partners[first] if first in partners else partners[second]
        if {first, second} == {pair.survivor, pair.gone}:
            merged[key] = pair.merge
        else:
            dropped[key] = (pair.merge, None)
    open_ones = Candidate.objects.filter(pk__in=merged).exclude(state=Candidate.State.MERGED)
    undecided = {key: merged[key] for key in open_ones.values_list("pk", flat=True)}
    merging.keep(table, undecided)
    Candidate.objects.filter(pk__in=undecided).update(state=Candidate.State.MERGED, decided_at=merging.at)
    merging.drop(table, dropped)


def part(parting: Parting) -> None:
    """Two who were parted again were looked at by somebody: they are different people."""
    settle_parted(first_id=parting.survivor, second_id=parting.gone, at=parting.at)


def after_import(plan: Plan, position: str) -> tuple[Counts, str | None]:
    """Leave the check of whoever came in to the worker."""
    schedule_check()
    return Counter(), None
