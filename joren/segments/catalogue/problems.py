"""What can be wrong in a rule, each with the sentence for the person who wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, Promise]] = {
    "not_an_object": _("A rule is an object with all, any, not, segment or attribute."),
    "unknown_shape": _("Here must stand exactly one of all, any, not, segment or attribute."),
    "unknown_key": _("%(key)s is not part of a rule here."),
    "empty_group": _("A group of rules must hold at least one rule."),
    "too_deep": _("Groups may be nested %(most)s deep."),
    "too_many": _("A rule may make %(most)s comparisons."),
    "segment_not_text": _("Choose a segment."),
    "unknown_segment": _("There is no segment %(key)s: it was removed or never saved."),
    "segment_loop": _("The segment %(key)s contains itself."),
    "segment_broken": _("The segment %(key)s itself is broken: %(reason)s"),
    "segment_put_away": _("The segment %(key)s was put away. Use it again, or take it out of the rule."),
    "attribute_missing": _("Choose what to compare."),
    "unknown_attribute": _("There is no attribute %(key)s."),
    "unknown_attribute_near": _("There is no attribute %(key)s. Did you mean %(near)s?"),
    "unknown_op": _("%(attribute)s cannot be compared with %(op)s; it knows %(known)s."),
    "with_not_object": _("The parameters under with are an object."),
    "unknown_parameter": _("%(attribute)s has no parameter %(key)s."),
    "parameter_missing": _("%(attribute)s needs the parameter %(key)s."),
    "period_not_an_object": _('A period is an object such as {"last_days": 90}.'),
    "period_empty": _('A period is an object such as {"last_days": 90}.'),
    "period_unknown_key": _(
        "A period knows last_days, last_months, from, to, month, fiscal_year, first_days, after_first_days and all."
    ),
    "period_two_kinds": _("A period has one kind, not several."),
    "period_bad_value": _("The number or word of the period does not fit its kind."),
    "period_bad_date": _("A period begins and ends on a day such as 2026-01-31."),
    "period_reversed": _("A period cannot end before it begins."),
    "shop_missing": _("There is no shop %(value)s: it was removed or never entered."),
    "category_missing": _("There is no product category %(value)s."),
    "product_missing": _("There is no product %(value)s."),
    "tag_missing": _("There is no tag %(value)s: it was removed or never made."),
    "option_missing": _("There is no %(value)s to choose here; there is %(known)s."),
    "reference_bad": _("Here belongs a code or a list of codes."),
    "weekday_bad": _("Weekdays are numbers from 1 (Monday) to 7 (Sunday)."),
    "holiday_bad": _("A kind of day is one of %(known)s."),
    "band_bad": _('A time band is one of %(known)s or {"from": "11:00", "to": "15:00"}.'),
    "listed_unknown": _("%(number)s of the list are no customers here: %(names)s. Take them out of the list."),
    "listed_bad": _("“%(value)s” is no member number, customer number or e-mail address."),
    "listed_not_list": _("Here belongs a list of 1 to %(most)s member numbers, customer numbers or e-mail addresses."),
    "hint_contradiction": _("Nobody can be in it: “%(one)s” and “%(other)s” exclude each other."),
    "hint_contradiction_denied": _("Nobody can be in it: “%(one)s”, and yet not “%(other)s”."),
    "hint_twice": _("“%(what)s” is said twice."),
    "hint_listed_missing": _("%(number)s of the list are no customers here and therefore not in it: %(names)s."),
    "value_missing": _("A value is missing."),
    "value_not_wanted": _("This comparison takes no value."),
    "value_not_number": _("%(value)s is not a number."),
    "value_too_large": _("%(value)s is too large."),
    "value_too_fine": _("%(value)s has too many decimals."),
    "value_not_days": _("%(value)s is not a whole number of days from 1 to %(most)s."),
    "value_not_date": _("%(value)s is not a day such as 2026-01-31."),
    "value_not_boolean": _("%(value)s is neither true nor false."),
    "value_not_text": _("Here belongs a text that is not empty."),
    "value_too_long": _("This text is longer than %(most)s characters."),
    "value_not_pair": _("Between takes a list of two values."),
    "value_reversed": _("%(low)s is greater than %(high)s."),
    "value_not_list": _("Here belongs a list of 1 to %(most)s texts."),
    "value_not_choice": _("%(value)s is not one of the choices: %(choices)s."),
}


NAMED: Final[dict[str, Promise]] = {
    "unknown_segment": _("The segment “%(name)s” is no longer there."),
    "segment_loop": _("The segment “%(name)s” contains itself."),
    "segment_broken": _("The segment “%(name)s” itself is broken: %(reason)s"),
    "segment_put_away": _("The segment “%(name)s” was put away. Use it again, or take it out of the rule."),
    "unknown_attribute": _("What is called “%(name)s” can no longer be asked: it was removed."),
    "shop_missing": _("The shop “%(name)s” is no longer there."),
    "category_missing": _("The product category “%(name)s” is no longer there."),
    "product_missing": _("The product “%(name)s” is no longer there."),
    "tag_missing": _("The tag “%(name)s” is no longer there."),
    "option_missing": _("“%(name)s” is no longer there to choose; there is %(known)s."),
}
"""The same where the name is known of what is gone: it was kept when the rule was saved."""


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing wrong in a rule. `path` leads to it: ``all[0].with.period``; "" is the rule itself."""

    path: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        """What is wrong, in the language of the moment."""
        sentences = NAMED if "name" in self.details and self.code in NAMED else SENTENCES
        text = str(sentences[self.code])
        return text % self.details if self.details else text

    def as_dict(self) -> dict[str, str]:
        """The shape of the API and ``--json``."""
        return {"path": self.path, "code": self.code, "message": self.sentence}
