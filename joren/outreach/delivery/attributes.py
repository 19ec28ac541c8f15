"""What can be known of the messages a customer received and answered, over every channel there is.

Every channel tells the timeline the same: ``<channel>.sent``, and what came back as a response (``….opened``,
``….clicked``). The parameter narrows to one channel.
"""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Derived, Parameter, ParameterType
from joren.foundation.registry.entries import Text

_GROUP: Final = _("Messages")
_PARAMETERS: Final = (
    Parameter(key="channel", type=ParameterType.CHANNEL, column="channel", label=_("channel")),
    Parameter(key="period", type=ParameterType.PERIOD, column="occurred_on", label=_("period")),
    Parameter(key="campaign", type=ParameterType.CAMPAIGN, column="origin", label=_("campaign")),
)
_SENT: Final = "f.key LIKE '%.sent'"
_OPENED: Final = "f.key LIKE '%.opened'"
_CLICKED: Final = "f.key LIKE '%.clicked'"
_ANSWER: Final = f"({_OPENED} OR {_CLICKED})"
_LAST_ANSWER: Final = (
    Derived(
        name="answered_on",
        expression=f"max(CASE WHEN {_ANSWER} THEN f.occurred_on END) OVER (PARTITION BY f.customer_id)",
    ),
)


def _of_messages(
    key: str, label: Text, description: Text, kind: AttributeType, expression: str, where: str = "", **more: Any
) -> Attribute:
    source = Aggregate(
        table="events",
        expression=expression,
        where=where,
        empty=0 if kind is AttributeType.NUMBER else None,
        derived=more.pop("derived", ()),
    )
    unit = _("messages") if kind is AttributeType.NUMBER else ""
    return Attribute(
        key=f"messages.{key}",
        label=label,
        description=description,
        type=kind,
        source=source,
        group=_GROUP,
        unit=unit,
        parameters=more.pop("parameters", _PARAMETERS),
    )


ATTRIBUTES: Final = (
    _of_messages(
        "received",
        _("Messages received"),
        _("How many messages were sent to the customer and accepted, over all channels or one."),
        AttributeType.NUMBER,
        "count(*) FILTER (WHERE {where})",
        _SENT,
    ),
    _of_messages(
        "opened",
        _("Messages opened"),
        _("How many messages the customer opened, as far as the channel tells."),
        AttributeType.NUMBER,
        "count(*) FILTER (WHERE {where})",
        _OPENED,
    ),
    _of_messages(
        "clicked",
        _("Links followed in messages"),
        _("How many links in messages the customer followed."),
        AttributeType.NUMBER,
        "count(*) FILTER (WHERE {where})",
        _CLICKED,
    ),
    _of_messages(
        "last_received_on",
        _("Last message received"),
        _("The day the customer last received a message."),
        AttributeType.DATE,
        "max(f.occurred_on) FILTER (WHERE {where})",
        _SENT,
    ),
    _of_messages(
        "last_response_on",
        _("Last response to a message"),
        _("The day the customer last opened a message or followed a link."),
        AttributeType.DATE,
        "max(f.occurred_on) FILTER (WHERE {where})",
        _ANSWER,
    ),
    _of_messages(
        "unanswered",
        _("Messages in a row without a response"),
        _("How many messages were sent after the day on which the customer last opened one or followed a link."),
        AttributeType.NUMBER,
        f"count(*) FILTER (WHERE {_SENT} AND (f.answered_on IS NULL OR f.occurred_on > f.answered_on))",
        f"({_SENT} OR {_ANSWER})",
        derived=_LAST_ANSWER,
        parameters=_PARAMETERS[:1],
    ),
)
