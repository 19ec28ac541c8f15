"""Forms of content: the settings of each kind of block, and the few of its pages."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .rules.images import ACCEPTED

ALIGNMENTS: Final = (
    ("left", pgettext_lazy("alignment", "left")),
    ("center", pgettext_lazy("alignment", "middle")),
    ("right", pgettext_lazy("alignment", "right")),
)
_AREA: Final = {"rows": 5, "data-fields": "", "data-grows": ""}
_LINE: Final = {"data-fields": ""}
_ADDRESS: Final = {"data-fields": "", "inputmode": "url", "placeholder": "https://", "autocomplete": "off"}


class BlockForm(forms.Form):
    """What the forms of blocks share: every field may stay empty while the message is being written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.CharField):
                field.strip = False

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as the block keeps them: plain JSON, without what is empty. Unreadable ones are left out."""
        self.is_valid()
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if value not in (None, "", False) and not hasattr(value, "read")
        }


class HeadingForm(BlockForm):
    """A heading."""

    text = forms.CharField(label=pgettext_lazy("block", "Heading"), widget=forms.TextInput(attrs=_LINE), max_length=300)
    level = forms.ChoiceField(label=_("Size"), choices=[("1", _("large")), ("2", _("small"))], initial="1")
    align = forms.ChoiceField(label=_("Position"), choices=ALIGNMENTS, initial="left")


class TextForm(BlockForm):
    """A text."""

    text = forms.CharField(
        label=pgettext_lazy("block", "Text"),
        widget=forms.Textarea(attrs=_AREA),
        help_text=_(
            "**bold**, *italic*, lists with “- ”, links as [words](https://…). An empty line begins a paragraph."
        ),
    )
    align = forms.ChoiceField(label=_("Position"), choices=ALIGNMENTS, initial="left")
    small = forms.BooleanField(label=_("Small print"))
    plain = forms.BooleanField(label=_("As written, without any marking up"))


class ButtonForm(BlockForm):
    """A button."""

    label = forms.CharField(label=_("Words on the button"), widget=forms.TextInput(attrs=_LINE), max_length=100)
    url = forms.CharField(label=_("Leads to"), widget=forms.TextInput(attrs=_ADDRESS), max_length=2000)
    align = forms.ChoiceField(label=_("Position"), choices=ALIGNMENTS, initial="center")


class ImageForm(BlockForm):
    """A picture: uploaded here, or an address elsewhere."""

    image = forms.CharField(widget=forms.HiddenInput, max_length=32)
    file = forms.FileField(
        label=_("Picture from this computer"),
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED), "data-upload": ""}),
        help_text=_("PNG, JPEG or GIF, at most 2 MB. 1,200 pixels are wide enough."),
    )
    url = forms.CharField(label=_("or its address on the web"), widget=forms.TextInput(attrs=_ADDRESS), max_length=2000)
    alt = forms.CharField(
        label=_("What the picture shows"),
        widget=forms.TextInput(attrs=_LINE),
        max_length=200,
        help_text=_("Read where pictures are not shown, and by people who cannot see."),
    )
    link = forms.CharField(label=_("Leads to"), widget=forms.TextInput(attrs=_ADDRESS), max_length=2000)
    width = forms.ChoiceField(
        label=_("Width"),
        choices=[("100", _("full")), ("75", "75 %"), ("50", _("half")), ("25", _("a quarter"))],
        initial="100",
    )


class DividerForm(BlockForm):
    """A line, or room."""

    space = forms.BooleanField(label=_("Only room, no line"))


class HtmlForm(BlockForm):
    """HTML of one's own."""

    html = forms.CharField(
        label=_("HTML"),
        widget=forms.Textarea(attrs=_AREA | {"rows": 10, "class": "font-monospace", "spellcheck": "false"}),
        help_text=_("A piece, or a whole page made elsewhere. Scripts and forms are taken out."),
    )


class ColumnsForm(BlockForm):
    """Two or three columns; what stands in them are blocks of their own."""


class SurveyForm(BlockForm):
    """An invitation to answer a survey."""

    question = forms.CharField(label=_("What you ask"), widget=forms.TextInput(attrs=_LINE), max_length=300)
    url = forms.CharField(label=_("Address of the survey"), widget=forms.TextInput(attrs=_ADDRESS), max_length=1500)
    style = forms.ChoiceField(
        label=_("Shown as"),
        choices=[
            ("button", _("a button")),
            ("scale", _("numbers 0 to 10 (would you recommend us?)")),
            ("stars", _("one to five stars")),
        ],
        initial="button",
    )
    label = forms.CharField(label=_("Words on the button"), widget=forms.TextInput(attrs=_LINE), max_length=100)
    score_name = forms.CharField(
        label=_("Name of the number in the address"),
        max_length=40,
        help_text=_("The chosen number is added as ?name=7. Empty: “score”."),
    )
    member_name = forms.CharField(
        label=_("Name of the member number in the address"),
        max_length=40,
        help_text=_("Tells the survey who answers. Empty: it is not told."),
    )


class ProductsForm(BlockForm):
    """Products, chosen by hand or for each person."""

    title = forms.CharField(
        label=pgettext_lazy("block", "Heading"), widget=forms.TextInput(attrs=_LINE), max_length=200
    )
    pick = forms.ChoiceField(
        label=_("Which products"),
        choices=[
            ("manual", _("these, for everybody")),
            ("best", _("best sellers")),
            ("again", _("what this person bought most often")),
            ("also", _("what buyers of this person's products also bought")),
        ],
        initial="best",
    )
    codes = forms.CharField(
        label=_("Product codes"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, or with commas. For people without purchases they stand in as well."),
    )
    category = forms.CharField(
        label=_("Only of this category"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "content-categories", "autocomplete": "off"}),
        help_text=_("Its code, as on the page of products. Empty: all."),
    )
    days = forms.IntegerField(label=_("Of the last days"), min_value=1, max_value=3650, initial=90)
    number = forms.IntegerField(label=_("Number of products"), min_value=1, max_value=6, initial=3)
    prices = forms.BooleanField(label=_("With prices"), initial=True)
    url = forms.CharField(
        label=_("Leads to"),
        widget=forms.TextInput(attrs=_ADDRESS | {"placeholder": "https://example.jp/items/[code]"}),
        max_length=1500,
        help_text=_("[code] stands for the product's code. Empty: no link."),
    )


class HeadForm(forms.Form):
    """Subject and preheader, where the channel has them."""

    subject = forms.CharField(
        label=_("subject"),
        required=False,
        strip=False,
        max_length=300,
        widget=forms.TextInput(attrs=_LINE | {"data-count": "30"}),
    )
    preheader = forms.CharField(
        label=_("preheader"),
        required=False,
        strip=False,
        max_length=300,
        widget=forms.TextInput(attrs=_LINE),
        help_text=_("The line that inboxes show beside the subject."),
    )


class NewForm(forms.Form):
    """Begin a message."""

    name = forms.CharField(label=_("name"), max_length=200, help_text=_("Only you and your colleagues see it."))


class TestForm(forms.Form):
    """Send a test."""

    __test__ = False
    to = forms.CharField(label=_("Send the test to"), max_length=254)


class PageForm(forms.Form):
    """Bring in a mail made elsewhere."""

    name = forms.CharField(label=_("name"), max_length=200)
    file = forms.FileField(
        label=_("HTML file"), required=False, widget=forms.FileInput(attrs={"accept": ".html,.htm,text/html"})
    )
    html = forms.CharField(
        label=_("or its HTML"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "font-monospace", "spellcheck": "false"}),
    )
