"""Attributes that count a channel's own events on the timeline, or tell the day of the last one."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Parameter, ParameterType
from joren.foundation.registry.entries import Text

PERIOD: Final = Parameter(key="period", type=ParameterType.PERIOD, column="occurred_on", label=_("period"))
CAMPAIGN: Final = Parameter(key="campaign", type=ParameterType.CAMPAIGN, column="origin", label=_("campaign"))


def events_counted(
    key: str,
    label: Text,
    description: Text,
    *events: str,
    group: Text,
    unit: Text,
    parameters: tuple[Parameter, ...] = (PERIOD, CAMPAIGN),
) -> Attribute:
    """How many events of these keys a customer has."""
    return Attribute(
        key=key,
        label=label,
        description=description,
        type=AttributeType.NUMBER,
        source=Aggregate(table="events", expression="count(*) FILTER (WHERE {where})", where=_among(events), empty=0),
        group=group,
        unit=unit,
        parameters=parameters,
    )


def last_event_on(key: str, label: Text, description: Text, *events: str, group: Text) -> Attribute:
    """The day of the last event of these keys; none where there is none."""
    return Attribute(
        key=key,
        label=label,
        description=description,
        type=AttributeType.DATE,
        source=Aggregate(
            table="events", expression="max(f.occurred_on) FILTER (WHERE {where})", where=_among(events), empty=None
        ),
        group=group,
        parameters=(PERIOD, CAMPAIGN),
    )


def _among(events: tuple[str, ...]) -> str:
    keys = ", ".join(f"'{event}'" for event in events)
    return f"f.key = {keys}" if len(events) == 1 else f"f.key IN ({keys})"
