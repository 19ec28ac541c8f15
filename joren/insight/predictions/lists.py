"""Lists of predictions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table


class PredictionTable(Table):
    """People with what is expected of them, most value first."""

    key = "predictions"
    columns = (
        Column(
            key="name",
            label=_("Name"),
            value=lambda row: row.customer.full_name,
            primary=True,
            link=lambda row: reverse("customers:detail", args=[row.customer_id]),
        ),
        Column(key="alive", label=_("Still a customer (%)"), type="number", sort="alive"),
        Column(key="purchases", label=_("Purchases in 12 months"), type="number", sort="purchases"),
        Column(key="value", label=_("Value in 12 months"), type="money", sort="value"),
        Column(key="last_on", label=_("Last purchase"), type="day", sort="last_on"),
        Column(key="next_on", label=_("Next expected by"), type="day", sort="next_on"),
    )
    default_sort = "-value"
    empty_icon = "crystal-ball"
    empty_title = _("Nobody here")
    empty_text = _("No customer is predicted to be in this group.")

    def narrow(self, rows: Any, values: Any) -> Any:
        """Nothing to narrow by."""
        return rows
