"""Forms of the audit trail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.models import Staff

from .models import AuditEntry


class AuditFilter(forms.Form):
    """Whose, which and about whom; sent by GET."""

    staff = forms.ModelChoiceField(Staff.objects.order_by("email"), label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What"), choices=[("", "—"), *AuditEntry.Action.choices], required=False)
    customer = forms.IntegerField(label=_("Customer's number"), required=False, min_value=1)
