"""The list of campaigns, and the people of an audience."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table


class CampaignTable(Table):
    """All campaigns."""

    key = "campaigns"
    columns = (
        Column(
            key="name",
            label=_("Name"),
            primary=True,
            sort="name",
            link=lambda row: reverse("campaigns:detail", args=[row.pk]),
        ),
        Column(key="status", label=_("State"), template="campaigns/_status_cell.html", sort="status"),
        Column(key="subject", label=_("Subject"), value="mail_subject", is_optional=True),
        Column(key="scheduled_at", label=_("To be sent at"), type="moment", sort="scheduled_at"),
        Column(key="started_at", label=_("Started"), type="moment", sort="started_at"),
        Column(key="held_back_share", label=_("Share held back"), type="percent", is_optional=True),
        Column(key="created_by", label=_("By"), is_optional=True),
        Column(key="created_at", label=_("Created"), type="moment", sort="created_at"),
    )
    default_sort = "-created_at"
    empty_icon = "send"
    empty_title = _("No campaign yet")
    empty_text = _(
        "A campaign is one mail to one segment. A part of the people is held back, so that its effect shows."
    )


class PeopleTable(Table):
    """The people of one part of an audience."""

    key = "campaign-people"
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
        Column(key="shop", label=_("Home shop"), value="shop.name"),
        Column(key="number", label=_("No."), value="pk", sort="pk", is_optional=True),
    )
    default_sort = "number"
    empty_icon = "users"
    empty_title = _("Nobody")
