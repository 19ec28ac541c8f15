"""The lists of post."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table


class RunTable(Table):
    """All print runs."""

    key = "post-runs"
    columns = (
        Column(
            key="name",
            label=_("Name"),
            primary=True,
            sort="name",
            link=lambda row: reverse("post:detail", args=[row.pk]),
        ),
        Column(key="state", label=_("State"), template="post/_state_cell.html", sort="state"),
        Column(key="piece_count", label=_("Pieces"), type="number"),
        Column(key="returned_count", label=_("Returned by the post"), type="number"),
        Column(key="layout", label=_("Printed on"), value=lambda row: row.get_layout_display(), is_optional=True),
        Column(key="posted_on", label=_("Posted on"), type="day", sort="posted_on"),
        Column(key="created_at", label=_("Created"), type="moment", sort="created_at"),
    )
    default_sort = "-created_at"
    empty_icon = "mailbox"
    empty_title = _("No print run yet")
    empty_text = _("Letters of campaigns and journeys, and labels for a segment, are gathered here and printed.")


class PieceTable(Table):
    """The pieces of a run."""

    key = "post-pieces"
    columns = (
        Column(key="number", label=_("No."), type="number", sort="number"),
        Column(
            key="customer",
            label=_("Customer"),
            value="customer.full_name",
            primary=True,
            link=lambda row: reverse("customers:detail", args=[row.customer_id]),
        ),
        Column(key="address", label=_("Postal address"), value="delivery.address"),
        Column(key="state", label=_("What became of it"), template="post/_piece_cell.html"),
    )
    default_sort = "number"
    empty_icon = "mailbox"
    empty_title = _("No piece yet")
