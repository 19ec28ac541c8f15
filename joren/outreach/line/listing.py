"""The list of LINE friends."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table


class FriendFilters(forms.Form):
    """By name, and by what is known of them."""

    text = forms.CharField(label=_("Search"), required=False)
    which = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[
            ("", _("all")),
            ("unlinked", _("not linked yet")),
            ("linked", _("linked")),
            ("blocked", _("blocked us")),
        ],
    )


class FriendTable(Table):
    """Friends of the official account."""

    key = "line_friends"
    columns = (
        Column(
            key="name",
            label=_("Name on LINE"),
            value="__str__",
            primary=True,
            link=lambda row: reverse("line:conversation", args=[row.pk]),
        ),
        Column(key="customer", label=_("Customer"), template="line/_customer_cell.html"),
        Column(key="state", label=_("State"), template="line/_state_cell.html"),
        Column(key="followed_at", label=_("Friend since"), type="day", sort="followed_at"),
        Column(key="linked_how", label=_("Linked by"), is_optional=True),
    )
    default_sort = "-followed_at"
    filter_form = FriendFilters
    empty_icon = "users"
    empty_title = _("No LINE friends yet")
    empty_text = _("Whoever adds the account or writes to it appears here, once the webhook is set up.")

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Keep those asked for."""
        text, which = (values.get("text") or "").strip(), values.get("which") or ""
        if text:
            rows = rows.filter(display_name__icontains=text)
        if which == "blocked":
            return rows.filter(is_following=False)
        return rows.filter(customer__isnull=which == "unlinked") if which else rows
