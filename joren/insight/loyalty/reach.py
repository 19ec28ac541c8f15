"""What one step is for each attribute of the catalogue, and over which channel somebody can be reached."""

from collections.abc import Mapping
from typing import Any, Final

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType

from .rules import Kind

_LASTING: Final = frozenset({"customer.membership_days"})
"""Days that pass by themselves towards the definition."""
_GIVABLE: Final = frozenset({"consent.given", "customer.has_email", "customer.has_phone", "customer.has_line"})
"""A yes the person can give."""


def _agreed(channel: str, contact: dict[str, Any]) -> dict[str, Any]:
    given = {"channel": channel, "purpose": "marketing"}
    return {"all": [contact, {"attribute": "consent.given", "with": given, "op": "is", "value": True}]}


CHANNELS: Final[dict[str, dict[str, Any]]] = {
    "mail": _agreed("mail", {"attribute": "customer.has_email", "op": "is", "value": True}),
    "line": _agreed("line", {"attribute": "customer.has_line", "op": "is", "value": True}),
    "sms": _agreed("sms", {"attribute": "customer.has_phone", "op": "is", "value": True}),
    "phone": _agreed("phone", {"attribute": "customer.has_phone", "op": "is", "value": True}),
    "post": _agreed("post", {"attribute": "customer.prefecture", "op": "is_known"}),
}
"""Who has agreed to news over the channel and has an address for it that is not known to be dead."""


def kinds_of(attributes: Mapping[str, Attribute]) -> dict[str, Kind]:
    """The attributes a person can take a step in, and how."""
    found = {key: kind_of(attribute) for key, attribute in attributes.items()}
    return {key: kind for key, kind in found.items() if kind}


def kind_of(attribute: Attribute) -> Kind | None:
    """How a person takes a step in the attribute; None where nobody can."""
    if attribute.key in _LASTING:
        return Kind.DURATION
    if attribute.key in _GIVABLE:
        return Kind.OTHER
    if not grows(attribute):
        return None
    return Kind.MONEY if attribute.type is AttributeType.MONEY else Kind.COUNT


def grows(attribute: Attribute) -> bool:
    """Whether it is a count or an amount that adds up as things happen: an aggregate that is 0 for who has no row."""
    counted = attribute.type in (AttributeType.NUMBER, AttributeType.MONEY)
    source = attribute.source
    return counted and isinstance(source, Aggregate) and source.empty is not None
