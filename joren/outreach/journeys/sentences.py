"""A journey in words: one sentence for its beginning, one for each step, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from joren.foundation.errors import JorenError
from joren.foundation.registry import EventType, entries, resolve
from joren.outreach.coupons.errors import CouponNotFound
from joren.record.shops.models import Shop
from joren.segments.catalogue.binding import bind_rule, bind_use
from joren.segments.catalogue.reading import read_rule, read_use
from joren.segments.catalogue.sentences import rule_sentence, use_words
from joren.segments.library.models import Segment

from .deeds import coupon_of
from .kinds import action, trigger
from .messages import name_of
from .rules import flow
from .rules.flow import Remark, Settings

_WEEKDAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)


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


def _shop_words(settings: Settings) -> str:
    shop = Shop.objects.filter(pk=settings.get("shop") or 0).first()
    return _(" at %(shop)s") % {"shop": shop.name} if shop else ""


# --- how it begins --------------------------------------------------------------------------------------------------


def trigger_sentence(data: Mapping[str, Any]) -> str:
    """How the journey begins, in one sentence."""
    settings = data.get("settings") or {}
    kind = trigger(str(data.get("type") or ""))
    return str(resolve(kind.sentence)(settings)) if kind else _("It is not decided yet what begins this journey.")


def begins_event(settings: Settings) -> str:
    """The sentence of a beginning by an event."""
    told = {"event": event_words(settings.get("keys")), "shop": _shop_words(settings)}
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


def begins_entered(settings: Settings) -> str:
    """The sentence of a beginning by entering a segment."""
    return _("Begins when somebody enters the segment “%(name)s”.") % {"name": segment_words(settings)}


def begins_left(settings: Settings) -> str:
    """The sentence of a beginning by leaving a segment."""
    return _("Begins when somebody leaves the segment “%(name)s”.") % {"name": segment_words(settings)}


def begins_rule(settings: Settings) -> str:
    """The sentence of a beginning by an attribute that has changed."""
    return _("Begins when this becomes true: %(rule)s") % {"rule": rule_words(settings.get("rule"))}


# --- who may enter ---------------------------------------------------------------------------------------------------


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


# --- steps -----------------------------------------------------------------------------------------------------------


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
    told = {"days": settings.get("days"), "event": event_words(settings.get("keys")), "shop": _shop_words(settings)}
    return _("Wait up to %(days)s days for this to happen%(shop)s: %(event)s. Then go on by whether it did.") % told


def _reaction(settings: Settings, definition: Mapping[str, Any]) -> str:
    from .rules.editing import find

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


def path_label(kind: str, key: str, share: int = 0) -> str:
    """The name of a path."""
    if kind == flow.SPLIT:
        return _("%(name)s: %(share)s%%") % {"name": key.upper(), "share": share}
    words = {
        (flow.EVENT, flow.YES): _("It happened"),
        (flow.EVENT, flow.NO): _("It did not happen"),
        (flow.REACTION, flow.YES): _("There was a reaction"),
        (flow.REACTION, flow.NO): _("No reaction"),
    }
    return words.get((kind, key)) or (_("Yes") if key == flow.YES else _("No"))


def kind_label(kind: str) -> str:
    """The name of a kind of step."""
    words = {
        flow.WAIT: _("Wait"),
        flow.UNTIL_HOUR: _("Wait until an hour"),
        flow.EVENT: _("Wait for an event"),
        flow.REACTION: _("Reaction"),
        flow.RULE: _("Condition"),
        flow.SPLIT: _("By chance"),
        flow.END: _("End"),
    }
    found = action(kind)
    return words.get(kind) or (str(found.label) if found else kind)


def icon(kind: str) -> str:
    """The icon of a kind of step."""
    icons = {
        flow.WAIT: "hourglass",
        flow.UNTIL_HOUR: "clock",
        flow.EVENT: "bell",
        flow.REACTION: "eye",
        flow.RULE: "git-branch",
        flow.SPLIT: "arrows-split",
        flow.END: "flag",
    }
    found = action(kind)
    return icons.get(kind) or (found.icon if found else "help-circle")


def remark_sentence(remark: Remark) -> str:
    """What is wrong with a definition, in a sentence."""
    words = {
        "no_definition": _("This is not a journey."),
        "no_trigger": _("It is not decided yet what begins this journey."),
        "no_steps": _("The journey has no step yet."),
        "too_many_steps": _("A journey has %(most)s steps at most."),
        "too_deep": _("Branches stand in each other %(most)s deep at most."),
        "bad_step_id": _("A step has no number of its own."),
        "unknown_step": _("A step of a kind that is not installed: %(type)s."),
        "bad_split": _("Chance parts the way into two to %(most)s."),
        "shares_not_100": _("The shares of the ways come to %(sum)s, not to 100."),
        "bad_unit": _("A wait needs minutes, hours, days or weeks."),
        "bad_wait": _("A wait must be between %(least)s and %(most)s."),
        "bad_hour": _("The hour must be written like 10:00."),
        "bad_weekdays": _("The days of the week must be Monday to Sunday."),
        "no_event": _("It is not chosen yet which event to wait for."),
        "bad_days": _("The days must be between %(least)s and %(most)s."),
        "bad_reaction": _("It is not chosen yet which reaction to look for."),
        "no_rule": _("The condition is not chosen yet."),
        "bad_again": _("It is not decided how often somebody may enter."),
        "bad_again_days": _("The days until somebody may enter again must be between %(least)s and %(most)s."),
        "bad_share": _("The held-back share must lie between 0 and 0.5, not %(value)s."),
        "max_age": _("The greatest age of an event must be between %(least)s and %(most)s hours."),
    }
    return words.get(remark.code, remark.code) % remark.values


def outcome_label(outcome: str) -> str:
    """What came of a step, in a word or two."""
    from joren.outreach.delivery.reach import Reason

    words = {
        "sent": _("handed to delivery"),
        "waited": _("waited"),
        "yes": _("yes"),
        "no": _("no"),
        "done": _("done"),
        "unchanged": _("was so already"),
        "before": _("was done in an earlier version"),
        "ended": _("ended"),
        "failed": _("could not be done"),
        "same_address": _("shares the address with somebody who has it"),
    }
    reasons = {str(value): str(label) for value, label in Reason.choices}
    return words.get(outcome) or reasons.get(outcome) or outcome.upper()
