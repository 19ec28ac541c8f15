"""Wishes in words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from joren.foundation.registry import entries
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.models import Wish


def said(wishes: Mapping[str, Any]) -> str:
    """The wishes (plain values as `wishes.told` gives them) in one line."""
    words = [line for key, value in wishes.items() if (line := _line(key, value))]
    return _("; ").join(words) or _("no wish")


def _line(key: str, value: Any) -> str:
    if key == "channel":
        return channel_label(value) if value else pgettext("wish", "any channel")
    if key == "pace":
        return str(dict(Wish.Pace.choices).get(value, value))
    if key == "hour":
        return hour_words(value) if value is not None else pgettext("wish", "any hour")
    if key == "paused_until":
        if not value:
            return _("no pause")
        return _("nothing before %(day)s") % {"day": date_format(dt.date.fromisoformat(value), "DATE_FORMAT")}
    if key == "declined_topics":
        return _("without %(topics)s") % {"topics": ", ".join(_topic_names(value))} if value else _("all topics")
    return ""


def _topic_names(keys: list[str]) -> list[str]:
    from .models import Topic

    names = dict(Topic.objects.filter(key__in=keys).values_list("key", "name"))
    return [names.get(key, key) for key in keys]


def channel_label(key: str) -> str:
    """The channel's name; its key where nobody declares it any more."""
    return next((str(entry.label) for entry in entries(Channel) if entry.key == key), key)


def hour_words(hour: int) -> str:
    """“from 20:00 to 21:00”."""
    return _("from %(from)s to %(to)s") % {"from": f"{hour}:00", "to": f"{hour + 1}:00"}
