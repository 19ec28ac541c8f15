"""Every step in one sentence."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from joren.foundation.registry import entries, resolve
from joren.outreach.coupons.errors import CouponNotFound

from ..deeds import coupon_of
from ..kinds import action
from ..messages import name_of
from ..rules import flow
from ..rules.editing import find
from ..rules.flow import Settings
from .words import event_words, rule_words, shop_words

_WEEKDAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)


def step_sentence(step: Mapping[str, Any], definition: Mapping[str, Any]) -> str:
    """One step in one sentence."""
    kind, settings = str(step.get("type")), step.get("settings") or {}
    if kind in _BUILT_IN:
        return _BUILT_IN[kind](settings, definition)
    found = action(kind)
    if found is None:
        return _("A step of a kind that is not installed any more: %(kind)s.") % {"kind": kind}
    return str(resolve(found.sentence)(settings))


def _wait(settings: Settings, _definition: Mapping[str, Any]) -> str:
    amount, unit = int(settings.get("amount") or 0), settings.get("unit")
    words = {
        "minutes": ngettext("Wait for %(n)s minute.", "Wait for %(n)s minutes.", amount),
        "hours": ngettext("Wait for %(n)s hour.", "Wait for %(n)s hours.", amount),
        "days": ngettext("Wait for %(n)s day.", "Wait for %(n)s days.", amount),
        "weeks": ngettext("Wait for %(n)s week.", "Wait for %(n)s weeks.", amount),
    }
    return words.get(str(unit), words["days"]) % {"n": amount}


def _until_hour(settings: Settings, _definition: Mapping[str, Any]) -> str:
    days = settings.get("weekdays") or []
    told = {"hour": settings.get("hour"), "days": _(", ").join(_(_WEEKDAYS[day - 1]) for day in days if 0 < day < 8)}  # noqa: PLR2004
    if days:
        return _("Wait until it is %(hour)s on one of these days: %(days)s.") % told
    return _("Wait until it is %(hour)s.") % told


def _event(settings: Settings, _definition: Mapping[str, Any]) -> str:
    told = {"days": settings.get("days"), "event": event_words(settings.get("keys")), "shop": shop_words(settings)}
    return _("Wait up to %(days)s days for this to happen%(shop)s: %(event)s. Then go on by whether it did.") % told


def _reaction(settings: Settings, definition: Mapping[str, Any]) -> str:
    step = find(definition, str(settings.get("step") or "")) or {}
    told = {"days": settings.get("days"), "name": name_of(step.get("settings") or {})}
    words = {
        "opened": _("Look for up to %(days)s days whether “%(name)s” is opened, and go on by that."),
        "clicked": _("Look for up to %(days)s days whether a link in “%(name)s” is followed, and go on by that."),
        "replied": _("Look for up to %(days)s days whether “%(name)s” is answered, and go on by that."),
        "bought": _("Look for up to %(days)s days whether something is bought, and go on by that."),
    }
    return words.get(str(settings.get("reaction")), words["opened"]) % told


def _rule(settings: Settings, _definition: Mapping[str, Any]) -> str:
    return _("Go on by whether this is true now: %(rule)s") % {"rule": rule_words(settings.get("rule"))}


def _split(_settings: Settings, _definition: Mapping[str, Any]) -> str:
    return _("Chance decides which way each person goes.")


def _end(_settings: Settings, _definition: Mapping[str, Any]) -> str:
    return _("The journey ends here.")


_BUILT_IN = {
    flow.WAIT: _wait,
    flow.UNTIL_HOUR: _until_hour,
    flow.EVENT: _event,
    flow.REACTION: _reaction,
    flow.RULE: _rule,
    flow.SPLIT: _split,
    flow.END: _end,
}


def message(settings: Settings) -> str:
    """The sentence of writing to somebody."""
    channels = [str(_channel_label(key)) for key in settings.get("channels") or []]
    told = {"name": name_of(settings), "channels": _(", then ").join(channels)}
    if len(channels) > 1:
        return _("Send “%(name)s” over the first of these that reaches them: %(channels)s.") % told
    return _("Send “%(name)s” by %(channels)s.") % told


def _channel_label(key: str) -> Any:
    from joren.outreach.delivery.channels import Channel

    return next((one.label for one in entries(Channel) if one.key == key), key)


def tag(settings: Settings) -> str:
    """The sentence of a tag."""
    if settings.get("remove"):
        return _("Take off the tag “%(tag)s”.") % {"tag": settings.get("tag")}
    return _("Put on the tag “%(tag)s”.") % {"tag": settings.get("tag")}


def field(settings: Settings) -> str:
    """The sentence of a field."""
    from joren.record.customers.models import CustomField

    key = settings.get("field")
    name = CustomField.objects.filter(key=key).values_list("label", flat=True).first() or key
    if settings.get("value"):
        return _("Write “%(value)s” into “%(field)s”.") % {"value": settings["value"], "field": name}
    return _("Empty “%(field)s”.") % {"field": name}


def task(settings: Settings) -> str:
    """The sentence of a task."""
    days = int(settings.get("days") or 0)
    told = {"title": settings.get("title"), "days": days}
    if days:
        return _("Ask the staff to do this within %(days)s days: %(title)s.") % told
    return _("Ask the staff to do this today: %(title)s.") % told


def coupon(settings: Settings) -> str:
    """The sentence of a coupon."""
    try:
        return _("Give the coupon “%(name)s”.") % {"name": coupon_of(settings).name}
    except CouponNotFound:
        return _("Give the coupon “%(name)s”.") % {"name": "…"}


def webhook(settings: Settings) -> str:
    """The sentence of a call."""
    return _("Tell another system: %(url)s.") % {"url": settings.get("url")}
