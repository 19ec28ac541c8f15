"""How a journey begins and who may enter, in a sentence each."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.registry import resolve

from ..kinds import trigger
from ..rules.flow import Settings
from .words import attribute_words, event_words, rule_words, segment_words, shop_words


def trigger_sentence(data: Mapping[str, Any]) -> str:
    """How the journey begins, in one sentence."""
    settings = data.get("settings") or {}
    kind = trigger(str(data.get("type") or ""))
    return str(resolve(kind.sentence)(settings)) if kind else _("It is not decided yet what begins this journey.")


def begins_event(settings: Settings) -> str:
    """The sentence of a beginning by an event."""
    told = {"event": event_words(settings.get("keys")), "shop": shop_words(settings)}
    return _("Begins when this happens%(shop)s: %(event)s.") % told


def begins_link(settings: Settings) -> str:
    """The sentence of a beginning by a link."""
    if settings.get("text"):
        return _("Begins when somebody follows a link with “%(text)s” in it.") % {"text": settings["text"]}
    return _("Begins when somebody follows a link in a message.")


def begins_answer(settings: Settings) -> str:
    """The sentence of a beginning by an answer."""
    return _("Begins when an answer comes in: %(event)s.") % {"event": event_words(settings.get("keys"))}


def begins_birthday(settings: Settings) -> str:
    """The sentence of a beginning by the birthday."""
    days, hour = int(settings.get("days_before") or 0), settings.get("hour") or "10:00"
    if not days:
        return _("Begins on the birthday at %(hour)s.") % {"hour": hour}
    if days > 0:
        return _("Begins %(days)s days before the birthday at %(hour)s.") % {"days": days, "hour": hour}
    return _("Begins %(days)s days after the birthday at %(hour)s.") % {"days": -days, "hour": hour}


def begins_date(settings: Settings) -> str:
    """The sentence of a beginning by a date."""
    days, hour = int(settings.get("days_after") or 0), settings.get("hour") or "10:00"
    told = {"days": abs(days), "hour": hour, "date": attribute_words(settings)}
    if settings.get("yearly"):
        told["date"] = _("each year's return of “%(date)s”") % told
    if not days:
        return _("Begins on the day of %(date)s at %(hour)s.") % told
    if days > 0:
        return _("Begins %(days)s days after %(date)s at %(hour)s.") % told
    return _("Begins %(days)s days before %(date)s at %(hour)s.") % told


def begins_entered(settings: Settings) -> str:
    """The sentence of a beginning by entering a segment."""
    return _("Begins when somebody enters the segment “%(name)s”.") % {"name": segment_words(settings)}


def begins_left(settings: Settings) -> str:
    """The sentence of a beginning by leaving a segment."""
    return _("Begins when somebody leaves the segment “%(name)s”.") % {"name": segment_words(settings)}


def begins_rule(settings: Settings) -> str:
    """The sentence of a beginning by an attribute that has changed."""
    return _("Begins when this becomes true: %(rule)s") % {"rule": rule_words(settings.get("rule"))}


def again_sentence(data: Mapping[str, Any]) -> str:
    """How often somebody may enter, in one sentence."""
    again = data.get("again") or {}
    if again.get("rule") == "always":
        return _("Everybody enters each time it begins for them.")
    if again.get("rule") == "every":
        return _("Everybody enters again after %(days)s days at the earliest.") % {"days": again.get("days", 30)}
    return _("Everybody enters once.")


def only_if_sentence(data: Mapping[str, Any]) -> str:
    """Who may enter at all; "" for everybody."""
    rule = data.get("only_if")
    return _("Only those enter of whom this is true: %(rule)s") % {"rule": rule_words(rule)} if rule else ""
