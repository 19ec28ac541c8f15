"""Reads of data health."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from joren.foundation.jobs.models import Job
from joren.foundation.jobs.queries import latest
from joren.foundation.time import clock
from joren.record.customers.queries import customers_visible_to
from joren.record.duplicates.models import Candidate

from .errors import NotMeasured
from .figures import IN_ORDER, REACHED, figures, sees_all, standings, won_back
from .models import ONLY, Finding, HealthSettings, HealthSnapshot, Standing

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

State = Finding.State
_TREND = 180
_MONEY = ("yen", "lost_yen")


def the_settings() -> HealthSettings:
    """What the business says about its data; the defaults when nobody said anything."""
    return HealthSettings.objects.filter(pk=ONLY).first() or HealthSettings(pk=ONLY)


def latest_snapshot() -> HealthSnapshot | None:
    """The newest figures; None before the first measurement."""
    return HealthSnapshot.objects.first()


def the_figures(staff: "Staff | None") -> dict[str, Any]:
    """The figures as of the last measurement, for this person's customers. Raises NotMeasured."""
    snapshot = latest_snapshot()
    if snapshot is None:
        raise NotMeasured
    told = dict(snapshot.figures) if sees_all(staff) else figures(staff, snapshot.day)
    numbers: dict[str, Any] = _exact(told)
    return numbers | {"measured_at": snapshot.measured_at}


def _exact(told: Any, key: str = "") -> Any:
    """The figures with sums of money as numbers: they are kept as texts, because JSON has no exact ones."""
    if isinstance(told, dict):
        return {name: _exact(value, name) for name, value in told.items()}
    if isinstance(told, list):
        return [_exact(value, key) for value in told]
    return Decimal(told) if key in _MONEY and isinstance(told, str) else told


def trend() -> list[HealthSnapshot]:
    """The last half year of figures, oldest first."""
    return list(HealthSnapshot.objects.all()[:_TREND])[::-1]


def findings(staff: "Staff | None", *, check: str = "", state: str = "open") -> QuerySet[Finding]:
    """Findings about customers this person may see, most yen first. Empty words mean all."""
    rows = Finding.objects.filter(customer__in=customers_visible_to(staff).values("pk")).select_related("customer")
    if check:
        rows = rows.filter(check_key=check)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-stake", "id")


def people_lost_at(staff: "Staff | None", step: str) -> QuerySet[Standing]:
    """Whom the waterfall loses at a step (``reachable``, ``in_order``), or who is left (``left``)."""
    rows = standings(staff).select_related("customer")
    narrowed = {
        "reachable": rows.exclude(REACHED),
        "in_order": rows.filter(REACHED, faults__gt=0),
        "left": rows.filter(IN_ORDER),
    }
    return narrowed[step].order_by("-stake", "id")


def this_week() -> date:
    """The Monday of this week."""
    from .actions.picking import week_of

    return week_of(clock.today())


def queue(staff: "Staff | None") -> list[Finding]:
    """This week's queue of what this person may see, in its order."""
    return list(findings(staff, state="").filter(week=this_week()).order_by("place", "id"))


def is_to_do(finding: Finding, decided_pairs: set[int]) -> bool:
    """Whether it waits for somebody; a pair of duplicates that was decided in its review does not."""
    return finding.state == State.OPEN and finding.detail.get("pair") not in decided_pairs


def decided_pairs(rows: list[Finding]) -> set[int]:
    """The pairs among these findings that are decided since they were measured."""
    pairs = {row.detail["pair"] for row in rows if "pair" in row.detail and row.state == State.OPEN}
    still = Candidate.objects.filter(pk__in=pairs, state=Candidate.State.OPEN).values_list("pk", flat=True)
    return pairs - set(still)


def progress_of(staff: "Staff | None") -> dict[str, Any]:
    """How far this week's queue is, the first that is to do, and what the repairs won back."""
    rows = queue(staff)
    decided = decided_pairs(rows)
    to_do = [row for row in rows if is_to_do(row, decided)]
    return {
        "total": len(rows),
        "done": len(rows) - len(to_do),
        "open": len(to_do),
        "first": to_do[0] if to_do else None,
        "to_do": to_do,
        "won_back": won_back(staff, this_week()),
    }


def may_undo(staff: "Staff") -> bool:
    """Whether this person decided something in the queue that can be taken back."""
    return Finding.objects.filter(decided_by=staff, decided_at__isnull=False, week__isnull=False).exists()


def running_job() -> Job | None:
    """The measurement that waits or runs, if one does now."""
    job = latest("health.measure")
    if job is None or job.state not in (Job.State.DUE, Job.State.RUNNING):
        return None
    return job if job.state == Job.State.RUNNING or job.due_at <= clock.now() else None


def told(finding: Finding) -> dict[str, Any]:
    """A finding for programs."""
    from .sentences import suggested, wrong

    return {
        "id": finding.pk,
        "customer": finding.customer_id,
        "name": finding.customer.full_name,
        "check": finding.check_key,
        "hint": finding.hint,
        "wrong": wrong(finding),
        "suggestions": [suggested(suggestion) for suggestion in finding.suggestions],
        "yen": finding.stake,
        "state": finding.state,
        "found_at": finding.found_at,
    }
