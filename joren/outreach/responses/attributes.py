"""What can be known of how and when customers read messages, in the words of the catalogue."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Option
from joren.foundation.registry.entries import Text
from joren.outreach.delivery.models import Wish
from joren.record.consents.models import Consent

_GROUP: Final = _("Messages")


def _wish(key: str, label: Text, description: Text, kind: AttributeType, column: str, **more: Any) -> Attribute:
    return Attribute(
        key=f"messages.{key}",
        label=label,
        description=description,
        type=kind,
        source=Aggregate(table="wishes", expression=f"max(f.{column}) FILTER (WHERE {{where}})"),
        group=_GROUP,
        **more,
    )


ATTRIBUTES: Final = (
    _wish(
        "best_hour",
        _("Best hour for messages"),
        _("The hour of the day the customer asked for; else the one in which messages are read, as far as is known."),
        AttributeType.NUMBER,
        "hour",
        unit=_("o'clock"),
    ),
    _wish(
        "preferred_channel",
        _("Preferred channel"),
        _("The channel the customer asked for; else the one on which messages are answered most."),
        AttributeType.CHOICE,
        "channel",
        options=tuple(Option(value=value, label=label) for value, label in Consent.Channel.choices),
    ),
    _wish(
        "pace",
        _("Pace of messages"),
        _("How often at most the customer wants news and offers."),
        AttributeType.CHOICE,
        "pace",
        options=tuple(Option(value=value, label=label) for value, label in Wish.Pace.choices),
    ),
    _wish(
        "paused_until",
        _("Messages paused until"),
        _("The day from which the customer wants news and offers again."),
        AttributeType.DATE,
        "paused_until",
    ),
    _wish(
        "wish_said_on",
        _("Wish about messages said on"),
        _("The day the customer last said how to be written to."),
        AttributeType.DATE,
        "asked_on",
    ),
)
