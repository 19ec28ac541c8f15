"""What a person may choose on the page every message leads to, and keeping the choice with its evidence."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.registry import entries
from joren.foundation.time import clock
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.models import Wish
from joren.record.consents.queries import ChannelState, state_of
from joren.record.customers.models import ContactPoint

from . import stopping, wishes
from .addressed import Reader, masked
from .models import Topic
from .wishes import Wanted

PAUSE = dt.timedelta(days=30)
HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One line with a tick: `value` comes back when ticked; `sentence` are the words agreed to by ticking it."""

    value: str
    sentence: str
    given: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the page shows. `agreed`: the consent this message rests on, None where there is none any more."""

    address: str
    channels: Sequence[Choice]
    topics: Sequence[Choice]
    preferable: Sequence[tuple[str, str]]
    wish: Wish
    agreed: ChannelState | None
    paces: Sequence[tuple[str, str]] = field(
        default_factory=lambda: [(key, str(label)) for key, label in Wish.Pace.choices]
    )
    hours: Sequence[int] = range(HOURS)
    can_change_address: bool = False

    @property
    def is_paused(self) -> bool:
        """Whether nothing is sent for now."""
        return bool(self.wish.paused_until and self.wish.paused_until > clock.today())


def page_of(reader: Reader) -> Page:
    """The page for the reader of a message."""
    states = state_of(reader.customer_id)
    wish = Wish.objects.filter(customer_id=reader.customer_id).first() or Wish(customer_id=reader.customer_id)
    return Page(
        address=masked(reader.address),
        channels=[_choice(state) for state in states if _is_shown(state, reader)],
        topics=_topics(wish),
        preferable=[(entry.key, str(entry.label)) for entry in _reachable(reader.customer_id)],
        wish=wish,
        agreed=next((s for s in states if (s.channel, s.purpose) == (reader.channel, "marketing") and s.given), None),
        can_change_address=reader.channel == "mail",
    )


def _is_shown(state: ChannelState, reader: Reader) -> bool:
    return state.last is not None or (state.channel, state.purpose) == (reader.channel, "marketing")


def _choice(state: ChannelState) -> Choice:
    return Choice(
        value=f"{state.channel}:{state.purpose}",
        sentence=sentence(state.channel_label, state.purpose_label),
        given=state.given,
    )


def _topics(wish: Wish) -> list[Choice]:
    english = (get_language() or "").startswith("en")
    return [
        Choice(
            value=topic.key,
            sentence=(topic.name_en if english else "") or topic.name,
            given=topic.key not in wish.declined_topics,
            note=topic.description,
        )
        for topic in Topic.objects.filter(is_offered=True)
    ]


def _reachable(customer_id: int) -> list[Channel]:
    """The channels the person has an address on."""
    kinds = set(ContactPoint.objects.filter(customer_id=customer_id).values_list("kind", flat=True))
    return [entry for entry in entries(Channel) if entry.address_kind in kinds]


def sentence(channel: str, purpose: str) -> str:
    """The words a person agrees to."""
    business = the_business()
    return _("I want to receive %(purpose)s from %(business)s by %(channel)s.") % {
        "purpose": purpose,
        "channel": channel,
        "business": business.sender_name or business.name,
    }


@transaction.atomic
def keep(reader: Reader, posted: Any) -> None:
    """Keep what was chosen; only what was on the page counts, and what the form did not hold stays as it was."""
    how, page = _("the person's own choice on the preference page"), page_of(reader)
    ticked = set(posted.getlist("wanted"))
    for choice in page.channels:
        channel, _colon, purpose = choice.value.partition(":")
        wanted = choice.value in ticked
        stopping.choose(reader, channel=channel, purpose=purpose, wanted=wanted, text=choice.sentence, how=how)
    if "pace" in posted:
        _keep_wish(reader, _wanted(page, posted), how)


def _wanted(page: Page, posted: Any) -> Wanted:
    topics, hour, pace = set(posted.getlist("topics")), posted.get("hour", ""), posted["pace"]
    offered = {choice.value for choice in page.topics}
    hidden = set(page.wish.declined_topics) - offered
    channel = posted.get("channel", "")
    return Wanted(
        channel=channel if channel in dict(page.preferable) else "",
        pace=pace if pace in Wish.Pace.values else page.wish.pace,
        paused_until=page.wish.paused_until,
        declined_topics=hidden | (offered - topics),
        hour=int(hour) if hour.isascii() and hour.isdigit() and int(hour) < HOURS else None,
    )


def pause(reader: Reader) -> dt.date:
    """Nothing for a month. Returns the day from which messages come again."""
    until = clock.today() + PAUSE
    _paused(reader, until, _("“Pause for a month” on the preference page"))
    return until


def resume(reader: Reader) -> None:
    """Messages come again at once."""
    _paused(reader, None, _("“Receive again” on the preference page"))


def _paused(reader: Reader, until: dt.date | None, how: str) -> None:
    wish = page_of(reader).wish
    wanted = Wanted(
        channel=wish.channel,
        pace=wish.pace,
        paused_until=until,
        declined_topics=wish.declined_topics,
        hour=wish.hour,
    )
    _keep_wish(reader, wanted, how)


def _keep_wish(reader: Reader, wanted: Wanted, how: str) -> None:
    wishes.set_wish(
        customer_id=reader.customer_id,
        wanted=wanted,
        how=how,
        by=None,
        origin=reader.origin,
        channel=reader.channel,
    )
