"""Forms of mail."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.japanese.emails import normalise_email

from .models import DkimKey, MailAccount, ProviderLimit, ReturnMailbox


class AccountForm(forms.ModelForm[MailAccount]):
    """A mail account. The stored password is never shown; left empty, it stays."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Leave empty to keep the stored one."),
    )
    forget_password = forms.BooleanField(label=_("Forget the stored password"), required=False)

    webhook_key = forms.CharField(
        label=_("Key for what the provider reports"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_(
            "SendGrid: the verification key of the signed event webhook. Mailgun: the webhook signing key. The others "
            "need "
            "none. Kept encrypted. Leave empty to keep the stored one."
        ),
    )

    class Meta:
        model = MailAccount
        fields = [
            "is_on",
            "name",
            "provider",
            "host",
            "port",
            "tls",
            "verify_certificate",
            "user",
            "password",
            "forget_password",
            "api_url",
            "webhook_key",
            "from_address",
            "from_name",
            "reply_to",
            "return_address",
            "verp",
            "carries",
            "weight",
            "per_minute",
            "per_hour",
            "per_day",
            "warm_up_from",
            "warm_up_first",
            "warm_up_growth",
            "warm_up_goal",
            "connections",
            "timeout",
        ]
        help_texts = {
            "is_on": _("Switched off everywhere, mails are kept on the mailbox page and nobody gets them."),
            "name": _("For yourselves, to tell accounts apart."),
            "host": _("For SMTP only. Amazon SES: email-smtp.ap-northeast-1.amazonaws.com"),
            "api_url": _("Only where the provider gave you another one, such as Mailgun's in Europe."),
            "per_minute": _("What your provider allows. Empty: as fast as the server takes them."),
            "from_address": _("Its domain should permit this server (SPF, DKIM), or mails land in spam."),
            "return_address": _("The address that gets mails that could not be delivered. Empty: the sender's."),
            "verp": _(
                "The mark after a + tells which mail came back even when nothing else does. Your mailbox must take "
                "bounce+anything@ (most do)."
            ),
            "carries": _("An account kept for one kind of mail is used for that kind only, and it uses no other."),
            "weight": _("An account with share 2 sends twice as many as one with share 1."),
            "warm_up_from": _("For a new sending address: few mails on the first days, more each day."),
        }
        widgets = {"warm_up_from": forms.DateInput(attrs={"type": "date"})}

    def clean_return_address(self) -> str:
        """The same for returns; it may be empty."""
        return self._address("return_address")

    def clean(self) -> dict[str, Any]:
        """A server is needed for SMTP only."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        over_smtp = given.get("provider") in (MailAccount.Provider.SMTP, MailAccount.Provider.SES)
        if over_smtp and not given.get("host") and "host" not in self.errors:
            self.add_error("host", _("Write the name of the server only, such as smtp.example.jp."))
        return given

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
        if any(character.isspace() or character in "/:@" for character in host.replace("::", "")):
            raise forms.ValidationError(_("Write the name of the server only, such as smtp.example.jp."))
        return host

    @property
    def new_password(self) -> str | None:
        """The password to keep: None leaves the stored one, "" forgets it."""
        given: dict[str, Any] = self.cleaned_data
        if given.get("forget_password"):
            return ""
        return str(given["password"]) if given.get("password") else None

    @property
    def new_webhook_key(self) -> str | None:
        """The key of the provider's reports to keep; None leaves the stored one."""
        return str(self.cleaned_data.get("webhook_key") or "").strip() or None


class ProviderLimitForm(forms.ModelForm[ProviderLimit]):
    """What one provider allows all accounts at it together."""

    class Meta:
        model = ProviderLimit
        fields = ["provider", "per_minute", "per_hour", "per_day"]


class ReturnMailboxForm(forms.ModelForm[ReturnMailbox]):
    """A mailbox that is looked through. The stored password is never shown; left empty, it stays."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Leave empty to keep the stored one."),
    )

    class Meta:
        model = ReturnMailbox
        fields = ["is_on", "protocol", "host", "port", "tls", "verify_certificate", "user", "password", "folder"]

    @property
    def new_password(self) -> str | None:
        """The password to keep; None leaves the stored one."""
        return str(self.cleaned_data["password"]) if self.cleaned_data.get("password") else None


class PastedMailForm(forms.Form):
    """A mail that came back, as it is: its source pasted, or files of it."""

    text = forms.CharField(
        label=_("Source of the mail"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In your mail program: show the source (headers and all), copy everything."),
    )
    file = forms.FileField(label=_("Or a file (.eml)"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("file") and not str(given.get("text") or "").strip():
            raise forms.ValidationError(_("Paste the source of a mail or choose a file."))
        return given


class DkimForm(forms.ModelForm[DkimKey]):
    """A key to be made."""

    class Meta:
        model = DkimKey
        fields = ["domain", "selector", "algorithm"]
        help_texts = {"selector": _("A short name of your choice, such as joren2026; it stands in the DNS record.")}

    def clean_domain(self) -> str:
        """A domain name, in small letters."""
        domain = str(self.cleaned_data["domain"]).strip().lower().rstrip(".")
        if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", domain):
            raise forms.ValidationError(_("Write a domain only, such as example.jp."))
        return domain

    def clean_selector(self) -> str:
        """One label of a name."""
        selector = str(self.cleaned_data["selector"]).strip().lower()
        if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", selector):
            raise forms.ValidationError(_("Letters, digits and hyphens only."))
        return selector
