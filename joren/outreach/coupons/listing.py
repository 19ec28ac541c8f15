"""The lists of coupons."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table

from .queries import promise


class CouponTable(Table):
    """All coupons."""

    key = "coupons"
    columns = (
        Column(
            key="name",
            label=_("Name"),
            primary=True,
            sort="name",
            link=lambda row: reverse("coupons:detail", args=[row.pk]),
        ),
        Column(key="promise", label=_("What it gives"), value=promise),
        Column(key="status", label=_("State"), template="coupons/_status_cell.html", sort="status"),
        Column(key="starts_on", label=_("From"), type="day", sort="starts_on"),
        Column(key="ends_on", label=_("Until"), type="day", sort="ends_on"),
        Column(key="given_count", label=_("Given"), type="number"),
        Column(key="used_count", label=_("Used"), type="number"),
        Column(key="taken_off", label=_("Taken off"), type="money"),
        Column(key="sold", label=_("Purchases with it"), type="money", is_optional=True),
        Column(key="created_at", label=_("Created"), type="moment", sort="created_at", is_optional=True),
    )
    default_sort = "-created_at"
    empty_icon = "ticket"
    empty_title = _("No coupon yet")
    empty_text = _("A coupon gives money off or a gift. Each person can get a code of their own, used exactly once.")


class UseTable(Table):
    """Where and by whom a coupon was used."""

    key = "coupon-uses"
    columns = (
        Column(key="redeemed_at", label=_("When"), type="moment", sort="redeemed_at", primary=True),
        Column(
            key="customer",
            label=_("Customer"),
            value="customer.full_name",
            link=lambda row: reverse("customers:detail", args=[row.customer_id]) if row.customer_id else "",
        ),
        Column(key="shop", label=_("Shop"), value="shop.name"),
        Column(key="amount", label=_("Amount of the purchase"), type="money", sort="amount"),
        Column(key="discount", label=_("Taken off"), type="money", sort="discount"),
        Column(key="state", label=_("State"), template="coupons/_use_cell.html", sort="state"),
        Column(key="receipt", label=_("Receipt"), is_optional=True),
        Column(key="staff", label=_("Taken by"), is_optional=True),
        Column(key="key", label=_("Key of the till"), is_optional=True),
    )
    default_sort = "-redeemed_at"
    empty_icon = "ticket"
    empty_title = _("Not used yet")
