"""The list of the mailbox."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table

from . import queries


class MailboxFilters(forms.Form):
    """Search in address, subject and text."""

    text = forms.CharField(label=_("Search"), required=False)


class MailboxTable(Table):
    """Captured mails."""

    key = "mailbox"
    columns = (
        Column(
            key="subject",
            label=_("Subject"),
            primary=True,
            link=lambda row: reverse("mail:mail", args=[row.pk]),
        ),
        Column(key="recipient", label=_("To"), sort="recipient"),
        Column(key="at", label=_("When"), type="moment", sort="at"),
        Column(key="origin", label=_("From what"), is_optional=True),
    )
    default_sort = "-at"
    filter_form = MailboxFilters
    empty_icon = "inbox"
    empty_title = _("The mailbox is empty")
    empty_text = _("As long as no mail account is switched on, every mail is kept here instead of being sent.")

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Keep the mails that hold every word."""
        return queries.holding(rows, values.get("text") or "")
