"""What can be known of calls with a customer."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Parameter, ParameterType
from joren.foundation.registry.entries import Text

_PARAMETERS: Final = (
    Parameter(key="period", type=ParameterType.PERIOD, column="occurred_on", label=_("period")),
    Parameter(key="campaign", type=ParameterType.CAMPAIGN, column="origin", label=_("campaign")),
)


def _of_calls(key: str, label: Text, description: Text, *events: str, is_date: bool = False) -> Attribute:
    keys = ", ".join(f"'{event}'" for event in events)
    source: Any = Aggregate(
        table="events",
        expression="max(f.occurred_on) FILTER (WHERE {where})" if is_date else "count(*) FILTER (WHERE {where})",
        where=f"f.key IN ({keys})",
        empty=None if is_date else 0,
    )
    return Attribute(
        key=f"calls.{key}",
        label=label,
        description=description,
        type=AttributeType.DATE if is_date else AttributeType.NUMBER,
        source=source,
        group=_("Calls"),
        unit="" if is_date else _("times"),
        parameters=_PARAMETERS,
    )


ATTRIBUTES: Final = (
    _of_calls("reached", _("Reached on the phone"), _("How often the customer was reached."), "phone.reached"),
    _of_calls("refused", _("Declined when called"), _("How often the customer declined."), "phone.refused"),
    _of_calls(
        "last_call_on",
        _("Last call"),
        _("The day of the last call, whether somebody answered or not."),
        "phone.reached",
        "phone.refused",
        "phone.call_again",
        "phone.not_reached",
        is_date=True,
    ),
    _of_calls("told", _("Told at the counter"), _("How often the customer was told something."), "counter.told"),
)
