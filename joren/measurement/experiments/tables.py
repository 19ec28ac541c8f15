"""The lists of the results pages."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.registry.entries import Text
from joren.foundation.ui.tables import Column, Table

from .measuring import HELD_BACK, SEND
from .models import Evaluation
from .windows import Window


def window_of(row: Evaluation) -> Window:
    """The days the verdict is about."""
    return Window(row.window_start, row.window_days)


class ResultFilters(forms.Form):
    """Which verdicts."""

    code = forms.ChoiceField(label=_("verdict"), required=False, choices=[("", _("all")), *Evaluation.Code.choices])


class ResultTable(Table):
    """All verdicts."""

    key = "results"
    columns = (
        Column(
            key="campaign",
            label=_("What was tried"),
            value="name",
            sort="name",
            primary=True,
            link=lambda row: reverse("experiments:result", args=[row.path]),
        ),
        Column(key="code", label=_("Verdict"), template="experiments/_verdict_cell.html", sort="code"),
        Column(key="sales", label=_("Extra sales"), template="experiments/_sales_cell.html", sort="extra_sales"),
        Column(key="range", label=_("95 % interval"), template="experiments/_range_cell.html"),
        Column(key="buyers", label=_("Extra buyers"), template="experiments/_buyers_cell.html", sort="extra_buyers"),
        Column(key="gain", label=_("Left after all costs"), value="gain", type="money", sort="gain"),
        Column(
            key="cost",
            label=_("Cost of sending and coupons"),
            value="cost",
            type="money",
            sort="cost",
            is_optional=True,
        ),
        Column(key="people", label=_("People"), type="number", sort="people"),
        Column(key="sent", label=_("Sent on"), value="window_start", type="day", sort="window_start"),
        Column(
            key="last", label=_("Window until"), value=lambda row: window_of(row).last, type="day", is_optional=True
        ),
        Column(
            key="judged", label=_("Judged at"), value="judged_at", type="moment", sort="judged_at", is_optional=True
        ),
    )
    default_sort = "-sent"
    filter_form = ResultFilters
    empty_icon = "scale"
    empty_title = _("No verdict yet")
    empty_text = _(
        "When a campaign with a held-back group has been sent and its window has ended, this page says whether it"
        " worked."
    )

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Keep one kind of verdict."""
        return rows.filter(code=values["code"]) if values["code"] else rows


_GROUPS: Final[dict[str, Text]] = {SEND: _("Sent to"), HELD_BACK: _("Not sent to")}


class PeopleFilters(forms.Form):
    """Which of the people."""

    group = forms.ChoiceField(
        label=_("group"),
        required=False,
        choices=[("", _("both groups")), (SEND, _("Sent to")), (HELD_BACK, _("Not sent to"))],
    )
    bought = forms.ChoiceField(
        label=_("purchase"), required=False, choices=[("", _("all")), ("1", _("bought")), ("0", _("did not buy"))]
    )


class PeopleTable(Table):
    """The people behind a result."""

    key = "result-people"
    columns = (
        Column(
            key="name",
            label=_("Customer"),
            value=lambda row: row.full_name,
            sort="kana",
            primary=True,
            link=lambda row: reverse("customers:detail", args=[row.pk]),
        ),
        Column(key="group", label=_("Group"), value=lambda row: _GROUPS[row.decision], sort="decision"),
        Column(
            key="variant", label=_("Variant"), value=lambda row: row.variant.upper(), sort="variant", is_optional=True
        ),
        Column(key="bought", label=_("Bought"), type="yes_no", sort="bought"),
        Column(key="spent", label=_("Spent in the window"), type="money", sort="spent"),
        Column(key="spent_before", label=_("Spent before"), type="money", sort="spent_before"),
    )
    default_sort = "-spent"
    filter_form = PeopleFilters
    empty_icon = "users"
    empty_title = _("Nobody here")

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Keep a group, or those who bought."""
        if values["group"]:
            rows = rows.filter(decision=values["group"])
        return rows.filter(bought=values["bought"] == "1") if values["bought"] else rows
