"""Names and icons of steps and paths, what came of a step, and what is wrong with a definition."""

from django.utils.translation import gettext as _

from ..kinds import action
from ..rules import flow
from ..rules.definition import Remark


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
        "window": _("Purchases are counted for %(least)s to %(most)s days."),
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
