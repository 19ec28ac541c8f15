"""What can be known of what a customer agreed to, by channel and purpose, as of the end of a day."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Parameter, ParameterType

_GROUP: Final = _("Consent")
_AS_OF: Final = "CAST({as_of} AS date)"
# A withdrawal on the day itself counts: by its end the consent was gone.
_STANDS: Final = f"f.granted_on <= {_AS_OF} AND (f.withdrawn_on IS NULL OR f.withdrawn_on > {_AS_OF})"
_GONE: Final = f"f.withdrawn_on <= {_AS_OF}"
_CHANNEL: Final = Parameter(key="channel", type=ParameterType.CHANNEL, column="channel", label=_("channel"))
_PURPOSE: Final = Parameter(key="purpose", type=ParameterType.PURPOSE, column="purpose", label=_("purpose"))

GIVEN: Final = Attribute(
    key="consent.given",
    label=_("Consent given"),
    description=_("Whether the customer agreed to be written to over the channel and had not withdrawn by that day."),
    type=AttributeType.BOOLEAN,
    source=Aggregate(
        table="consents", expression="count(*) FILTER (WHERE {where}) > 0", where=_STANDS, empty=False, ready=True
    ),
    group=_GROUP,
    parameters=(_CHANNEL, _PURPOSE),
    early=True,
)

ATTRIBUTES: Final = (
    GIVEN,
    Attribute(
        key="consent.since",
        label=_("Consent given since"),
        description=_("The first day of the consents that stand: since when the customer has agreed."),
        type=AttributeType.DATE,
        source=Aggregate(table="consents", expression="min(f.granted_on) FILTER (WHERE {where})", where=_STANDS),
        group=_GROUP,
        parameters=(_CHANNEL, _PURPOSE),
    ),
    Attribute(
        key="consent.withdrawn",
        label=_("Consent withdrawn or refused"),
        description=_("Whether the customer withdrew or refused by that day, given again or not."),
        type=AttributeType.BOOLEAN,
        source=Aggregate(table="consents", expression="count(*) FILTER (WHERE {where}) > 0", where=_GONE, empty=False),
        group=_GROUP,
        parameters=(_CHANNEL, _PURPOSE),
    ),
    Attribute(
        key="consent.withdrawn_on",
        label=_("Consent last withdrawn"),
        description=_("The last day on which the customer withdrew or refused."),
        type=AttributeType.DATE,
        source=Aggregate(table="consents", expression="max(f.withdrawn_on) FILTER (WHERE {where})", where=_GONE),
        group=_GROUP,
        parameters=(_CHANNEL, _PURPOSE),
    ),
    Attribute(
        key="consent.channels",
        label=_("Channels with consent"),
        description=_("Over how many channels the customer agreed to be written to."),
        type=AttributeType.NUMBER,
        source=Aggregate(
            table="consents", expression="count(DISTINCT f.channel) FILTER (WHERE {where})", where=_STANDS, empty=0
        ),
        group=_GROUP,
        unit=_("channels"),
        parameters=(_PURPOSE,),
    ),
)
