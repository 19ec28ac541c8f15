"""How many of the people of a rule each channel may and can reach."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.record.consents.models import Consent
from joren.segments.catalogue.binding import BoundRule
from joren.segments.engine import run
from joren.segments.engine.tables import Column


@dataclass(frozen=True, slots=True)
class Reached:
    """One bar: `people` of all, with `share` as whole percent."""

    channel: str
    label: str
    people: int
    share: int


def reach_of(rule: BoundRule, *, as_of: date | None = None) -> list[Reached]:
    """Each channel, then those no channel reaches."""
    columns = [Column(channel, asked) for channel, asked in _REACH.items()]
    everybody, *numbers = run.evaluate(columns, as_of=as_of, among=rule).true_counts()
    return [
        Reached(channel, str(_LABELS[channel]), number, round(100 * number / everybody) if everybody else 0)
        for channel, number in zip(_REACH, numbers, strict=True)
    ]


def nobody_reached(reach: list[Reached]) -> str:
    """What to do where no channel reaches anybody; "" otherwise."""
    if any(bar.people for bar in reach if bar.channel != "none"):
        return ""
    return _("Nobody here may be written to. Consents are on the customer's page and in the column of an import.")


def _may(channel: str, contact: dict[str, Any]) -> dict[str, Any]:
    consent = {"channel": channel, "purpose": "marketing"}
    return {"all": [contact, {"attribute": "consent.given", "with": consent, "op": "is", "value": True}]}


def _has(attribute: str) -> dict[str, Any]:
    return {"attribute": attribute, "op": "is", "value": True}


_BY_CHANNEL: Final = {
    "mail": _may("mail", _has("customer.has_email")),
    "line": _may("line", _has("customer.has_line")),
    "sms": _may("sms", _has("customer.has_phone")),
    "post": _may("post", {"attribute": "customer.prefecture", "op": "is_known"}),
}
_REACH: Final = {**_BY_CHANNEL, "none": {"not": {"any": list(_BY_CHANNEL.values())}}}
_LABELS: Final[dict[str, str | Promise]] = {
    **{channel: Consent.Channel(channel).label for channel in _BY_CHANNEL},
    "none": gettext_lazy("by none of them"),
}
