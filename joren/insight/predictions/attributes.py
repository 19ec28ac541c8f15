"""What may be expected of a customer, in the words of the catalogue. Unknown where nothing is predicted."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, days_between
from joren.foundation.registry.entries import Text

_GROUP: Final = _("Predictions")


def _attribute(
    key: str, label: Text, description: Text, kind: AttributeType, expression: str, unit: Text = ""
) -> Attribute:
    return Attribute(
        key=f"predictions.{key}",
        label=label,
        description=description,
        type=kind,
        source=Aggregate(table="predictions", expression=expression),
        group=_GROUP,
        unit=unit,
    )


_NEXT: Final = "max(f.next_on) FILTER (WHERE {where})"

ATTRIBUTES: Final = (
    _attribute(
        "alive",
        _("Chance of still being a customer"),
        _("In per cent, by the purchases so far and the silence since (BG/NBD)."),
        AttributeType.NUMBER,
        "max(f.alive) FILTER (WHERE {where})",
        "%",
    ),
    _attribute(
        "purchases",
        _("Purchases expected in 12 months"),
        _("Days with a purchase to be expected in the 52 weeks to come (BG/NBD)."),
        AttributeType.NUMBER,
        "max(f.purchases) FILTER (WHERE {where})",
        _("times"),
    ),
    _attribute(
        "value",
        _("Value expected in 12 months"),
        _("Sales to be expected in the 52 weeks to come (BG/NBD and Gamma-Gamma)."),
        AttributeType.MONEY,
        "max(f.value) FILTER (WHERE {where})",
    ),
    _attribute(
        "next_on",
        _("Next purchase expected by"),
        _("The day by which half of the customers alike have bought again; it may have passed."),
        AttributeType.DATE,
        _NEXT,
    ),
    _attribute(
        "days_overdue",
        _("Days overdue against the prediction"),
        _("Days from the expected next purchase to the day asked about; below 0 it is still to come."),
        AttributeType.DAYS,
        days_between(_NEXT, "CAST({as_of} AS date)"),
        _("days"),
    ),
)
