"""Forms of the business."""

from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.changed_at_once import ChangedAtOnce

from .models import Business


class BusinessForm(ChangedAtOnce, forms.ModelForm[Business]):
    """What the business is called, counts in, and signs its mails with."""

    class Meta:
        model = Business
        fields = [
            "name",
            "currency",
            "fiscal_year_starts",
            "sender_name",
            "sender_address",
            "sender_contact",
            "keeps_import_files_days",
        ]
        help_texts = {
            "currency": _("Three letters, such as JPY or USD. Amounts already recorded are not converted."),
            "sender_name": _("Stands at the foot of every advertising mail, as the law on such mail requires."),
            "keeps_import_files_days": _(
                "They hold personal data: afterwards the files are discarded, what was imported stays."
            ),
            "sender_contact": _("An e-mail address, telephone number or web address that is answered."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.keep_what_is_shown()

    def clean_currency(self) -> str:
        """Accept ISO 4217 codes, in either case."""
        code = str(self.cleaned_data["currency"]).upper()
        if code not in list_currencies():
            raise forms.ValidationError(_("There is no currency %(code)s."), params={"code": code})
        return code
