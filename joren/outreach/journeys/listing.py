"""The lists of journeys, of the people in one, and of what a rehearsal came to."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table

from .forms.journey import EntryFilters
from .models import Entry
from .queries import inside_counts
from .sentences.labels import outcome_label
from .sentences.steps import step_sentence


class JourneyTable(Table):
    """All journeys."""

    key = "journeys"
    columns = (
        Column(
            key="name",
            label=_("Name"),
            primary=True,
            sort="name",
            link=lambda row: reverse("journeys:detail", args=[row.pk]),
        ),
        Column(key="status", label=_("State"), template="journeys/_status_cell.html", sort="status"),
        Column(key="inside", label=_("Inside now"), template="journeys/_inside_cell.html"),
        Column(key="version", label=_("Version"), value="version.number"),
        Column(key="started_at", label=_("Since"), type="moment", sort="started_at"),
        Column(key="created_by", label=_("By"), is_optional=True),
        Column(key="created_at", label=_("Created"), type="moment", sort="created_at"),
    )
    default_sort = "-created_at"
    empty_icon = "route"
    empty_title = _("No journey yet")
    empty_text = _("A journey leads each person step by step: when something happens, what they get, and what then.")

    def cell_context(self) -> dict[str, Any]:
        """How many are inside each."""
        return {"inside": inside_counts([row.pk for row in self.slice.rows])}


class EntryTable(Table):
    """The people of a journey."""

    key = "journey-people"
    columns = (
        Column(
            key="customer",
            label=_("Name"),
            value="customer.full_name",
            primary=True,
            link=lambda row: reverse("journeys:person", args=[row.journey_id, row.pk]),
        ),
        Column(key="number", label=_("Which time")),
        Column(key="entered_at", label=_("Entered"), type="moment", sort="entered_at"),
        Column(key="state", label=_("State"), template="journeys/_entry_cell.html"),
        Column(key="next", label=_("Goes on"), value="position.due_at", type="moment"),
        Column(key="version", label=_("Version"), value="version.number", is_optional=True),
        Column(key="stratum", label=_("Earlier buying"), is_optional=True),
    )
    default_sort = "-entered_at"
    filter_form = EntryFilters
    empty_icon = "users"
    empty_title = _("Nobody has entered yet")

    def narrow(self, rows: QuerySet[Entry], values: dict[str, Any]) -> QuerySet[Entry]:
        """Those inside, held back, or out again."""
        state = values.get("state")
        if state == "inside":
            return rows.filter(ending="")
        if state == "held_back":
            return rows.filter(decision=Entry.Decision.HELD_BACK)
        return rows.exclude(ending="") if state == "out" else rows


class RehearsedTable(Table):
    """What people would have got."""

    key = "journey-rehearsed"
    columns = (
        Column(
            key="customer",
            label=_("Name"),
            value="customer.full_name",
            primary=True,
            link=lambda row: reverse("customers:detail", args=[row.customer_id]),
        ),
        Column(key="at", label=_("When"), type="moment", sort="at"),
        Column(key="goes_at", label=_("Would have gone"), type="moment"),
        Column(key="what", label=_("What"), template="journeys/_what_cell.html"),
        Column(key="outcome", label=_("Outcome"), template="journeys/_outcome_cell.html"),
        Column(key="remark", label=_("Remark"), template="journeys/_remark_cell.html"),
    )
    default_sort = "at"
    empty_icon = "flask"
    empty_title = _("Nobody would have got anything")

    def cell_context(self) -> dict[str, Any]:
        """The words of steps and outcomes."""
        definition = self.definition
        from .rules.editing import find, step_ids

        steps = {key: step_sentence(find(definition, key) or {}, definition) for key in step_ids(definition)}
        return {"steps": steps, "outcome_words": {row.outcome: outcome_label(row.outcome) for row in self.slice.rows}}

    definition: dict[str, Any] = {}
