"""The segments most shops ask for, as data: a rule to start from, what it finds and what it is good for.

A rule that names what an installation lacks (an app, a field) is left out there. Numbers are starting points: whoever
uses a template changes them in the builder.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry.entries import Text

Rule = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """A template: `group` it is shown under, `why` one sentence for the person who would use it."""

    key: str
    group: Text
    name: Text
    why: Text
    rule: Mapping[str, Any] = field(hash=False)


def _is(attribute: str, op: str, value: Any, **parameters: Any) -> Rule:
    found: Rule = {"attribute": attribute}
    if parameters:
        found["with"] = parameters
    return found | {"op": op, "value": value}


def _all(*rules: Rule) -> Rule:
    return {"all": list(rules)}


def _not(rule: Rule) -> Rule:
    return {"not": rule}


def _bought_within(days: int) -> Rule:
    return _is("purchases.last_on", "within_last_days", days)


def _consent(channel: str) -> Rule:
    return _is("consent.given", "is", True, channel=channel, purpose="marketing")


_YEAR: Final = {"last_days": 365}
_QUARTER: Final = {"last_days": 90}
_STAGES: Final = _("Where customers stand (RFM)")
_RISK: Final = _("Before they are lost")
_DATES: Final = _("Occasions")
_HABITS: Final = _("Habits")
_REACH: Final = _("Who can be reached")

SAMPLES: Final = (
    Sample(
        "best",
        _STAGES,
        _("Best customers"),
        _("Recent, often and much: whom to thank first, and never with a discount."),
        _all(
            _bought_within(90),
            _is("purchases.count", "at_least", 5, period=_YEAR),
            _is("purchases.amount", "at_least", 50_000, period=_YEAR),
        ),
    ),
    Sample(
        "growing",
        _STAGES,
        _("Steady customers"),
        _("They come back by themselves; one more reason to come makes them the best."),
        _all(
            _bought_within(90),
            _is("purchases.count", "between", [2, 4], period=_YEAR),
        ),
    ),
    Sample(
        "new",
        _STAGES,
        _("First purchase within 30 days"),
        _("The second purchase is decided now: thank them and say what comes next."),
        _is("purchases.first_on", "within_last_days", 30),
    ),
    Sample(
        "second-lately",
        _STAGES,
        _("Second purchase lately"),
        _("They came back once. After the third time most stay."),
        _all(_is("purchases.count", "equals", 2), _bought_within(30)),
    ),
    Sample(
        "once",
        _STAGES,
        _("Bought once and never again"),
        _("The largest group of most shops, and the cheapest to win back."),
        _all(_is("purchases.count", "equals", 1), _not(_bought_within(60))),
    ),
    Sample(
        "registered-only",
        _STAGES,
        _("Registered, but never bought"),
        _("They gave their address for a reason: remind them of it."),
        _all(_is("purchases.count", "equals", 0), _is("customer.membership_days", "at_least", 14)),
    ),
    Sample(
        "at-risk",
        _RISK,
        _("Regulars who are late"),
        _("Twice their own usual interval has passed: the last good moment to write."),
        _all(
            _is("purchases.count", "at_least", 3),
            _is("purchases.intervals_waited", "at_least", 2),
            _bought_within(365),
        ),
    ),
    Sample(
        "sleeping",
        _RISK,
        _("Sleeping"),
        _("Bought repeatedly, but not for half a year: ask what is missing."),
        _all(_is("purchases.count", "at_least", 2), _bought_within(365), _not(_bought_within(180))),
    ),
    Sample(
        "lost",
        _RISK,
        _("Lost"),
        _("Nothing for over a year: one last letter, then spare the cost."),
        _all(_is("purchases.count", "at_least", 1), _not(_bought_within(365))),
    ),
    Sample(
        "back-again",
        _RISK,
        _("Back after a long time"),
        _("Away for half a year or more and here again: find out what brought them."),
        _all(_bought_within(30), _is("purchases.longest_interval", "at_least", 180)),
    ),
    Sample(
        "birthday",
        _DATES,
        _("Birthday this month"),
        _("A greeting in the month of birth is read more than any other mail."),
        _is("customer.months_to_birthday", "equals", 0),
    ),
    Sample(
        "birthday-next",
        _DATES,
        _("Birthday next month"),
        _("For cards and coupons that must be in the post in time."),
        _is("customer.months_to_birthday", "equals", 1),
    ),
    Sample(
        "anniversary",
        _DATES,
        _("Anniversary as a customer this month"),
        _("They registered in this month of an earlier year: a reason to say thank you."),
        _all(
            _is("customer.months_to_anniversary", "equals", 0),
            _is("customer.membership_days", "at_least", 330),
        ),
    ),
    Sample(
        "lunch-only",
        _HABITS,
        _("Lunch only"),
        _("They know the place by day: invite them for an evening."),
        _all(
            _is("purchases.count", "at_least", 2, period=_YEAR, time_band="lunch"),
            _is("purchases.count", "equals", 0, period=_YEAR, time_band="dinner"),
        ),
    ),
    Sample(
        "weekend-only",
        _HABITS,
        _("Weekends only"),
        _("A quiet weekday may suit them better than they think."),
        _all(
            _is("purchases.count", "at_least", 2, period=_YEAR),
            _is("purchases.count", "equals", 0, period=_YEAR, weekday=[1, 2, 3, 4, 5]),
        ),
    ),
    Sample(
        "big-once",
        _HABITS,
        _("One large purchase"),
        _("They trusted the shop with much money once: care for what they bought."),
        _all(_is("purchases.count", "equals", 1), _is("purchases.amount", "at_least", 30_000)),
    ),
    Sample(
        "several-shops",
        _HABITS,
        _("Bought at several shops"),
        _("They follow the business, not one counter: tell them of every shop."),
        _is("purchases.shops", "at_least", 2, period=_YEAR),
    ),
    Sample(
        "sales-only",
        _HABITS,
        _("Only when prices are down"),
        _("Do not train them further: show what is worth its full price."),
        _all(
            _is("purchases.count", "at_least", 2, period=_YEAR),
            _is("purchases.discounted_share", "at_least", 80, period=_YEAR),
        ),
    ),
    Sample(
        "dearer-lately",
        _HABITS,
        _("Spending more than usual lately"),
        _("Something pleases them: the moment to recommend what goes with it."),
        _all(
            _is("purchases.amount", "at_least", 30_000, period=_QUARTER),
            _is("purchases.count", "at_least", 2, period=_QUARTER),
        ),
    ),
    Sample(
        "mailable",
        _REACH,
        _("Agreed to e-mail, and it arrives"),
        _("Everybody a newsletter may be sent to today."),
        _all(_is("customer.has_email", "is", True), _consent("mail")),
    ),
    Sample(
        "line",
        _REACH,
        _("Agreed to LINE"),
        _("Read within minutes: for what is on today."),
        _all(_is("customer.has_line", "is", True), _consent("line")),
    ),
    Sample(
        "regular-silent",
        _REACH,
        _("Comes often, cannot be reached"),
        _("At the counter, ask these for an address and their consent first."),
        _all(
            _is("purchases.count", "at_least", 5, period=_YEAR),
            _not(
                {
                    "any": [
                        _all(_is("customer.has_email", "is", True), _consent("mail")),
                        _all(_is("customer.has_line", "is", True), _consent("line")),
                    ]
                }
            ),
        ),
    ),
)
