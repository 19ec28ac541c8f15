"""Forms of goals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.models import Staff
from joren.record.shops.models import Shop
from joren.segments.library.models import Segment

from . import measures, queries
from .models import Goal, GoalReview, Measure


class GoalForm(forms.Form):
    """A new goal."""

    name = forms.CharField(label=_("name"), max_length=200)
    metric = forms.ChoiceField(label=_("metric"))
    target = forms.CharField(
        label=_("target"), max_length=50, help_text=_("A number (1,200,000, 120万) or a change (+10%, -5).")
    )
    starts_on = forms.DateField(label=_("from"), widget=forms.DateInput(attrs={"type": "date"}))
    due_on = forms.DateField(label=_("until"), widget=forms.DateInput(attrs={"type": "date"}))
    review = forms.ChoiceField(label=_("looked at"), choices=Goal.Review.choices, initial=Goal.Review.MONTH)
    shop = forms.ModelChoiceField(
        Shop.objects.order_by("code"), label=_("only this shop"), required=False, empty_label=_("all shops")
    )
    segment_key = forms.ChoiceField(
        label=_("only this segment"), required=False, help_text=_("Those who are in it on the first day.")
    )
    owner = forms.ModelChoiceField(
        Staff.objects.filter(is_active=True).order_by("email"),
        label=_("who sees to it"),
        required=False,
        empty_label=_("nobody yet"),
    )
    note = forms.CharField(
        label=_("how we want to get there"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segments = Segment.objects.filter(archived_at=None).order_by("name").values_list("key", "name")
        _choices(self, "metric", [(metric.key, metric.label) for metric in queries.metrics()])
        _choices(self, "segment_key", [("", _("all customers")), *segments])


class MeasureForm(forms.Form):
    """Something to hang under a goal: one of what is there, or something else by its name."""

    what = forms.ChoiceField(label=_("what is done"), required=False)
    name = forms.CharField(label=_("or something else"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(
            self, "what", [("", _("choose one")), *((key, f"{kind}: {name}") for key, kind, name in measures.choices())]
        )

    def clean(self) -> dict[str, Any]:
        """One of both is needed."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("what") and not given.get("name"):
            raise forms.ValidationError(_("Choose something or type what is done."))
        return given


class ToldForm(forms.ModelForm[Measure]):
    """How something else stands and what came of it."""

    class Meta:
        model = Measure
        fields = ("status", "result")
        widgets = {"result": forms.Textarea(attrs={"rows": 2})}


class ReviewForm(forms.ModelForm[GoalReview]):
    """What was concluded."""

    class Meta:
        model = GoalReview
        fields = ("keep", "stop", "notes")
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("keep", "stop", "notes")}


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
