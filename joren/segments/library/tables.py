"""What the mirror keeps of who was in which segment when."""

from joren.foundation.catalogue import Column, FactTable

MEMBERSHIPS = FactTable(
    name="segment_memberships",
    source="library_membership",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="segment_id", type="bigint"),
        Column(name="entered_on", type="date"),
        Column(name="left_on", type="date"),
    ),
    date="entered_on",
)
"""One row for each spell: inside from `entered_on` to the day before `left_on`, still inside where that is NULL."""
