"""Wishes in words."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from joren.foundation.registry import entries
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.models import Wish

from .models import Topic


def said(wishes: Mapping[str, Any]) -> str:
    """The wishes (plain values as `wishes.told` gives them) in one line."""
    words = [line for key, value in wishes.items() if (line := _line(key, value))]
    return pgettext("wish", "; ").join(words) or _("no wish")


def _line(key: str, value: Any) -> str:
    tell = _TELL.get(key)
    return tell(value) if tell else ""


def _channel(value: Any) -> str:
    return channel_label(value) if value else pgettext("wish", "any channel")


def _pace(value: Any) -> str:
    return str(dict(Wish.Pace.choices).get(value, value))


def _hour(value: Any) -> str:
    return hour_words(value) if value is not None else pgettext("wish", "any hour")


def _pause(value: Any) -> str:
    if not value:
        return _("no pause")
    return _("nothing before %(day)s") % {"day": date_format(dt.date.fromisoformat(value), "DATE_FORMAT")}


def _topics(value: Any) -> str:
    return _("without %(topics)s") % {"topics": ", ".join(_topic_names(value))} if value else _("all topics")


_TELL: Final[dict[str, Callable[[Any], str]]] = {
    "channel": _channel,
    "pace": _pace,
    "hour": _hour,
    "paused_until": _pause,
    "declined_topics": _topics,
}


def _topic_names(keys: list[str]) -> list[str]:
    names = dict(Topic.objects.filter(key__in=keys).values_list("key", "name"))
    return [names.get(key, key) for key in keys]


def channel_label(key: str) -> str:
    """The channel's name; its key where nobody declares it any more."""
    return next((str(entry.label) for entry in entries(Channel) if entry.key == key), key)


def hour_words(hour: int) -> str:
    """“from 20:00 to 21:00”."""
    return _("from %(from)s to %(to)s") % {"from": f"{hour}:00", "to": f"{hour + 1}:00"}
