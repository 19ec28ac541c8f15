"""Merging what is sure without asking, where the business switched that on: one batch, one undo, or not at all."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from joren.record.customers.models import Customer
from joren.record.duplicates.models import Candidate, DuplicateSettings
from joren.record.merging.actions import start_batch

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff
    from joren.record.merging.models import Batch

Pair = tuple[int, int]


@transaction.atomic
def start_merging_sure(*, by: "Staff | None") -> "Batch | None":
    """Leave the merging of all sure pairs to the worker, if the business wants that; None when there is nothing.

    Of three or more records that sure pairs tie together, none is merged when any two of them were decided to be
    different, or look like relatives or other people: a chain is only as sure as its weakest pair.
    """
    if not DuplicateSettings.objects.filter(merge_sure=True).exists():
        return None
    pairs = safe_pairs()
    if not pairs:
        return None
    return start_batch(pairs=pairs, by=by, reason=_("sure duplicates, merged without asking"))


def safe_pairs() -> list[Pair]:
    """The open sure pairs whose whole group holds nothing that speaks against it."""
    sure = list(
        Candidate.objects.filter(
            state=Candidate.State.OPEN,
            band=Candidate.Band.SURE,
            suggests=Candidate.Suggestion.SAME,
            first__in=Customer.objects.values("pk"),
            second__in=Customer.objects.values("pk"),
        )
        .order_by("pk")
        .values_list("first_id", "second_id")
    )
    groups = _groups(sure)
    if not groups:
        return []
    doubtful = Candidate.objects.filter(
        Q(state__in=(Candidate.State.DIFFERENT, Candidate.State.HOUSEHOLD))
        | Q(state=Candidate.State.OPEN, suggests=Candidate.Suggestion.HOUSEHOLD)
        | Q(state=Candidate.State.OPEN, band=Candidate.Band.REVIEW),
        first__in=groups,
    ).values_list("first_id", "second_id")
    bad = {groups[first] for first, second in doubtful if groups[first] == groups.get(second)}
    return [(first, second) for first, second in sure if groups[first] not in bad]


def _groups(pairs: Iterable[Pair]) -> dict[int, int]:
    """Of each record, the smallest number it is tied to."""
    ties: dict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        ties[first].add(second)
        ties[second].add(first)
    group: dict[int, int] = {}
    for start in sorted(ties):
        waiting = [] if start in group else [start]
        while waiting:
            one = waiting.pop()
            if one not in group:
                group[one] = start
                waiting += ties[one]
    return group
