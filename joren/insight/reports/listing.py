"""The list of people behind a row."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table


class PeopleTable(Table):
    """Customers behind a row of a report."""

    key = "report-people"
    columns = (
        Column(
            key="name",
            label=_("Name"),
            value="full_name",
            sort="family_kana",
            primary=True,
            link=lambda row: reverse("customers:detail", args=[row.pk]),
        ),
        Column(key="member_number", label=_("Member number"), sort="member_number"),
        Column(key="shop", label=_("Home shop"), value="shop.name", sort="shop__code"),
        Column(key="registered_on", label=_("Registered on"), type="day", sort="registered_on"),
        Column(key="number", label=_("No."), value="pk", sort="pk", is_optional=True),
    )
    default_sort = "-number"
    empty_icon = "users"
    empty_title = _("Nobody here that you may see")
