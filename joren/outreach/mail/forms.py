"""Forms of mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.japanese.emails import normalise_email

from .models import MailAccount


class AccountForm(forms.ModelForm[MailAccount]):
    """The mail account. The stored password is never shown; left empty, it stays."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Leave empty to keep the stored one."),
    )
    forget_password = forms.BooleanField(label=_("Forget the stored password"), required=False)

    class Meta:
        model = MailAccount
        fields = [
            "is_on",
            "host",
            "port",
            "tls",
            "verify_certificate",
            "user",
            "password",
            "forget_password",
            "from_address",
            "from_name",
            "reply_to",
            "per_minute",
            "connections",
            "timeout",
        ]
        help_texts = {
            "is_on": _("Switched off, mails are kept on the mailbox page and nobody gets them."),
            "per_minute": _("What your provider allows. Empty: as fast as the server takes them."),
            "from_address": _("Its domain should permit this server (SPF, DKIM), or mails land in spam."),
        }

    def clean_from_address(self) -> str:
        """Bring the address to its one form."""
        return self._address("from_address")

    def clean_reply_to(self) -> str:
        """The same for replies; it may be empty."""
        return self._address("reply_to")

    def _address(self, field: str) -> str:
        written = str(self.cleaned_data[field])
        if not written:
            return ""
        address = normalise_email(written)
        if address is None:
            raise forms.ValidationError(_("This is not one e-mail address."))
        return address

    def clean_host(self) -> str:
        """A host name, without anything a person may have copied around it."""
        host = str(self.cleaned_data["host"]).strip().removeprefix("smtp://").rstrip("/")
        if not host or any(character.isspace() or character in "/:@" for character in host.replace("::", "")):
            raise forms.ValidationError(_("Write the name of the server only, such as smtp.example.jp."))
        return host

    @property
    def new_password(self) -> str | None:
        """The password to keep: None leaves the stored one, "" forgets it."""
        given: dict[str, Any] = self.cleaned_data
        if given.get("forget_password"):
            return ""
        return str(given["password"]) if given.get("password") else None
