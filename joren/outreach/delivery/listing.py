"""The list of blocked addresses."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table


class SuppressionFilters(forms.Form):
    """Search by a part of the address."""

    text = forms.CharField(label=_("Search"), required=False)


class SuppressionTable(Table):
    """Blocked addresses."""

    key = "suppressions"
    columns = (
        Column(key="address", label=_("Blocked address"), sort="address", primary=True),
        Column(key="reason", label=_("Why"), value="get_reason_display", sort="reason"),
        Column(key="at", label=_("Blocked since"), type="moment", sort="at"),
        Column(key="note", label=_("Note")),
        Column(key="lift", label=_("Unblock"), template="delivery/_lift_cell.html"),
    )
    default_sort = "-at"
    filter_form = SuppressionFilters
    empty_icon = "mail-off"
    empty_title = _("No address is blocked")
    empty_text = _("Addresses that do not exist, that reported a mail as spam or that you block yourself appear here.")

    def cell_context(self) -> dict[str, Any]:
        """Whether this person may unblock."""
        staff: Any = self.request.user
        return {"may_lift": staff.may("delivery.decide")}

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Keep addresses that hold the text."""
        text = (values.get("text") or "").strip()
        return rows.filter(address__icontains=text) if text else rows
