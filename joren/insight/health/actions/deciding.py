"""What somebody does about one finding of the queue: accept, delete, put off, excuse, and take the last back."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.insight.health import repairing
from joren.insight.health.errors import (
    FindingDecided,
    FindingNotFound,
    NoSuchSuggestion,
    NothingToDelete,
    NothingToUndo,
)
from joren.insight.health.models import Finding
from joren.insight.health.rules import CHECKS
from joren.record.customers.queries import may_see

from .measuring import measure_some

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

PUT_OFF: Final = timedelta(days=91)
State = Finding.State


@transaction.atomic
def repair(*, finding_id: int, by: "Staff | None", choice: int = 0) -> Finding:
    """Write the suggestion of that place (0 is the first) into the record. Raises NoSuchSuggestion, FindingDecided,
    FindingNotFound, and what the record refuses.
    """
    finding = _held(finding_id, by)
    if not 0 <= choice < len(finding.suggestions):
        raise NoSuchSuggestion
    return _decided(finding, State.DONE, by, repairing.accept(finding, finding.suggestions[choice], by))


@transaction.atomic
def delete_value(*, finding_id: int, by: "Staff | None") -> Finding:
    """Take the wrong value out of the record. Raises NothingToDelete and what `repair` raises."""
    finding = _held(finding_id, by)
    if not CHECKS[finding.check_key].deletes:
        raise NothingToDelete
    return _decided(finding, State.DONE, by, repairing.delete(finding, by))


@transaction.atomic
def skip(*, finding_id: int, by: "Staff | None") -> Finding:
    """Put it off for three months. Raises FindingDecided, FindingNotFound."""
    finding = _held(finding_id, by)
    finding.skipped_until = clock.today() + PUT_OFF
    return _decided(finding, State.SKIPPED, by, [])


@transaction.atomic
def not_a_fault(*, finding_id: int, by: "Staff | None") -> Finding:
    """Remember that this value is right. Raises FindingDecided, FindingNotFound."""
    return _decided(_held(finding_id, by), State.NOT_FAULT, by, [])


@transaction.atomic
def undo_last(*, by: "Staff") -> Finding:
    """Take the last decision of this person in the queue back; its finding is open again. Raises NothingToUndo, or
    ChangedSince when the record was changed in the meantime.
    """
    decided = Finding.objects.filter(decided_by=by, decided_at__isnull=False, week__isnull=False)
    last = decided.order_by("-decided_at", "-pk").first()
    if last is None or not may_see(by, last.customer_id):
        raise NothingToUndo
    finding = _locked(last.pk, last.customer_id)
    repairing.take_back(finding, by)
    finding.state, finding.undo, finding.decided_at, finding.decided_by = State.OPEN, [], None, None
    finding.skipped_until = None
    finding.save(update_fields=["state", "undo", "decided_at", "decided_by", "skipped_until"])
    measure_some([finding.customer_id])
    _record(finding, "undone", by)
    finding.refresh_from_db()
    return finding


def _held(finding_id: int, by: "Staff | None") -> Finding:
    """The open finding, while nobody else decides about this customer."""
    found = Finding.objects.filter(pk=finding_id).first()
    if found is None or not may_see(by, found.customer_id):
        raise FindingNotFound
    finding = _locked(found.pk, found.customer_id)
    if finding.state != State.OPEN:
        raise FindingDecided
    return finding


def _locked(key: int, customer_id: int) -> Finding:
    rows = Finding.objects.select_for_update().filter(customer=customer_id).order_by("pk")
    finding = next((row for row in rows if row.pk == key), None)
    if finding is None:
        raise FindingNotFound
    return finding


def _decided(finding: Finding, state: State, by: "Staff | None", undo: list[dict[str, Any]]) -> Finding:
    finding.state, finding.undo, finding.decided_by, finding.decided_at = state, undo, by, clock.now()
    finding.save(update_fields=["state", "undo", "decided_by", "decided_at", "skipped_until"])
    measure_some([finding.customer_id])
    _record(finding, str(state), by)
    finding.refresh_from_db()
    return finding


def _record(finding: Finding, decision: str, by: "Staff | None") -> None:
    audit.record(
        "changed",
        by=by,
        subject_type="finding",
        subject_id=finding.pk,
        customer_id=finding.customer_id,
        detail={"check": finding.check_key, "decision": decision},
    )
