"""The forms in which a condition is chosen: for a step, and for a beginning."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType
from joren.foundation.errors import JorenError
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.operators import Operator
from joren.segments.catalogue.queries import catalogue
from joren.segments.catalogue.reading import read_rule

from ..sentences.words import rule_words
from .base import HourInput, StepForm, attribute_choices, segment_choices

_MOST_DIGITS = 15


class RuleForm(StepForm):
    """A condition: a segment, or one comparison."""

    segment = forms.ChoiceField(label=_("Is in this segment"), required=False)
    attribute = forms.ChoiceField(label=_("Or: what is known of the customer"), required=False)
    op = forms.ChoiceField(label=_("compares how"), required=False)
    value = forms.CharField(label=_("with what"), required=False, max_length=200)

    def initial_of(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """See `StepForm`."""
        rule = settings.get("rule") or {}
        if "segment" in rule:
            return {"segment": rule["segment"]}
        if "attribute" in rule and not isinstance(rule.get("value"), list | dict) and not rule.get("with"):
            value = rule.get("value", "")
            return {"attribute": rule["attribute"], "op": rule.get("op"), "value": _written(value)}
        return {"segment": "="} if rule else {}

    def prepare(self) -> None:
        """See `StepForm`."""
        from joren.segments.library.choices import OPERATOR_WORDS

        kept = [("=", rule_words(self.before.get("rule")))] if self.initial.get("segment") == "=" else []
        self.choose("segment", [("", "—"), *kept, *segment_choices()])
        self.choose("attribute", [("", "—"), *attribute_choices()])
        self.choose("op", [("", "—"), *((str(op), words) for op, words in OPERATOR_WORDS.items())])

    def clean(self) -> dict[str, Any]:
        """Put the rule together and see that it can be asked."""
        given = super().clean() or {}
        try:
            self.rule = self._rule(given)
            bind_rule(read_rule(self.rule))
        except JorenError as problem:
            raise ValidationError(str(problem)) from problem
        return given

    def _rule(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if given.get("segment") == "=":
            return dict(self.before["rule"])
        if given.get("segment"):
            return {"segment": given["segment"]}
        if not given.get("attribute"):
            raise ValidationError(_("Choose a segment or a comparison."))
        return {"attribute": given["attribute"], "op": given.get("op") or "is"} | self._compared(given)

    def _compared(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if given.get("op") == Operator.IS_KNOWN:
            return {}
        kind = catalogue().attribute(given["attribute"]).type
        return {"value": _read(kind, str(given.get("value") or "").strip())}

    def settings(self) -> dict[str, Any]:
        """See `StepForm`."""
        return {"rule": self.rule}


class BecomesForm(RuleForm):
    """Begin when a condition becomes true."""

    hour = forms.TimeField(label=_("Begins at"), initial="10:00", widget=HourInput)

    def settings(self) -> dict[str, Any]:
        """See `StepForm`."""
        return super().settings() | {"hour": self.cleaned_data["hour"].strftime("%H:%M")}


def _written(value: Any) -> str:
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def _read(kind: AttributeType, text: str) -> Any:
    """What was typed, as a rule holds it; what cannot be read is left for the rule's own sentence."""
    if kind == AttributeType.BOOLEAN:
        return text not in ("0", "no", "いいえ", "")
    if kind in (AttributeType.NUMBER, AttributeType.MONEY, AttributeType.DAYS):
        try:
            number = Decimal(text.replace(",", ""))
        except ArithmeticError:
            return text
        if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
            return text
        return int(number) if number == int(number) else float(number)
    return text
