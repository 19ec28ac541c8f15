"""What people decide about a pair, kept for good."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.record.customers import queries as customers
from joren.record.customers.models import Customer
from joren.record.duplicates.errors import NotTwoPeople, UnknownVerdict
from joren.record.duplicates.models import Candidate, Decision
from joren.record.duplicates.queries import evidence_of, marks_of_customer

from .candidates import told

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

OPEN: Final = Candidate.State.OPEN
VERDICTS: Final = (Candidate.State.DIFFERENT, Candidate.State.HOUSEHOLD, OPEN)


@transaction.atomic
def settle(*, first: Customer, second: Customer, verdict: str, by: "Staff | None") -> Candidate:
    """Decide that two customers are `different` people or one `household`; `open` takes a decision back.

    The decision is found again when the two come back under other numbers. Raises NotTwoPeople, UnknownVerdict,
    CustomerNotFound for customers this person may not see.
    """
    if first.pk == second.pk:
        raise NotTwoPeople
    if verdict not in VERDICTS:
        raise UnknownVerdict(verdict=verdict, verdicts=", ".join(VERDICTS))
    one, other = (customers.get(key, by) for key in sorted((first.pk, second.pk)))
    candidate = _candidate(one, other)
    before = candidate.state
    candidate.state = Candidate.State(verdict)
    candidate.decided_by, candidate.decided_at = (None, None) if verdict == OPEN else (by, clock.now())
    candidate.save(update_fields=["state", "decided_by", "decided_at"])
    _remember(one, other, candidate)
    audit.record(
        "changed",
        by=by,
        subject_type="duplicate",
        subject_id=candidate.pk,
        label=f"{one.full_name} – {other.full_name}",
        detail={"state": [before, verdict], "customers": [one.pk, other.pk]},
    )
    return candidate


def count_taken_back_as_different() -> int:
    """Merged pairs of whom both exist again were parted by somebody: they are two people. Returns how many."""
    both = Customer.objects.all()
    pairs = list(
        Candidate.objects.filter(
            state=Candidate.State.MERGED, first__in=both.values("pk"), second__in=both.values("pk")
        ).select_related("first", "second")
    )
    for candidate in pairs:
        candidate.state, candidate.decided_at = Candidate.State.DIFFERENT, clock.now()
        candidate.save(update_fields=["state", "decided_at"])
        _remember(candidate.first, candidate.second, candidate)
    return len(pairs)


def settle_parted(*, first_id: int, second_id: int, at: datetime) -> None:
    """A merge was taken back: whoever did it says that these are two people."""
    one, other = sorted((first_id, second_id))
    candidate = Candidate.objects.filter(first=one, second=other).first()
    if candidate is not None:
        candidate.state, candidate.decided_at = Candidate.State.DIFFERENT, at
        candidate.save(update_fields=["state", "decided_at"])
    _keep(marks_of_customer(one), marks_of_customer(other), Decision.Verdict.DIFFERENT, None, at)


def _candidate(first: Customer, second: Customer) -> Candidate:
    """The pair as it was found, or as it compares now where nothing was found."""
    known = Candidate.objects.select_for_update().filter(first=first, second=second).first()
    if known is not None:
        return known
    match, now = evidence_of(first.pk, second.pk), clock.now()
    return Candidate.objects.create(
        first=first,
        second=second,
        probability=match.probability,
        band=Candidate.Band.SURE if match.band == "sure" else Candidate.Band.REVIEW,
        suggests=match.suggests,
        evidence=told(match.evidence),
        found_at=now,
        checked_at=now,
    )


def _remember(first: Customer, second: Customer, candidate: Candidate) -> None:
    """Keep the decision by the marks of both, in place of earlier ones about them."""
    marks = marks_of_customer(first.pk), marks_of_customer(second.pk)
    if candidate.state in Decision.Verdict.values:
        verdict = Decision.Verdict(candidate.state)
        _keep(*marks, verdict, candidate.decided_by, candidate.decided_at or clock.now())
    else:
        _forget(*marks)


def _keep(first: list[int], second: list[int], verdict: Decision.Verdict, by: "Staff | None", at: datetime) -> None:
    _forget(first, second)
    Decision.objects.create(first_marks=first, second_marks=second, verdict=verdict, decided_by=by, decided_at=at)


def _forget(first: list[int], second: list[int]) -> None:
    for mine, theirs in ((first, second), (second, first)):
        Decision.objects.filter(first_marks__overlap=mine, second_marks__overlap=theirs).delete()
