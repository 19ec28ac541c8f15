"""What households offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import CustomerLink, Panel, Urls
from joren.record.customers.facts import CustomerFacts

from .attributes import ATTRIBUTES, MEMBERS

PROVIDES = (
    MEMBERS,
    *ATTRIBUTES,
    CustomerLink(
        model="households.Member",
        merge="joren.record.households.merging:merge",
        erase="delete",
        export=("household", "is_primary", "joined_at"),
    ),
    CustomerFacts(key="household", label=_("Household"), describe="joren.record.households.queries:describe"),
    Urls(prefix="", module="joren.record.households.urls"),
    Panel(
        key="households.of_customer",
        slot="customers.detail",
        title=_("Household"),
        template="households/_panel.html",
        context="joren.record.households.views:panel",
        order=300,
        width="side",
    ),
)
