"""Forms of loyalty."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.record.consents.models import Consent
from joren.record.shops.models import Shop
from joren.segments.catalogue.queries import catalogue
from joren.segments.library.queries import segments

from .models import RegularDefinition
from .reach import CHANNELS, kinds_of
from .rules.near import leaves

_YEAR_DAYS = 365


class DefinitionForm(forms.Form):
    """The usual ways to say what a regular is; any other rule comes from a saved segment."""

    mode = forms.ChoiceField(
        label=_("A regular is who meets"),
        choices=[("any", _("any one of these")), ("all", _("all of these"))],
        widget=forms.RadioSelect,
        initial="any",
    )
    count = forms.IntegerField(label=_("purchases, at least"), min_value=1, max_value=100_000, required=False)
    amount = forms.DecimalField(
        label=_("amount bought, at least"), min_value=1, max_digits=14, decimal_places=2, required=False
    )
    years = forms.DecimalField(
        label=_("years of membership, at least"), min_value=0, max_value=100, decimal_places=1, required=False
    )
    period = forms.ChoiceField(
        label=_("purchases and amount counted"),
        choices=[("", _("ever")), ("365", _("in the last 365 days")), ("180", _("in the last 180 days"))],
        required=False,
    )
    segment = forms.ChoiceField(
        label=_("or a rule of your own: a saved segment"),
        required=False,
        help_text=_("Its rule is taken as it is now. The numbers above are then left aside."),
    )
    name = forms.CharField(label=_("what you call them"), max_length=200, required=False)
    money_step = forms.DecimalField(
        label=_("one step in money"),
        min_value=1,
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text=_("What one more purchase usually brings. Left empty, it is measured."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = segments().order_by("name").values_list("key", "name")
        field = self.fields["segment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *found]

    def clean(self) -> dict[str, Any]:
        """At least one condition."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("segment") and not self._leaves(given):
            raise forms.ValidationError(_("Fill in at least one of the numbers, or choose a saved segment."))
        return given

    def rule(self) -> dict[str, Any]:
        """The rule that was filled in."""
        given = self.cleaned_data
        if given["segment"]:
            return dict(segments().get(key=given["segment"]).rule)
        leaves = self._leaves(given)
        return leaves[0] if len(leaves) == 1 else {given["mode"]: leaves}

    @staticmethod
    def _leaves(given: dict[str, Any]) -> list[dict[str, Any]]:
        period = {"with": {"period": {"last_days": int(given["period"])}}} if given.get("period") else {}
        found: list[dict[str, Any]] = []
        if given.get("count"):
            found.append({"attribute": "purchases.count", **period, "op": "at_least", "value": given["count"]})
        if given.get("amount"):
            amount = given["amount"]
            value = int(amount) if amount == int(amount) else float(amount)
            found.append({"attribute": "purchases.amount", **period, "op": "at_least", "value": value})
        if given.get("years"):
            days = int(given["years"] * _YEAR_DAYS)
            found.append({"attribute": "customer.membership_days", "op": "at_least", "value": days})
        return found


class AsOfForm(forms.Form):
    """The day a page is asked for."""

    as_of = forms.DateField(label=_("as of"), required=False)


class MonthForm(forms.Form):
    """The month whose turns are named, by any of its days."""

    month = forms.DateField(required=False)


class WantedForm(forms.Form):
    """Which of those who are next are shown."""

    group = forms.ChoiceField(
        label=_("Group to show"),
        choices=[
            ("", _("All who are next")),
            ("near", _("One step away")),
            ("sign", _("With a sign of regulars, further away")),
        ],
        required=False,
    )
    step = forms.ChoiceField(label=_("The step"), required=False)
    shop = forms.ChoiceField(label=_("Shop"), required=False)
    channel = forms.ChoiceField(label=_("Can be reached by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shops = Shop.objects.order_by("code").values_list("code", "name")
        channels = [(value, label) for value, label in Consent.Channel.choices if value in CHANNELS]
        self._choose("shop", _("Every shop"), shops)
        self._choose("channel", _("Any channel"), channels)
        self._choose("step", _("Any step"), _steps())

    def _choose(self, name: str, nothing: Any, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *choices]


def _steps() -> list[tuple[str, Any]]:
    """The attributes of the official definition in which a person can take a step."""
    definition = RegularDefinition.objects.filter(is_official=True).first()
    known = catalogue().attributes
    kinds = kinds_of(known)
    keys = [leaf["attribute"] for leaf in leaves(definition.rule)] if definition else []
    return [(key, known[key].label) for key in dict.fromkeys(keys) if key in kinds]


class ExportForm(forms.Form):
    """What the list is taken away for."""

    reason = forms.CharField(
        label=_("What for?"), max_length=500, help_text=_("Kept in the audit trail with your name.")
    )
