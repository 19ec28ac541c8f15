"""Reads of content."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from joren.foundation.business.queries import the_business

from . import fields
from .blocks import block_values, marked
from .errors import NoSuchImage, NoSuchMessage, NoWording
from .media import Compiled, Setting, compile_words
from .models import Content, Image, Link, Message, Wording
from .words import HasWords, used_fields, words_of


def message(message_id: int) -> Message:
    """A message. Raises `NoSuchMessage`."""
    found = Message.objects.filter(pk=message_id).first()
    if found is None:
        raise NoSuchMessage(id=message_id)
    return found


def templates() -> QuerySet[Message]:
    """The messages of the gallery that staff kept there, the latest first."""
    return Message.objects.filter(is_template=True).prefetch_related("wordings").order_by("-changed_at", "-pk")


def wording_of(message: Message, channel: str) -> Wording:
    """How a message is worded on a channel. Raises `NoWording`."""
    found = Wording.objects.filter(message=message, channel=channel).first()
    if found is None:
        raise NoWording(name=message.name, channel=channel)
    return found


def channels_of(message: Message) -> list[str]:
    """The channels a message says something on."""
    return list(Wording.objects.filter(message=message).order_by("channel").values_list("channel", flat=True))


def content_of(origin: str, channel: str, variant: str = "") -> Content:
    """Frozen words. Raises Content.DoesNotExist: the engine is asked only for what was prepared."""
    return Content.objects.get(origin=origin, channel=channel, variant=variant)


def contents_of(origin: str, channel: str) -> list[Content]:
    """The frozen words of all variants of an origin on a channel, with their links."""
    found = Content.objects.filter(origin=origin, channel=channel).prefetch_related("links")
    return list(found.order_by("variant"))


def compiled_for(origin: str, channel: str) -> dict[str, Compiled]:
    """The frozen words of an origin on a channel, made ready to be filled in, by variant; {} where there are none.

    Raises what the channel's `compile` raises.
    """
    business = the_business()
    return {
        content.variant: compile_words(
            words_of(content),
            Setting(business=business, base_url=content.base_url, origin=origin, links=numbers_of(content)),
        )
        for content in contents_of(origin, channel)
    }


def numbers_of(content: Content) -> dict[str, int]:
    """The number of each link of frozen words by its target."""
    return {link.target: link.number for link in content.links.all()}


def link_of(origin: str, channel: str, variant: str, number: int) -> Link | None:
    """A link of frozen words by its number."""
    found = Link.objects.filter(
        content__origin=origin, content__channel=channel, content__variant=variant, number=number
    )
    return found.select_related("content").first()


def fingerprints_of(origin: str) -> frozenset[str]:
    """What tells again the words an origin sends."""
    found = Content.objects.filter(origin=origin).exclude(fingerprint="")
    return frozenset(found.values_list("fingerprint", flat=True))


def message_fingerprints(message: Message) -> frozenset[str]:
    """The same before freezing: what each wording of a message would be told by."""
    return frozenset(words_of(wording).fingerprint for wording in message.wordings.all())


def message_fields(message: Message) -> set[str]:
    """The merge fields a message uses on any of its channels. Raises `TemplateProblem`."""
    return {field for wording in message.wordings.all() for field in used_fields(wording)}


def values_of(
    customer_ids: Sequence[int], words: HasWords, origin: str = "", occasion: str = ""
) -> dict[int, dict[str, Any]]:
    """What the words need of each person, nested as templates read it: merge fields and the values of blocks.

    Goes into `Delivery.content`. `origin` "" is a preview: nothing is written by any block (no coupon is issued).
    `occasion`: what tells two messages of the origin to one person apart (`Delivery.occasion`).
    """
    used = used_fields(words)
    values = fields.values_of(customer_ids, used) if used else {}
    for customer_id, own in block_values(words.blocks, customer_ids, marked(origin, occasion)).items():
        if own:
            values.setdefault(customer_id, {})["blocks"] = own
    return values


def image(token: str) -> Image:
    """A stored picture. Raises `NoSuchImage`."""
    found = Image.objects.filter(token=token).first()
    if found is None:
        raise NoSuchImage
    return found


def images() -> QuerySet[Image]:
    """All stored pictures without their bytes, the latest first."""
    return Image.objects.defer("data").order_by("-pk")


def to_begin_with() -> QuerySet[Message]:
    """What something new may begin with: every message that says something, those of the gallery first."""
    return Message.objects.filter(wordings__isnull=False).distinct().order_by("-is_template", "-changed_at", "-pk")


def written() -> QuerySet[Message]:
    """The messages outside the gallery, the latest first."""
    return Message.objects.filter(is_template=False).prefetch_related("wordings").order_by("-changed_at", "-pk")
