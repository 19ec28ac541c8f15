"""Writes of content: messages, their wordings, frozen words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError

from joren.foundation.audit import actions as audit

from .errors import ChangedMeanwhile, MessageInUse, NameMissing
from .media import media
from .models import Content, Link, Message, Wording
from .rules.blocks import with_ids
from .words import Words, check, link_targets, words_of

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_SUBJECT = "content.message"


@transaction.atomic
def create(
    *,
    name: str,
    by: "Staff | None",
    wordings: Iterable[Words] = (),
    is_template: bool = False,
    template_key: str = "",
) -> Message:
    """Begin a message. Its words are kept as they are; they are checked when they are to be sent. Raises
    `NameMissing`."""
    if not name.strip():
        raise NameMissing
    message = Message.objects.create(
        name=name.strip()[:200], is_template=is_template, template_key=template_key, created_by=by, changed_by=by
    )
    Wording.objects.bulk_create(_wording(message, words) for words in wordings)
    audit.record("created", by=by, subject_type=_SUBJECT, subject_id=message.pk, label=message.name)
    return message


def _changed(message: Message, by: "Staff | None") -> None:
    message.changed_by = by
    message.save(update_fields=["changed_by", "changed_at"])


def _wording(message: Message, words: Words) -> Wording:
    return Wording(
        message=message,
        channel=words.channel,
        subject=words.subject,
        preheader=words.preheader,
        blocks=with_ids(words.blocks),
    )


@transaction.atomic
def rename(message: Message, *, name: str, by: "Staff | None") -> Message:
    """Give it another name. Raises `NameMissing`."""
    if not name.strip():
        raise NameMissing
    message.name = name.strip()[:200]
    message.save(update_fields=["name", "changed_at"])
    audit.record("changed", by=by, subject_type=_SUBJECT, subject_id=message.pk, label=message.name)
    return message


@transaction.atomic
def change(message: Message, words: Words, *, by: "Staff | None", revision: int | None = None) -> Wording:
    """Keep what is said on one channel. Frozen words of earlier sendings stay as they were.

    `revision`: the one the author began from; raises `ChangedMeanwhile` when there is a newer one. None does not ask.
    """
    wording = Wording.objects.select_for_update().filter(message=message, channel=words.channel).first()
    if wording is None:
        wording = _wording(message, words)
        wording.revision = 0
    elif revision is not None and wording.revision != revision:
        raise ChangedMeanwhile
    wording.subject, wording.preheader = words.subject, words.preheader
    wording.blocks, wording.revision = with_ids(words.blocks), wording.revision + 1
    wording.save()
    _changed(message, by)
    audit.record(
        "changed",
        by=by,
        subject_type=_SUBJECT,
        subject_id=message.pk,
        label=message.name,
        detail={"channel": words.channel},
    )
    return wording


@transaction.atomic
def remove_wording(message: Message, channel: str, *, by: "Staff | None") -> None:
    """Say nothing on that channel any more."""
    Wording.objects.filter(message=message, channel=channel).delete()
    _changed(message, by)
    audit.record(
        "changed",
        by=by,
        subject_type=_SUBJECT,
        subject_id=message.pk,
        label=message.name,
        detail={"channel": channel, "removed": True},
    )


@transaction.atomic
def copy(message: Message, *, by: "Staff | None", name: str = "", is_template: bool = False) -> Message:
    """A new message with the same words."""
    return create(
        name=name or message.name,
        by=by,
        wordings=[words_of(wording) for wording in message.wordings.all()],
        is_template=is_template,
        template_key=message.template_key,
    )


@transaction.atomic
def delete(message: Message, *, by: "Staff | None") -> None:
    """Forget a message; what was frozen from it stays. Raises `MessageInUse` when something would be sent from it."""
    pk = message.pk
    try:
        with transaction.atomic():
            message.delete()
    except ProtectedError as problem:
        users = ", ".join(sorted({str(user) for user in problem.protected_objects})[:5])
        raise MessageInUse(name=message.name, users=users) from problem
    audit.record("deleted", by=by, subject_type=_SUBJECT, subject_id=pk, label=message.name)


def freeze(
    *, message: Message, origin: str, base_url: str, variant: str = "", channels: Iterable[str] | None = None
) -> list[Content]:
    """Keep the words of a sending and number their links, for each channel the message says something on (of
    `channels`, when given); the same origin, channel and variant again replaces nothing.

    Raises what `words.check` raises: then nothing is kept.
    """
    wanted = None if channels is None else set(channels)
    with transaction.atomic():
        return [
            freeze_words(words_of(wording), origin=origin, base_url=base_url, variant=variant, message=message)
            for wording in message.wordings.all()
            if wanted is None or wording.channel in wanted
        ]


@transaction.atomic
def freeze_words(
    words: Words, *, origin: str, base_url: str, variant: str = "", message: Message | None = None
) -> Content:
    """The same for words that stand in no message."""
    check(words, needs_subject=needs_subject(words.channel))
    blocks = with_ids(words.blocks)
    content, created = Content.objects.get_or_create(
        origin=origin,
        channel=words.channel,
        variant=variant,
        defaults={
            "message": message,
            "subject": words.subject,
            "preheader": words.preheader,
            "blocks": blocks,
            "base_url": base_url.rstrip("/"),
            "fingerprint": words.fingerprint,
        },
    )
    if created:
        targets = link_targets(content)
        Link.objects.bulk_create(
            Link(content=content, number=number, target=target) for number, target in enumerate(targets, 1)
        )
    return content


def needs_subject(channel: str) -> bool:
    """Whether a message on that channel must have a subject; a channel without a medium asks for none."""
    return any(one.has_subject for one in media() if one.channel == channel)


def discard(*, origin: str) -> None:
    """Forget frozen words under which nothing was ever sent."""
    Content.objects.filter(origin=origin).delete()
