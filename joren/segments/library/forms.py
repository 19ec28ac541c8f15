"""Forms of saved segments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.changed_at_once import ChangedAtOnce

from .models import KEY_FORM, Segment


class NameForm(ChangedAtOnce, forms.Form):
    """What a segment is called. `segment`: the one that is changed."""

    name = forms.CharField(label=_("Name"), max_length=200)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, segment: Segment | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if segment is not None:
            self.initial = {"name": segment.name, "note": segment.note, **self.initial}
            self.keep_what_is_shown()


class NewNameForm(NameForm):
    """A new segment may be given a key; it never changes."""

    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=50,
        validators=[KEY_FORM],
        help_text=_("Its name in commands and the API, such as vip-2026. Made up when left empty."),
    )


class ExportForm(forms.Form):
    """What an export is for."""

    reason = forms.CharField(
        label=_("What for?"), max_length=500, help_text=_("Kept in the audit trail with your name.")
    )


class TemplateForm(forms.Form):
    """What a template is called and good for."""

    name = forms.CharField(label=_("Name"), max_length=200)
    why = forms.CharField(
        label=_("What is it good for?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence for the colleague who looks for it."),
    )
