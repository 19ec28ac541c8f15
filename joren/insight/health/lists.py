"""The lists of data health: findings, and people lost at a step of the waterfall."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table

from .forms import FindingFilters
from .sentences import CHANNELS, CHECKS, suggested, wrong


def _page(row: Any) -> str:
    return reverse("customers:detail", args=[row.customer_id])


class FindingTable(Table):
    """Open findings, most yen first."""

    key = "health_findings"
    columns = (
        Column(key="name", label=_("Name"), value=lambda row: row.customer.full_name, primary=True, link=_page),
        Column(key="check", label=_("Check"), value=lambda row: CHECKS[row.check_key]),
        Column(key="wrong", label=_("What is wrong"), value=wrong),
        Column(
            key="suggestion",
            label=_("Suggestion"),
            value=lambda row: suggested(row.suggestions[0]) if row.suggestions else None,
        ),
        Column(key="stake", label=_("Sales of the last 365 days"), type="money", sort="stake"),
        Column(key="found_at", label=_("Found"), type="ago", sort="found_at", is_optional=True),
    )
    default_sort = "-stake"
    filter_form = FindingFilters
    empty_icon = "circle-check"
    empty_title = _("Nothing is wrong here")
    empty_text = _("Whatever is found in the next measurement stands here.")

    def narrow(self, rows: Any, values: Any) -> Any:
        """By check."""
        return rows.filter(check_key=values["check"]) if values["check"] else rows


class PeopleTable(Table):
    """People lost at a step, most yen first."""

    key = "health_people"
    columns = (
        Column(key="name", label=_("Name"), value=lambda row: row.customer.full_name, primary=True, link=_page),
        Column(key="stake", label=_("Sales of the last 365 days"), type="money", sort="stake"),
        Column(
            key="working",
            label=_("Contacts that work"),
            value=lambda row: " · ".join(str(CHANNELS[name]) for name in CHANNELS if name in row.working) or None,
        ),
        Column(
            key="reach",
            label=_("Agreed and reachable"),
            value=lambda row: " · ".join(str(CHANNELS[name]) for name in CHANNELS if name in row.reach) or None,
        ),
        Column(key="faults", label=_("Open faults"), type="number", sort="faults"),
    )
    default_sort = "-stake"
    empty_icon = "circle-check"
    empty_title = _("Nobody is lost here")
    empty_text = _("All customers of the step before pass this one.")
