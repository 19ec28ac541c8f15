"""What a person may choose on the unsubscribe page, and keeping the choice with its evidence."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.outreach.delivery.models import Delivery
from joren.record.consents.queries import state_of

from . import actions


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One line of the page: `value` is ``channel:purpose``, `sentence` the words agreed to by ticking it."""

    value: str
    sentence: str
    given: bool


def choices(delivery: Delivery) -> list[Choice]:
    """The channels and purposes the person was ever asked about, and marketing mail."""
    return [
        Choice(
            value=f"{state.channel}:{state.purpose}",
            sentence=sentence(state.channel_label, state.purpose_label),
            given=state.given,
        )
        for state in state_of(delivery.customer_id)
        if state.last is not None or (state.channel, state.purpose) == (actions.CHANNEL, "marketing")
    ]


def sentence(channel: str, purpose: str) -> str:
    """The words a person agrees to."""
    business = the_business()
    return _("I want to receive %(purpose)s from %(business)s by %(channel)s.") % {
        "purpose": purpose,
        "channel": channel,
        "business": business.sender_name or business.name,
    }


def keep(delivery: Delivery, wanted: set[str]) -> None:
    """Keep what was ticked; only lines that were on the page count."""
    for choice in choices(delivery):
        channel, _colon, purpose = choice.value.partition(":")
        actions.set_preference(
            delivery,
            channel=channel,
            purpose=purpose,
            wanted=choice.value in wanted,
            text=choice.sentence,
            how=_("the person's own choice on the preference page"),
        )


def masked(address: str) -> str:
    """The address so that its owner knows it and nobody else learns it: h•••••@example.jp."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}{'•' * max(3, len(local) - 1)}{at}{domain}"
