"""Forms of LINE."""

from typing import Any, Final

from django import forms
from django.core.validators import MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from joren.segments.library.queries import segments

from .models import AnswerTemplate, LineAccount, RichMenu
from .rules import lengths
from .rules.menus import LABEL, LAYOUTS
from .rules.pricing import PLANS

_SECRET: Final = {"autocomplete": "new-password"}
# What else is in it cannot go into a header of a request.
_PLAIN: Final = RegexValidator(r"^[!-~]+$", _("Copy it again: it has only half-width letters, digits and signs."))
CONSENT_TEXT: Final = _("By becoming a friend of this account you agree to receive news and offers by LINE.")


class AccountForm(forms.ModelForm[LineAccount]):
    """The official account. Stored secrets are never shown; left empty, they stay."""

    secret = forms.CharField(
        label=_("Channel secret"),
        required=False,
        validators=[_PLAIN],
        widget=forms.PasswordInput(attrs=_SECRET),
        help_text=_("LINE Developers console, Basic settings. Kept encrypted; leave empty to keep the stored one."),
    )
    token = forms.CharField(
        label=_("Channel access token (long-lived)"),
        required=False,
        validators=[_PLAIN],
        widget=forms.PasswordInput(attrs=_SECRET),
        help_text=_("LINE Developers console, Messaging API. Kept encrypted; leave empty to keep the stored one."),
    )

    class Meta:
        model = LineAccount
        fields = [
            "is_on",
            "secret",
            "token",
            "plan",
            "free_messages",
            "yen_per_extra",
            "extra_limit",
            "invites",
            "consent_text",
            "connections",
            "per_minute",
            "timeout",
        ]
        widgets = {
            "yen_per_extra": forms.NumberInput(attrs={"min": 0}),
            "consent_text": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "is_on": _("Switched off, nothing is sent; what comes in is still kept."),
            "plan": _(
                "The usual figures: 200 free; 5,000 for ¥5,000; 30,000 for ¥15,000 and up to ¥3 for each further one."
            ),
            "extra_limit": _("What you set in LINE Official Account Manager; 0 sends none beyond the free ones."),
            "invites": _("Whoever becomes a friend and is not known yet gets a free answer with a button."),
            "consent_text": _("Kept as evidence with each consent. Show the same words where you invite people."),
            "per_minute": _("Empty: as fast as LINE takes them."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["yen_per_extra"].validators.append(MinValueValidator(0))
        if not self.initial.get("consent_text"):
            self.initial["consent_text"] = str(CONSENT_TEXT)

    def clean(self) -> dict[str, Any]:
        """Another plan brings its usual figures, unless they were written at the same time."""
        cleaned = super().clean() or {}
        plan = PLANS.get(str(cleaned.get("plan")))
        if plan and "plan" in self.changed_data and not {"free_messages", "yen_per_extra"} & set(self.changed_data):
            cleaned["free_messages"], cleaned["yen_per_extra"] = plan.free_messages, plan.yen_per_extra
        return cleaned


class AnswerForm(forms.Form):
    """An answer in a conversation."""

    text = forms.CharField(label=_("Answer"), max_length=lengths.TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class LinkForm(forms.Form):
    """Which customer a friend is."""

    customer = forms.CharField(label=_("Customer's number or member number"), max_length=100)


class NewCustomerForm(forms.Form):
    """What a friend is called in the record."""

    name = forms.CharField(label=_("Name in the record"), max_length=100, required=False)


class TemplateForm(forms.ModelForm[AnswerTemplate]):
    """A ready answer."""

    class Meta:
        model = AnswerTemplate
        fields = ["name", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class CodeForm(forms.Form):
    """The code somebody got at the shop."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


LAYOUT_LABELS: Final = {
    "one": _("one area"),
    "two": _("two side by side"),
    "three": _("three side by side"),
    "wide_three": _("one above, three below"),
    "four": _("two above, two below"),
    "large_two": _("a large one and a small one"),
    "six": _("three above, three below"),
}
TAPS: Final = (
    ("", _("does nothing")),
    ("uri", _("opens a page")),
    ("message", _("says something in the chat")),
    ("link", _("asks to link the LINE")),
)
MOST_AREAS: Final = max(sum(len(row) for row in rows) for rows in LAYOUTS.values())


class MenuForm(forms.ModelForm[RichMenu]):
    """A rich menu; what each area does stands in `tap1` … with `value1` … and `label1` …."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("JPEG or PNG up to 1 MB, 2500 × 1686 or 2500 × 843 pixels are usual."),
    )

    class Meta:
        model = RichMenu
        fields = ["name", "chat_bar_text", "is_open", "layout", "picture", "segment_key"]
        help_texts = {
            "chat_bar_text": _("At most 14 characters."),
            "segment_key": _("Everybody else sees the default menu. Renewed every night."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["layout"] = forms.ChoiceField(label=_("Layout"), choices=list(LAYOUT_LABELS.items()))
        chosen = [(one.key, one.name) for one in segments().order_by("name")]
        self.fields["segment_key"] = forms.ChoiceField(
            label=_("Only for this segment"),
            required=False,
            choices=[("", _("for everybody (default menu)")), *chosen],
            help_text=_("Everybody else sees the default menu. Renewed every night."),
        )
        for number in range(1, MOST_AREAS + 1):
            self._add_area(number)

    def _add_area(self, number: int) -> None:
        areas = self.instance.areas or []
        action = areas[number - 1]["action"] if number <= len(areas) else {}
        tap = "link" if action.get("type") == "postback" else str(action.get("type", ""))
        self.fields[f"tap{number}"] = forms.ChoiceField(
            label=_("Area %(number)s") % {"number": number}, choices=TAPS, required=False, initial=tap
        )
        self.fields[f"value{number}"] = forms.CharField(
            label=_("Address or words"),
            required=False,
            max_length=lengths.URL,
            initial=action.get("uri") or action.get("text") or "",
        )
        self.fields[f"label{number}"] = forms.CharField(
            label=_("Read aloud as"), required=False, max_length=LABEL, initial=action.get("label", "")
        )

    def clean(self) -> dict[str, Any]:
        """An area that does something needs to know what."""
        cleaned = super().clean() or {}
        for number in range(1, MOST_AREAS + 1):
            kind, value = cleaned.get(f"tap{number}"), str(cleaned.get(f"value{number}") or "").strip()
            if kind == "uri" and not value.startswith(("https://", "http://", "tel:", "line://")):
                self.add_error(f"value{number}", _("Write an address that starts with https://."))
            elif kind == "message" and not value:
                self.add_error(f"value{number}", _("Write what is to be said."))
        return cleaned

    @property
    def taps(self) -> list[dict[str, str]]:
        """What each area does, in reading order."""
        given = self.cleaned_data
        return [
            {
                "kind": "postback" if given.get(f"tap{number}") == "link" else str(given.get(f"tap{number}") or ""),
                "value": "joren:link"
                if given.get(f"tap{number}") == "link"
                else str(given.get(f"value{number}") or "").strip(),
                "label": str(given.get(f"label{number}") or "").strip() or f"{number}",
            }
            for number in range(1, MOST_AREAS + 1)
        ]

    def areas(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each area, for the page."""
        return [
            (self[f"tap{number}"], self[f"value{number}"], self[f"label{number}"])
            for number in range(1, MOST_AREAS + 1)
        ]
