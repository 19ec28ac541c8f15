"""What sentences about journeys name: rules, events, shops, attributes, segments."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.foundation.registry import EventType, entries
from joren.record.shops.models import Shop
from joren.segments.catalogue.binding import bind_rule, bind_use
from joren.segments.catalogue.reading import read_rule, read_use
from joren.segments.catalogue.sentences import rule_sentence, use_words
from joren.segments.library.models import Segment

from ..rules.flow import Settings


def rule_words(rule: Mapping[str, Any] | None) -> str:
    """A rule in words; what is wrong with it where it is broken."""
    if not rule:
        return _("(nothing chosen yet)")
    try:
        return rule_sentence(bind_rule(read_rule(rule)))
    except JorenError as problem:
        return str(problem)


def event_words(keys: Any) -> str:
    """The names of events."""
    known = {kind.key: str(kind.label) for kind in entries(EventType)}
    return _(", ").join(known.get(str(key), str(key)) for key in keys or []) or _("(nothing chosen yet)")


def shop_words(settings: Settings) -> str:
    """At which shop; "" for any."""
    shop = Shop.objects.filter(pk=settings.get("shop") or 0).first()
    return _(" at %(shop)s") % {"shop": shop.name} if shop else ""


def attribute_words(settings: Settings) -> str:
    """The name of the attribute."""
    try:
        use = {"attribute": settings.get("attribute", "")} | (
            {"with": settings["with"]} if settings.get("with") else {}
        )
        return str(use_words(bind_use(read_use(use))))
    except JorenError:
        return str(settings.get("attribute") or _("(nothing chosen yet)"))


def segment_words(settings: Settings) -> str:
    """The name of the segment."""
    found = Segment.objects.filter(key=settings.get("segment") or "").values_list("name", flat=True).first()
    return str(found or settings.get("segment") or _("(nothing chosen yet)"))
