"""What regulars add to the catalogue: the second purchase, the step a person lacks, messages and answers to them."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import (
    Aggregate,
    Attribute,
    AttributeType,
    Column,
    FactTable,
    Parameter,
    ParameterType,
    nth_smallest,
)
from joren.foundation.registry.entries import Text
from joren.record.timeline.kinds import EventKind

_GROUP: Final = _("Regulars")
_MESSAGES: Final = _("Messages and responses")
_PERIOD: Final = Parameter(key="period", type=ParameterType.PERIOD, column="occurred_on", label=_("period"))

STEPS: Final = FactTable(
    name="regular_steps",
    source="loyalty_regularstep",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="words", type="text"),
        Column(name="kind", type="text"),
        Column(name="missing", type="number"),
    ),
)


_STOPPED: Final = ("consents.withdrawn", "mail.unsubscribed", "mail.complained")
_BOUNCED: Final = ("mail.bounced",)


def _keys(keys: tuple[str, ...]) -> str:
    return ", ".join(f"'{key}'" for key in keys)


def _events(key: str, label: Text, description: Text, where: str) -> Attribute:
    return Attribute(
        key=f"messages.{key}",
        label=label,
        description=description,
        type=AttributeType.NUMBER,
        source=Aggregate(
            table="events",
            expression="count(*) FILTER (WHERE {where})",
            where=where,
            empty=0,
        ),
        group=_MESSAGES,
        unit=_("times"),
        parameters=(_PERIOD,),
    )


_SENT: Final = f"f.kind = '{EventKind.SENT.value}' AND f.key NOT IN ({_keys(_BOUNCED)})"

ATTRIBUTES: Final = (
    Attribute(
        key="loyalty.second_purchase_on",
        label=_("Second purchase"),
        description=_("Business day of the second purchase."),
        type=AttributeType.DATE,
        source=Aggregate(
            table="purchases",
            expression=nth_smallest("f.business_date", 2, "{where}"),
            where=("NOT f.cancelled", "f.kind = 'sale'"),
        ),
        group=_GROUP,
    ),
    Attribute(
        key="loyalty.step",
        label=_("Step to becoming a regular"),
        description=_("The one step that is missing, in words, as last worked out; nothing for everybody else."),
        type=AttributeType.TEXT,
        source=Aggregate(table="regular_steps", expression="max(f.words) FILTER (WHERE {where})"),
        group=_GROUP,
    ),
    Attribute(
        key="loyalty.missing",
        label=_("Missing to becoming a regular"),
        description=_("How much the one step is: purchases, an amount or days, as last worked out."),
        type=AttributeType.NUMBER,
        source=Aggregate(table="regular_steps", expression="max(f.missing) FILTER (WHERE {where})"),
        group=_GROUP,
    ),
    _events(
        "sent",
        _("Messages delivered"),
        _("How many messages were sent to the customer, over any channel."),
        _SENT,
    ),
    _events(
        "answered",
        _("Responses to messages"),
        _("How many times the customer opened, clicked or answered a message, over any channel."),
        f"f.kind = '{EventKind.RESPONSE.value}' AND f.key NOT IN ({_keys(_STOPPED)})",
    ),
    _events(
        "stopped",
        _("Consents withdrawn"),
        _("How many times the customer withdrew a consent or stopped messages."),
        f"f.key IN ({_keys(_STOPPED)})",
    ),
)
