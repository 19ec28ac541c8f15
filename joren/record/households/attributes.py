"""What can be asked about households."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Column, FactTable

MEMBERS = FactTable(
    name="household_members",
    source="households_member",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="household_id", type="bigint"),
        Column(name="size", type="integer"),
        Column(name="is_primary", type="boolean"),
    ),
)

ATTRIBUTES = (
    Attribute(
        key="customer.household_size",
        label=_("People in the household"),
        description=_("How many customers the household has, the person included; 1 without a household."),
        type=AttributeType.NUMBER,
        source=Aggregate(
            table="household_members", expression="coalesce(max(f.size) FILTER (WHERE {where}), 1)", empty=1
        ),
        group=_("Household"),
        unit=_("people"),
    ),
    Attribute(
        key="customer.in_household",
        label=_("Lives in a household"),
        description=_("Whether the customer is in a household with somebody else."),
        type=AttributeType.BOOLEAN,
        source=Aggregate(
            table="household_members", expression="coalesce(max(f.size) FILTER (WHERE {where}), 1) > 1", empty=False
        ),
        group=_("Household"),
    ),
)
