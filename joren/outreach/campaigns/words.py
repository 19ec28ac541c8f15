"""The words of a campaign: its message, its variants, and the short way of writing a plain mail in one piece."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.outreach.content import actions as content
from joren.outreach.content import queries as contents
from joren.outreach.content.models import Message, Wording
from joren.outreach.content.ready import Ready, ready, ready_one
from joren.outreach.content.rules.blocks import one_block
from joren.outreach.content.words import Words, check, words_of

from .errors import ChannelUnworded
from .models import Campaign

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

MAIL: Final = "mail"
_READY: Final = "ready:"
PARTS: Final = ("subject", "preheader", "body", "format")
"""The short way: a mail of one text or one piece of HTML."""


def one_piece(campaign: Campaign) -> dict[str, str]:
    """The mail as subject, preheader, body and format. What was built of several blocks has no body here."""
    wording = wording_of(campaign.message, MAIL)
    if wording is None:
        return {"subject": "", "preheader": "", "body": "", "format": "text"}
    body, written_as = _body_of(wording.blocks)
    return {"subject": wording.subject, "preheader": wording.preheader, "body": body, "format": written_as}


def _body_of(blocks: list[dict[str, Any]]) -> tuple[str, str]:
    if len(blocks) == 1 and blocks[0].get("type") == "html":
        return str(blocks[0].get("html", "")), "html"
    if len(blocks) == 1 and blocks[0].get("type") == "text":
        return str(blocks[0].get("text", "")), "text"
    return "", "text"


def is_one_piece(campaign: Campaign) -> bool:
    """Whether the short form can write it without losing anything."""
    wording = wording_of(campaign.message, MAIL)
    if wording is None or not wording.blocks:
        return True
    only = wording.blocks[0]
    return len(wording.blocks) == 1 and (only.get("type") == "html" or bool(only.get("plain")))


def write(campaign: Campaign, given: dict[str, Any], *, by: "Staff | None") -> None:
    """Write the mail in one piece; parts that are not given stay."""
    parts = one_piece(campaign) | {name: given[name] for name in PARTS if name in given}
    words = Words(
        channel=MAIL,
        subject=parts["subject"],
        preheader=parts["preheader"],
        blocks=one_block(parts["body"], parts["format"]),
    )
    if "body" not in given and "format" not in given and campaign.message is not None:
        kept = wording_of(campaign.message, MAIL)
        words = Words(
            channel=MAIL, subject=words.subject, preheader=words.preheader, blocks=kept.blocks if kept else []
        )
    if campaign.message is None:
        campaign.message = content.create(name=campaign.name, by=by, wordings=[words])
    else:
        content.change(campaign.message, words, by=by)


def wording_of(message: Message | None, channel: str) -> Wording | None:
    """How a message is worded on a channel; None where it says nothing there."""
    return Wording.objects.filter(message=message, channel=channel).first() if message else None


def messages_of(campaign: Campaign) -> list[tuple[str, Message]]:
    """What is said, by the key of the variant; "" where there is one wording for everybody."""
    if campaign.testing and campaign.pk:
        return [(variant.key, variant.message) for variant in campaign.variants.select_related("message")]
    return [("", campaign.message)] if campaign.message else []


def check_words(campaign: Campaign) -> None:
    """Raise the first thing that is wrong in any wording that would be sent, or `ChannelUnworded`."""
    found = messages_of(campaign)
    if not found:
        check(Words(channel=MAIL))
    for _key, message in found:
        for channel in campaign.channels:
            wording = wording_of(message, channel)
            if wording is None:
                raise ChannelUnworded(channel=channel_label(channel), name=message.name)
            check(wording, needs_subject=content.needs_subject(channel))


def check_what_is_there(campaign: Campaign) -> None:
    """The same for a draft: only wordings that look finished."""
    for _key, message in messages_of(campaign):
        for wording in message.wordings.all():
            if wording.blocks and (wording.subject.strip() or not content.needs_subject(wording.channel)):
                check(wording, needs_subject=content.needs_subject(wording.channel))


def freeze(campaign: Campaign, base_url: str) -> None:
    """Keep the words as they are now; the same campaign again replaces nothing."""
    for key, message in messages_of(campaign):
        content.freeze(
            message=message, origin=campaign.origin, base_url=base_url, variant=key, channels=campaign.channels
        )


def fingerprints(campaign: Campaign) -> frozenset[str]:
    """What tells the campaign's words again, so that nobody gets the same twice."""
    return frozenset(
        print_ for _key, message in messages_of(campaign) for print_ in contents.message_fingerprints(message)
    )


def texts(campaign: Campaign) -> Iterator[tuple[str, str, Words]]:
    """Every wording that would be sent: variant, channel, words."""
    for key, message in messages_of(campaign):
        for wording in message.wordings.filter(channel__in=campaign.channels):
            yield key, wording.channel, words_of(wording)


def words_offered() -> list[tuple[Any, Any]]:
    """What a new campaign can begin with: a text written here, the gallery, what was written."""
    return [
        ("", _("Write a plain text here")),
        (_("Ready-made"), [(f"{_READY}{one.key}", one.name) for one in ready()]),
        (_("Written messages"), [(str(one.pk), one.name) for one in contents.to_begin_with()]),
    ]


def words_named(key: str) -> Message | Ready | None:
    """What stands behind a choice of `words_offered`; None for "". Raises `NoSuchMessage`."""
    return ready_one(key.removeprefix(_READY)) or (contents.message(int(key)) if key.isdigit() else None)


def begun_with(chosen: Message | Ready, *, name: str, by: "Staff | None") -> Message:
    """A message of a campaign's own with those words."""
    if isinstance(chosen, Message):
        return content.copy(chosen, by=by, name=name[:200] or chosen.name)
    return content.create(name=name[:200] or chosen.name, by=by, wordings=chosen.wordings, template_key=chosen.key)


def said_on(campaign: Campaign, channel: str) -> Words | None:
    """What is said on a channel in the first wording; None where nothing is."""
    found = (wording_of(message, channel) for _key, message in messages_of(campaign))
    wording = next((one for one in found if one), None)
    return words_of(wording) if wording else None


def channel_label(key: str) -> str:
    """A channel in words; its key where no app declares it."""
    from joren.outreach.delivery.channels import channel

    try:
        return str(channel(key).label)
    except KeyError:
        return key


def with_subjects(campaigns: "models.QuerySet[Campaign]") -> "models.QuerySet[Campaign]":
    """The campaigns with the subject of their mail as `mail_subject`, in the same query."""
    subject = Wording.objects.filter(message=models.OuterRef("message"), channel=MAIL).values("subject")[:1]
    return campaigns.annotate(mail_subject=models.Subquery(subject))
