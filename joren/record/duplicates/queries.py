"""Reads of duplicates."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet

from joren.foundation.jobs.models import Job
from joren.foundation.jobs.queries import latest
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to

from .lookup import carriers_of, found
from .models import ONLY, Candidate, CheckState, DuplicateSettings
from .moments import Moment, changed_since
from .reading import people_of
from .rules.blocking import keys_of, refiners_of
from .rules.evidence import Base, Evidence
from .rules.features import PersonFeatures, Written, features_of
from .rules.marks import marks_of
from .rules.scoring import Match as Comparison
from .rules.scoring import compare

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@dataclass(frozen=True, slots=True)
class Match:
    """A customer who may be the person asked for, and why (`sentences.why(match.evidence)`)."""

    customer: Customer
    probability: float
    band: str
    suggests: str
    evidence: tuple[Evidence, ...]


def matches_of(
    person: Written, *, staff: "Staff | None" = None, limit: int = 10, but: int | None = None
) -> list[Match]:
    """Who of the base may be this person, likeliest first; relatives come last. In milliseconds, however big it is.

    Answers from the last check: a customer recorded since then is not found yet. `but`: a customer to leave out.
    """
    with connection.cursor() as cursor:
        near = found(cursor, features_of(person), people_known(), but=but)
    visible = customers_visible_to(staff).in_bulk([item.customer_id for item in near[: limit * 5]])
    return [Match(visible[item.customer_id], *item.match) for item in near if item.customer_id in visible][:limit]


def evidence_of(first: int, second: int) -> Comparison:
    """How two customers compare as they are now."""
    one, other = person_of(first), person_of(second)
    with connection.cursor() as cursor:
        keys = [key for person in (one, other) for key in (*keys_of(person), *refiners_of(person))]
        carriers = carriers_of(cursor, keys)
    return compare(one, other, Base(people_known(), lambda key: carriers.get(key, 0)))


def person_of(customer_id: int) -> PersonFeatures:
    """What is compared of a customer, as they are now; nothing of one who is gone."""
    return _person(customer_id)[1]


def marks_of_customer(customer_id: int) -> list[int]:
    """What names this customer for good."""
    former, person = _person(customer_id)
    return marks_of(customer_id, former, person)


def _person(customer_id: int) -> tuple[list[int], PersonFeatures]:
    with connection.cursor() as cursor:
        for _key, former, written in people_of(cursor.connection, [customer_id]):
            return former, features_of(written)
    return [], PersonFeatures()


def written_of_customer(customer_id: int) -> Written | None:
    """A customer as written, for `matches_of`; None when there is no such customer."""
    with connection.cursor() as cursor:
        return next((written for _key, _former, written in people_of(cursor.connection, [customer_id])), None)


def candidates(
    staff: "Staff | None", *, state: str = "open", band: str = "", suggests: str = ""
) -> QuerySet[Candidate]:
    """The pairs of whom this person may see both, sure ones first, then by likelihood. Empty words mean all."""
    visible = customers_visible_to(staff).values("pk")
    pairs = Candidate.objects.select_related("first", "second", "decided_by")
    for field, wanted in (("state", state), ("band", band), ("suggests", suggests)):
        if wanted:
            pairs = pairs.filter(**{field: wanted})
    if staff is not None:
        pairs = pairs.filter(first__in=visible, second__in=visible)
    return pairs.order_by("-band", "-probability", "id")


def people_known() -> int:
    """How many people the last check knew."""
    return CheckState.objects.filter(pk=ONLY).values_list("people", flat=True).first() or 0


def the_settings() -> DuplicateSettings:
    """What the business switched on; nothing when nobody did."""
    return DuplicateSettings.objects.filter(pk=ONLY).first() or DuplicateSettings(pk=ONLY)


def the_state() -> CheckState | None:
    """When the base was last checked; None before the first check."""
    return CheckState.objects.filter(pk=ONLY).first()


def something_changed() -> bool:
    """Whether anything that is compared was written since the last check began."""
    state = the_state()
    if state is None or state.snapshot_xmin is None:
        return Customer.objects.exists()
    moment = Moment(state.database, state.snapshot, state.snapshot_xmin, state.log_position)
    with connection.cursor() as cursor:
        return bool(changed_since(cursor, moment))


def latest_job() -> Job | None:
    """The newest check the worker did, does or will do."""
    return latest("duplicates.check")


def told(match: Match) -> dict[str, Any]:
    """A match for programs."""
    from .sentences import why

    return {
        "customer": match.customer.pk,
        "member_number": match.customer.member_number,
        "name": match.customer.full_name,
        "probability": round(match.probability, 4),
        "band": match.band,
        "suggests": match.suggests,
        "why": why([item._asdict() for item in match.evidence]),
        "evidence": [item._asdict() for item in match.evidence],
    }


def told_candidate(candidate: Candidate) -> dict[str, Any]:
    """A pair for programs."""
    from .sentences import why

    return {
        "id": candidate.pk,
        "first": {"id": candidate.first.pk, "name": candidate.first.full_name},
        "second": {"id": candidate.second.pk, "name": candidate.second.full_name},
        "probability": round(candidate.probability, 4),
        "band": candidate.band,
        "suggests": candidate.suggests,
        "state": candidate.state,
        "why": why(candidate.evidence),
        "evidence": candidate.evidence,
        "found_at": candidate.found_at,
        "decided_at": candidate.decided_at,
    }
