"""The queue of pairs to decide: where one stands in it, and what comes next."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet

from joren.record.customers.models import Customer

from .models import Candidate
from .queries import candidates

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

SURE, REVIEW, HOUSEHOLD = "sure", "review", "household"
QUEUES: Final = (SURE, REVIEW, HOUSEHOLD)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pair stands among the open ones of its queue: the neighbours (ids, or None) and how many there are."""

    before: int | None
    after: int | None
    count: int


def queue(staff: "Staff | None", name: str) -> QuerySet[Candidate]:
    """The open pairs of a queue of whom this person may see both, likeliest first."""
    there = Customer.objects.all()
    pairs = candidates(staff, state=Candidate.State.OPEN).filter(
        first__in=there.values("pk"), second__in=there.values("pk")
    )
    if name == HOUSEHOLD:
        return pairs.filter(suggests=Candidate.Suggestion.HOUSEHOLD)
    return pairs.filter(suggests=Candidate.Suggestion.SAME, band=name)


def queue_of(candidate: Candidate) -> str:
    """The queue a pair belongs to."""
    return HOUSEHOLD if candidate.suggests == Candidate.Suggestion.HOUSEHOLD else candidate.band


def place_of(candidate: Candidate, staff: "Staff | None") -> Place:
    """Its neighbours in its queue, whether or not it is still open itself."""
    pairs = queue(staff, queue_of(candidate)).select_related(None)
    later = Q(probability__lt=candidate.probability) | Q(probability=candidate.probability, pk__gt=candidate.pk)
    earlier = Q(probability__gt=candidate.probability) | Q(probability=candidate.probability, pk__lt=candidate.pk)
    after = pairs.filter(later).order_by("-probability", "pk").values_list("pk", flat=True).first()
    before = pairs.filter(earlier).order_by("probability", "-pk").values_list("pk", flat=True).first()
    return Place(before, after, pairs.count())


def next_to_decide(candidate: Candidate, staff: "Staff | None") -> int | None:
    """The pair to show when this one is decided: the next of its queue, else the first, else of another queue."""
    place = place_of(candidate, staff)
    if place.after:
        return place.after
    names = [queue_of(candidate), *(name for name in QUEUES if name != queue_of(candidate))]
    firsts = (queue(staff, name).exclude(pk=candidate.pk).order_by("-probability", "pk").first() for name in names)
    return next((first.pk for first in firsts if first is not None), None)
