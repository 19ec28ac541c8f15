"""What can be known of a customer from the segments they were in.

Who is in a segment now is a rule of its own (``{"segment": key}``), asked of the facts; these are answers of the
history that is kept of the members, as of the last time it was followed.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Parameter, ParameterType

_TABLE: Final = "segment_memberships"
_GROUP: Final = _("Segments")
_INSIDE: Final = "f.left_on IS NULL OR f.left_on > CAST({as_of} AS date)"
_SEGMENT: Final = Parameter(
    key="segment", type=ParameterType.SEGMENT, column="segment_id", label=_("segment"), required=True
)

ATTRIBUTES: Final = (
    Attribute(
        key="segment.was_member",
        label=_("Was in the segment"),
        description=_("Whether the customer was in the segment on some day of the period; ever, where none is said."),
        type=AttributeType.BOOLEAN,
        source=Aggregate(table=_TABLE, expression="count(*) FILTER (WHERE {where}) > 0", empty=False),
        group=_GROUP,
        parameters=(
            _SEGMENT,
            Parameter(key="period", type=ParameterType.PERIOD, column="entered_on", until="left_on", label=_("period")),
        ),
    ),
    Attribute(
        key="segment.member_since",
        label=_("In the segment since"),
        description=_("The day since which the customer has been in the segment without a break, if they are in it."),
        type=AttributeType.DATE,
        source=Aggregate(table=_TABLE, expression="max(f.entered_on) FILTER (WHERE {where})", where=_INSIDE),
        group=_GROUP,
        parameters=(_SEGMENT,),
    ),
    Attribute(
        key="segment.left_on",
        label=_("Left the segment"),
        description=_("The last day on which the customer left the segment and was no longer in it."),
        type=AttributeType.DATE,
        source=Aggregate(
            table=_TABLE,
            expression="max(f.left_on) FILTER (WHERE {where})",
            where="f.left_on <= CAST({as_of} AS date)",
        ),
        group=_GROUP,
        parameters=(_SEGMENT,),
    ),
    Attribute(
        key="segment.times_entered",
        label=_("How often entered the segment"),
        description=_("How often the customer came into the segment, the first time included."),
        type=AttributeType.NUMBER,
        source=Aggregate(table=_TABLE, expression="count(*) FILTER (WHERE {where})", empty=0),
        group=_GROUP,
        unit=_("times"),
        parameters=(
            _SEGMENT,
            Parameter(key="period", type=ParameterType.PERIOD, column="entered_on", label=_("period")),
        ),
    ),
)
