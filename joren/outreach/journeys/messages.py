"""The step that writes to somebody: over the best way there is, never twice, never at night, within their budget."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.outreach.content import actions as content
from joren.outreach.content.models import Content, Message
from joren.outreach.content.queries import channels_of, values_of
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.models import Delivery
from joren.outreach.delivery.policy import next_allowed
from joren.outreach.delivery.reach import Plan, Refusal, Way, ways_of
from joren.outreach.mail.sending import base_url

from .errors import MessageGone
from .kinds import Doing
from .models import Version
from .rules.flow import Settings, Step
from .rules.walking import Done

MARKETING = "marketing"


def perform(doing: Doing) -> Done:
    """Leave the message to be sent, or say why this person does not get it."""
    return perform_many([doing])[0]


def perform_many(doings: Sequence[Doing]) -> list[Done]:
    """The same for many people, none of them twice: what is one message at one moment is asked and left together."""
    waves: dict[tuple[str, datetime, str], list[Doing]] = defaultdict(list)
    for doing in doings:
        waves[doing.origin, doing.at, doing.occasion].append(doing)
    found: dict[int, Done] = {}
    for wave in waves.values():
        found |= _wave(wave)
    return [found[doing.entry_id] for doing in doings]


def _wave(doings: Sequence[Doing]) -> dict[int, Done]:
    """One message at one moment, by entry."""
    first = doings[0]
    contents = {one.channel: one for one in Content.objects.filter(origin=first.origin)}
    channels = tuple(key for key in first.settings.get("channels") or [] if key in contents)
    if not channels:
        raise MessageGone
    plan = plan_of(first, channels, [one.fingerprint for one in contents.values()])
    ways = ways_of([doing.customer_id for doing in doings], plan)
    found: dict[int, Done] = {}
    reached: dict[str, list[tuple[Doing, Way]]] = defaultdict(list)
    for doing in doings:
        way = ways[doing.customer_id]
        if isinstance(way, Refusal):
            found[doing.entry_id] = Done(str(way.reason))
        else:
            reached[way.channel].append((doing, way))
    for channel, people in reached.items():
        found |= _leave(contents[channel], people)
    return found


def _leave(content: Content, people: Sequence[tuple[Doing, Way]]) -> dict[int, Done]:
    """Leave the message of one channel to everybody reached over it."""
    first, ids = people[0][0], [doing.customer_id for doing, _way in people]
    goes_at = next_allowed(content.channel, first.at, purpose_of(first.settings))
    values = values_of(ids, content, origin=first.origin, occasion=first.occasion)
    new = [
        delivery.NewDelivery(
            customer_id=doing.customer_id,
            address=way.address,
            content=values.get(doing.customer_id, {}),
            occasion=doing.occasion,
            due_at=goes_at,
        )
        for doing, way in people
    ]
    left = delivery.add_many(origin=first.origin, channel=content.channel, deliveries=new)
    mine = set(ids) if left == len(ids) else _waiting(first, content.channel, ids)
    sent = Done("sent", {"channel": content.channel, "goes_at": goes_at.isoformat()}, until=goes_at)
    return {doing.entry_id: sent if doing.customer_id in mine else Done("same_address") for doing, _way in people}


def _waiting(doing: Doing, channel: str, customer_ids: Sequence[int]) -> set[int]:
    """Those of them to whom the message was left; the others share an address with one of these."""
    rows = Delivery.objects.filter(
        origin=doing.origin, channel=channel, occasion=doing.occasion, customer__in=customer_ids
    )
    return set(rows.values_list("customer", flat=True))


def plan_of(doing: Doing, channels: tuple[str, ...], fingerprints: Iterable[str]) -> Plan:
    """What delivery is asked about this step."""
    never_twice = bool(doing.settings.get("never_twice", True))
    return Plan(
        channels=channels,
        purpose=purpose_of(doing.settings),
        at=doing.at,
        fingerprints=frozenset(one for one in fingerprints if one) if never_twice else frozenset(),
    )


def purpose_of(settings: Settings) -> str:
    """What the message is for: news and offers, unless the step says otherwise."""
    return str(settings.get("purpose") or MARKETING)


def freeze(version: Version, step: Step) -> None:
    """Keep the words as they are now and open a way out for them. Raises what the words' check raises."""
    message = Message.objects.get(pk=step.settings["message"])
    origin = version.origin(step.id)
    for kept in content.freeze(
        message=message, origin=origin, base_url=base_url(), channels=step.settings.get("channels") or []
    ):
        delivery.note_words(origin=origin, channel=kept.channel, fingerprint=kept.fingerprint)
        delivery.stand(origin=origin, channel=kept.channel, purpose=purpose_of(step.settings))


def check(settings: Settings) -> Iterable[str]:
    """Whether there are words for one of the channels, and whether they can be sent."""
    message = Message.objects.filter(pk=settings.get("message") or 0).first()
    if message is None:
        yield _("No message is chosen.")
        return
    wanted = [key for key in settings.get("channels") or [] if key in channels_of(message)]
    if not wanted:
        yield _("The message “%(name)s” has no words for the channels chosen.") % {"name": message.name}
        return
    yield from _problems(message, wanted)


def _problems(message: Message, channels: list[str]) -> Iterable[str]:
    from joren.outreach.content.words import check as check_words
    from joren.outreach.content.words import words_of

    for wording in message.wordings.filter(channel__in=channels):
        try:
            check_words(words_of(wording), needs_subject=content.needs_subject(wording.channel))
        except JorenError as problem:
            yield f"{message.name}: {problem}"


def name_of(settings: Settings) -> str:
    """The name of the step's message."""
    found: Any = Message.objects.filter(pk=settings.get("message") or 0).values_list("name", flat=True).first()
    return found or "…"
