"""Forms of accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Role, Staff


class NewStaffForm(forms.Form):
    """A new person. Without a password one is made and shown once."""

    email = forms.EmailField(label=_("e-mail address"))
    name = forms.CharField(label=_("name"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("role"), choices=Role.choices, initial=Role.MARKETER)
    password = forms.CharField(
        label=_("first password"),
        required=False,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Leave empty to have one made; it is shown once."),
    )


class StaffForm(forms.ModelForm[Staff]):
    """A person's name, role and right to log in, and a new password for somebody who forgot theirs."""

    new_password = forms.CharField(
        label=_("new password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the one there is."),
    )

    class Meta:
        model = Staff
        fields = ["name", "role", "is_active"]


class TokenForm(forms.Form):
    """What a new key is for."""

    name = forms.CharField(
        label=_("what for"), max_length=100, help_text=_("For example: nightly upload from the till")
    )
