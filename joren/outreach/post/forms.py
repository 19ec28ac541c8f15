"""Forms of post."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.time import clock
from joren.outreach.content.framing import segments

from .models import Printer, PrintRun, Return


class ArrangeForm(forms.ModelForm[PrintRun]):
    """What a run is printed on."""

    class Meta:
        model = PrintRun
        fields = ("name", "layout", "start_at", "printer", "left", "top", "is_joint", "has_frame", "has_square")
        help_texts = {
            "start_at": _("For a sheet that was begun before: 1 is the label above on the left."),
            "left": _("Empty: as the sheet has it."),
            "top": _("Empty: as the sheet has it."),
            "has_frame": _("Only for cards and envelopes that have no frame of their own."),
            "has_square": _("Leads where the first button of the message leads, counted for each person."),
        }


class PostedForm(forms.Form):
    """When it was posted, and what it cost."""

    posted_on = forms.DateField(label=_("posted on"), widget=forms.DateInput(attrs={"type": "date"}))
    cost_each = forms.DecimalField(label=_("yen for each piece"), min_value=0, max_digits=8, decimal_places=2)

    def __init__(self, *args: Any, cost: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posted_on"].initial = clock.today
        self.fields["cost_each"].initial = cost


class LabelsForm(forms.Form):
    """Labels for a segment."""

    segment = forms.ChoiceField(label=_("Segment"))
    name = forms.CharField(label=_("name"), max_length=200)
    layout = forms.ChoiceField(
        label=_("printed on"), choices=PrintRun.Layout.choices, initial=PrintRun.Layout.LABELS_12
    )
    target = forms.CharField(
        label=_("Where a QR code leads"),
        max_length=300,
        required=False,
        help_text=_("A web address; each label gets its own code, so that answers are counted. Empty: no code."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segment"].choices = segments()  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """A letter that came back."""

    code = forms.CharField(
        label=_("Number of the letter"),
        max_length=300,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "placeholder": "P000000000"}),
        help_text=_("Beside the bars. A barcode reader, the QR code and the keyboard all do."),
    )
    reason = forms.ChoiceField(label=_("why"), choices=Return.Reason.choices, initial=Return.Reason.UNKNOWN)


class PrinterForm(forms.ModelForm[Printer]):
    """How far a printer misses."""

    class Meta:
        model = Printer
        fields = ("name", "right", "down")
