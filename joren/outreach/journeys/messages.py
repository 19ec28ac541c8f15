"""The step that writes to somebody: over the best way there is, never twice, never at night, within their budget."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.outreach.content import actions as content
from joren.outreach.content.models import Content, Message
from joren.outreach.content.queries import channels_of, values_of
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.policy import next_allowed
from joren.outreach.delivery.reach import Plan, Refusal, way_of
from joren.outreach.mail.sending import base_url

from .errors import MessageGone
from .kinds import Doing
from .models import Version
from .rules.flow import Settings, Step
from .rules.walking import Done

MARKETING = "marketing"


def perform(doing: Doing) -> Done:
    """Leave the message to be sent, or say why this person does not get it."""
    contents = {one.channel: one for one in Content.objects.filter(origin=doing.origin)}
    channels = tuple(key for key in doing.settings.get("channels") or [] if key in contents)
    if not channels:
        raise MessageGone
    way = way_of(doing.customer_id, plan_of(doing, channels, [one.fingerprint for one in contents.values()]))
    if isinstance(way, Refusal):
        return Done(str(way.reason))
    goes_at = next_allowed(way.channel, doing.at, purpose_of(doing.settings))
    values = values_of([doing.customer_id], contents[way.channel], origin=doing.origin, occasion=doing.occasion)
    new = delivery.NewDelivery(
        customer_id=doing.customer_id,
        address=way.address,
        content=values.get(doing.customer_id, {}),
        occasion=doing.occasion,
        due_at=goes_at,
    )
    if not delivery.add(origin=doing.origin, channel=way.channel, delivery=new):
        return Done("same_address")
    return Done("sent", {"channel": way.channel, "goes_at": goes_at.isoformat()})


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
