"""Forms of saved segments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import KEY_FORM


class NameForm(forms.Form):
    """What a segment is called."""

    name = forms.CharField(label=_("Name"), max_length=200)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


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
