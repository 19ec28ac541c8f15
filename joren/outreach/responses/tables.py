"""Wishes as the columnar mirror keeps them."""

from typing import Final

from joren.foundation.catalogue import Column, FactTable

_TOKYO_DATE: Final = "(t.{0} AT TIME ZONE 'Asia/Tokyo')::date"

# One row a person, as it is now: it has no day of its own.
WISHES: Final = FactTable(
    name="wishes",
    source="delivery_wish",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(
            name="channel", type="text", expression="NULLIF(COALESCE(NULLIF(t.channel, ''), t.learned_channel), '')"
        ),
        Column(name="pace", type="text"),
        Column(name="paused_until", type="date"),
        Column(name="hour", type="integer", expression="COALESCE(t.hour, t.learned_hour)"),
        Column(name="asked_on", type="date", expression=_TOKYO_DATE.format("asked_at")),
    ),
)
