"""Forms of data health."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .sentences import CHECKS


class SettingsForm(forms.Form):
    """After how many years without anything a record is old."""

    stale_years = forms.IntegerField(label=_("Years until a record is old"), min_value=1, max_value=50)


class FindingFilters(forms.Form):
    """Which findings are wanted."""

    check = forms.ChoiceField(label=_("Check"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["check"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *CHECKS.items()]
