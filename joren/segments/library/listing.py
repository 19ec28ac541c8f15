"""The lists of the library: segments, and the members of one."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.models import Staff
from joren.foundation.ui.tables import Column, Table
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to

from .models import Membership


class SegmentTable(Table):
    """Saved segments."""

    key = "segments"
    columns = (
        Column(
            key="name",
            label=_("Name"),
            sort="name",
            primary=True,
            link=lambda row: reverse("segments:detail", args=[row.key]),
        ),
        Column(key="last_count", label=_("People"), type="number", sort="last_count"),
        Column(key="state", label=_("State"), template="library/_state_cell.html"),
        Column(key="counted_at", label=_("Counted"), type="ago", sort="counted_at"),
        Column(key="changed_at", label=_("Changed"), type="ago", sort="changed_at"),
        Column(key="created_by", label=_("By"), is_optional=True),
        Column(key="key", label=_("Key"), sort="key", is_optional=True),
        Column(key="version", label=_("Version"), type="number", is_optional=True),
    )
    default_sort = "name"
    empty_icon = "users-group"
    empty_title = _("No segment yet")
    empty_text = _(
        "A segment is a rule with a name, such as “bought three times in a year”."
        " Whom it is true for is always counted anew."
    )


class MemberTable(Table):
    """The members of a segment."""

    key = "segment-members"
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
    empty_title = _("Nobody is in this segment today")


class MovesTable(Table):
    """Who entered or left, with the reason. The view gives each row `because` and `at_least`."""

    empty_icon = "arrows-left-right"


def _name(row: Membership) -> str:
    return row.customer.full_name


def _to_customer(row: Membership) -> str:
    return reverse("customers:detail", args=[row.customer_id])


_BECAUSE = "library/_because.html"


class EnteredTable(MovesTable):
    """Who came in."""

    key = "segment-entered"
    columns = (
        Column(key="name", label=_("Name"), value=_name, primary=True, link=_to_customer),
        Column(key="entered_on", label=_("Came in on"), type="day", sort="entered_on"),
        Column(key="because", label=_("Because"), template=_BECAUSE),
        Column(key="left_on", label=_("Left on"), type="day"),
        Column(key="member_number", label=_("Member number"), value="customer.member_number", is_optional=True),
    )
    default_sort = "-entered_on"
    empty_title = _("Nobody has come in since following began")


class LeftTable(MovesTable):
    """Who left."""

    key = "segment-left"
    columns = (
        Column(key="name", label=_("Name"), value=_name, primary=True, link=_to_customer),
        Column(key="left_on", label=_("Left on"), type="day", sort="left_on"),
        Column(key="because", label=_("Because"), template=_BECAUSE),
        Column(key="entered_on", label=_("Had come in on"), type="day"),
        Column(key="member_number", label=_("Member number"), value="customer.member_number", is_optional=True),
    )
    default_sort = "-left_on"
    empty_title = _("Nobody has left since following began")


def customers_of(ids: list[int], staff: Staff | None) -> QuerySet[Customer]:
    """Those of the customers that this person may see. One array: an IN list would be parsed item by item."""
    listed: Any = RawSQL("SELECT unnest(%s::bigint[])", [ids])
    return customers_visible_to(staff).filter(pk__in=listed)
