"""Findings as rows, for a list somebody works through on paper."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from joren.foundation.exporting import ExportColumn, Scope

from . import queries
from .sentences import CHECKS, suggested, wrong

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_AT_ONCE: Final = 2_000


def columns() -> tuple[ExportColumn, ...]:
    """Whose record, what is wrong, what is suggested, what is at stake."""
    return (
        ExportColumn(key="record_id", label=_("Joren number"), type="code"),
        ExportColumn(key="member_number", label=_("Member number"), type="code"),
        ExportColumn(key="name", label=_("Name")),
        ExportColumn(key="check", label=_("Check")),
        ExportColumn(key="wrong", label=_("What is wrong")),
        ExportColumn(key="suggestion", label=_("Suggestion")),
        ExportColumn(key="stake", label=_("Sales of the last 365 days"), type="money"),
        ExportColumn(key="found_at", label=_("Found at"), type="moment"),
    )


def rows(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Open findings about customers this person may see, in the order of their numbers."""
    for finding in queries.findings(staff).order_by("pk").iterator(chunk_size=_AT_ONCE):
        told = {
            "record_id": finding.customer_id,
            "member_number": finding.customer.member_number or "",
            "name": finding.customer.full_name,
            "check": str(CHECKS[finding.check_key]),
            "wrong": wrong(finding),
            "suggestion": suggested(finding.suggestions[0]) if finding.suggestions else "",
            "stake": finding.stake,
            "found_at": finding.found_at,
        }
        yield tuple(told[column] for column in scope.columns)


def count(staff: "Staff | None", scope: Scope) -> int:
    """How many rows there are."""
    return queries.findings(staff).count()
