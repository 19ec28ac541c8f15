"""Forms of short messages."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from .models import SmsAccount

_EXAMPLE = '{"to": "{{ to }}", "text": "{{ text }}", "id": "{{ id }}"}'
# What else is in it cannot go into a header of a request.
_PLAIN = RegexValidator(r"^[!-~]+$", _("Copy it again: it has only half-width letters, digits and signs."))


class AccountForm(forms.ModelForm[SmsAccount]):
    """The account with a provider."""

    token = forms.CharField(
        label=_("Secret (Auth Token)"),
        required=False,
        validators=[_PLAIN],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty: stays as it is. It is kept encrypted."),
    )

    class Meta:
        model = SmsAccount
        fields = (
            "is_on",
            "provider",
            "user",
            "token",
            "sender",
            "address",
            "request",
            "id_path",
            "is_idempotent",
            "yen_per_part",
            "connections",
            "per_minute",
            "timeout",
        )
        widgets = {"request": forms.Textarea(attrs={"rows": 4, "class": "font-monospace"})}
        help_texts = {
            "user": _("Twilio: the Account SID."),
            "sender": _("A number or name that your provider gave you. Twilio: also a messaging service (MG…)."),
            "address": _("Empty for Twilio. Another provider: where a message is handed over, with https://."),
            "request": _("JSON for another provider; {{ to }}, {{ domestic }}, {{ text }}, {{ id }}, {{ sender }}."),
            "id_path": _("For example data.message_id."),
            "is_idempotent": _("Then a request without an answer is repeated; otherwise it is listed as uncertain."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.request:
            self.initial.setdefault("request", _EXAMPLE)
            self.initial["request"] = self.initial["request"] or _EXAMPLE


class TestForm(forms.Form):
    """Where a test goes."""

    to = forms.CharField(label=_("Your mobile number"), max_length=30)
    text = forms.CharField(label=_("Text"), max_length=670, widget=forms.Textarea(attrs={"rows": 2}))
