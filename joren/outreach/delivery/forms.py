"""Forms of delivery."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Suppression


class SuppressionForm(forms.Form):
    """An address to block."""

    address = forms.CharField(label=_("E-mail address"), max_length=254)
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (reason, Suppression.Reason(reason).label)
            for reason in (Suppression.Reason.MANUAL, Suppression.Reason.COMPLAINED, Suppression.Reason.UNSUBSCRIBED)
        ],
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
