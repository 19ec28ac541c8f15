"""The forms in which journeys, their beginnings and their steps are settled."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType
from joren.foundation.errors import JorenError
from joren.foundation.registry import EventType, entries
from joren.record.shops.models import Shop
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.operators import Operator
from joren.segments.catalogue.queries import catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.library.models import Segment

from . import samples
from .sentences import rule_words

_DATES = (AttributeType.DATE,)
_MOST_DIGITS = 15


class HourInput(forms.TimeInput):
    """An hour and minutes, as browsers ask for them."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "time"}, format="%H:%M")


class JourneyForm(forms.Form):
    """Begin a journey."""

    name = forms.CharField(label=_("Name"), max_length=200)


class SampleForm(forms.Form):
    """Begin with a ready-made journey, which has a name already."""

    sample = forms.ChoiceField(choices=[(one.key, one.label) for one in samples.SAMPLES])

    @property
    def name(self) -> str:
        """What the ready-made journey is called."""
        return next(str(one.label) for one in samples.SAMPLES if one.key == self.cleaned_data["sample"])


class NameForm(forms.Form):
    """Rename a journey."""

    name = forms.CharField(label=_("Name"), max_length=200)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class EntryForm(forms.Form):
    """Who may enter, how often, and how many are held back."""

    again = forms.ChoiceField(
        label=_("How often somebody enters"),
        choices=[("once", _("once")), ("every", _("again after some days")), ("always", _("each time"))],
    )
    again_days = forms.IntegerField(label=_("Days until then"), min_value=1, max_value=3660, required=False)
    held_back = forms.DecimalField(
        label=_("Held back at random, in percent"),
        min_value=0,
        max_value=50,
        decimal_places=1,
        help_text=_("These people get nothing of this journey, so that its effect can be measured."),
    )
    max_age_hours = forms.IntegerField(
        label=_("Greatest age of what happened, in hours"),
        min_value=1,
        max_value=2160,
        help_text=_("What happened longer ago begins nothing: an old file that is brought in writes to nobody."),
    )
    segment = forms.ChoiceField(label=_("Only members of this segment"), required=False)

    def __init__(self, data: Any = None, *, definition: Mapping[str, Any]) -> None:
        again, only_if = definition.get("again") or {}, definition.get("only_if")
        self.kept = only_if if only_if and "segment" not in only_if else None
        initial = {
            "again": again.get("rule", "once"),
            "again_days": again.get("days") or 30,
            "held_back": Decimal(str(definition.get("held_back", "0.1"))) * 100,
            "max_age_hours": definition.get("max_age_hours", 48),
            "segment": (only_if or {}).get("segment", "=" if self.kept else ""),
        }
        super().__init__(data, initial=initial)
        kept = [("=", rule_words(self.kept))] if self.kept else []
        self.fields["segment"].choices = [("", _("everybody")), *kept, *_segments()]  # type: ignore[attr-defined]

    def changed(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """The definition with these answers."""
        given = self.cleaned_data
        again: dict[str, Any] = {"rule": given["again"]}
        if given["again"] == "every":
            again["days"] = given.get("again_days") or 30
        found = dict(definition) | {
            "again": again,
            "held_back": str((given["held_back"] / 100).normalize()),
            "max_age_hours": given["max_age_hours"],
        }
        found.pop("only_if", None)
        if given["segment"] == "=":
            found["only_if"] = self.kept
        elif given["segment"]:
            found["only_if"] = {"segment": given["segment"]}
        return found


class StepForm(forms.Form):
    """The base of every form of a beginning or a step: `settings` is what is kept, as JSON.

    `definition` is the journey's draft as it stands, for steps that speak of others.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        settings: Mapping[str, Any] | None = None,
        definition: Mapping[str, Any] | None = None,
    ) -> None:
        self.before: Mapping[str, Any] = settings or {}
        self.definition: Mapping[str, Any] = definition or {}
        super().__init__(data, initial=self.initial_of(self.before))
        self.prepare()

    def initial_of(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The first values of the fields, from what was kept."""
        return dict(settings)

    def prepare(self) -> None:
        """Fill in what there is to choose from."""

    def choose(self, name: str, choices: Any) -> None:
        """Give a field its choices."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def settings(self) -> dict[str, Any]:
        """What is kept."""
        return {key: _plain(value) for key, value in self.cleaned_data.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time) else value


def _segments() -> list[tuple[str, str]]:
    return list(Segment.objects.filter(archived_at=None).order_by("name", "pk").values_list("key", "name"))


def shop_choices() -> list[tuple[Any, Any]]:
    """Every shop, and none."""
    return [("", _("any shop")), *Shop.objects.order_by("name").values_list("pk", "name")]


def _events(kinds: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    return [(one.key, one.label) for one in entries(EventType) if not kinds or one.kind in kinds]


def shop_id(value: str) -> int | None:
    """What was chosen of `shop_choices`."""
    return int(value) if value else None


class EventForm(StepForm):
    """Begin with an event."""

    keys = forms.MultipleChoiceField(
        label=_("What happens"), widget=forms.CheckboxSelectMultiple, help_text=_("One of these is enough.")
    )
    shop = forms.TypedChoiceField(label=_("Shop"), required=False, coerce=shop_id, empty_value=None)

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("keys", _events())
        self.choose("shop", shop_choices())


class LinkForm(StepForm):
    """Begin with a click."""

    text = forms.CharField(
        label=_("Part of the link’s address"),
        required=False,
        max_length=200,
        help_text=_("Left empty: any link in any message."),
    )


class AnswerForm(StepForm):
    """Begin with an answer to a form or a survey."""

    keys = forms.MultipleChoiceField(
        label=_("Which answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every answer."),
    )

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("keys", _events(("answer",)))


class BirthdayForm(StepForm):
    """Begin around the birthday."""

    days_before = forms.IntegerField(
        label=_("Days before the birthday"),
        initial=7,
        min_value=-60,
        max_value=90,
        help_text=_("0: on the day itself."),
    )
    hour = forms.TimeField(label=_("Begins at"), initial="10:00", widget=HourInput)
    month_only = forms.BooleanField(
        label=_("Count a birthday of which only the month is known as the 1st"), required=False, initial=True
    )

    def settings(self) -> dict[str, Any]:
        """See `StepForm`."""
        return super().settings() | {"month_only": self.cleaned_data["month_only"]}


class DateForm(StepForm):
    """Begin around a date that is known of the customer."""

    attribute = forms.ChoiceField(label=_("Which date"))
    days_after = forms.IntegerField(
        label=_("Days after it"),
        initial=0,
        min_value=-366,
        max_value=3660,
        help_text=_("Below zero: so many days before it."),
    )
    yearly = forms.BooleanField(label=_("Each year on that day"), required=False)
    hour = forms.TimeField(label=_("Begins at"), initial="10:00", widget=HourInput)

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("attribute", _attributes(_DATES))

    def settings(self) -> dict[str, Any]:
        """See `StepForm`."""
        return super().settings() | {"yearly": self.cleaned_data["yearly"]}


def _attributes(types: tuple[AttributeType, ...] = ()) -> list[tuple[str, Any]]:
    """The attributes that can be asked without further settings, by group."""
    groups: dict[str, list[tuple[str, Any]]] = {}
    for one in catalogue().attributes.values():
        takes = one.type in types if types else one.type != AttributeType.CUSTOMER
        if takes and not any(parameter.required for parameter in one.parameters):
            groups.setdefault(str(one.group), []).append((one.key, one.label))
    return list(groups.items())


class SegmentForm(StepForm):
    """Begin with entering or leaving a segment."""

    segment = forms.ChoiceField(label=_("Segment"))
    hour = forms.TimeField(label=_("Begins at"), initial="10:00", widget=HourInput)

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("segment", _segments())


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
        self.choose("segment", [("", "—"), *kept, *_segments()])
        self.choose("attribute", [("", "—"), *_attributes()])
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


class EntryFilters(forms.Form):
    """Who of the people of a journey is shown."""

    STATES: ClassVar = [
        ("", _("everybody")),
        ("inside", _("inside now")),
        ("held_back", _("held back")),
        ("out", _("out")),
    ]
    state = forms.ChoiceField(label=_("Shown"), required=False, choices=STATES)
