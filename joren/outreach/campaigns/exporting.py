"""An audience as a CSV file: each person with what was decided and why."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from joren.foundation.exporting import csv_lines, csv_text
from joren.record.customers.queries import customers_visible_to

from .models import AudienceMember, Campaign

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_PIECE = 2_000
Decision = AudienceMember.Decision


def as_csv(campaign: Campaign, staff: "Staff | None") -> Iterator[str]:
    """The file in pieces, for people this person may see. Excel in Japan opens it as it is."""
    yield csv_text(_heading(), [])
    rows = iter(_rows(campaign, staff).iterator(chunk_size=_PIECE))
    while piece := list(islice(rows, _PIECE)):
        yield "".join(islice(csv_lines(_heading(), map(_cells, piece)), 1, None))


def _rows(campaign: Campaign, staff: "Staff | None") -> QuerySet[AudienceMember]:
    rows = AudienceMember.objects.filter(campaign=campaign, customer__in=customers_visible_to(staff))
    return rows.select_related("customer").order_by("pk")


def _heading() -> list[str]:
    return [
        _("No."), _("Member number"), _("Name"), _("Decision"), _("Reason"), _("Channel"), _("Wording"),
        _("Class of earlier buying"), _("Occasion"), _("Decided on"),
    ]  # fmt: skip


def _cells(row: AudienceMember) -> Sequence[Any]:
    return [
        row.customer_id,
        row.customer.member_number or "",
        row.customer.full_name,
        row.get_decision_display(),
        row.get_reason_display() if row.reason else "",
        row.channel,
        row.variant.upper(),
        row.stratum,
        row.occasion,
        row.decided_on or "",
    ]
