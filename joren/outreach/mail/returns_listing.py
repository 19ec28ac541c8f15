"""The list of mails that came back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table

from .models import ReturnedMail


class ReturnsFilters(forms.Form):
    """Search by a part of the address, or by what it did."""

    text = forms.CharField(label=_("Search"), required=False)
    effect = forms.ChoiceField(label=_("What it did"), required=False, choices=ReturnedMail.Effect.choices)


class ReturnsTable(Table):
    """Mails that came back."""

    key = "returns"
    columns = (
        Column(key="address", label=_("Address"), sort="address", primary=True),
        Column(key="reason", label=_("Why it came back"), value="reason_label"),
        Column(key="effect", label=_("What it did"), template="mail/_effect_cell.html"),
        Column(key="at", label=_("When"), type="moment", sort="at"),
        Column(key="words", label=_("What the server said"), template="mail/_words_cell.html"),
        Column(key="source", label=_("Came by"), is_optional=True),
    )
    default_sort = "-at"
    filter_form = ReturnsFilters
    empty_icon = "mail-check"
    empty_title = _("Nothing came back")
    empty_text = _("Mails that could not be delivered and complaints appear here, with what followed from them.")

    def cell_context(self) -> dict[str, Any]:
        """Whether this person may decide about unmatched ones."""
        staff: Any = self.request.user
        return {"may_decide": staff.may("mail.account")}

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Keep addresses that hold the text, and one effect."""
        if values.get("effect"):
            rows = rows.filter(effect=values["effect"])
        text = (values.get("text") or "").strip()
        return rows.filter(address__icontains=text) if text else rows
