"""Forms of the imports."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import POLICIES, legend_of
from joren.foundation.importing.policies import EVERY_FIELD, LABELS

from .kinds.custom import PREFIX, custom_key
from .kinds_known import fields_of, kind_named, offered_kinds
from .models import Import

CUSTOM: Final = "custom"
_CHOSEN_HERE: Final = ("create_customers", "policies", "clears")
ENCODINGS: Final = (
    ("", _("find out")),
    ("utf-8", "UTF-8"),
    ("cp932", _("Shift JIS (CP932)")),
    ("utf-16", "UTF-16"),
    ("euc_jp", "EUC-JP"),
    ("iso2022_jp_ext", "ISO-2022-JP (JIS)"),
    ("cp1252", _("Western European")),
)
DELIMITERS: Final = (
    ("", _("find out")),
    (",", _("comma")),
    ("tab", _("tab")),
    (";", _("semicolon")),
    ("|", _("vertical bar")),
)


class ManyFiles(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleans to a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file as a file field cleans it."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class FileForm(forms.Form):
    """Files to bring, or a table pasted from a spreadsheet; the kind is guessed unless said."""

    file = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("CSV in any encoding, Excel (xlsx, xls), address cards (vCard), or a zip of several."),
    )
    pasted = forms.CharField(
        label=_("Paste from Excel"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("Copy the cells with their column names and paste them here."),
    )
    kind = forms.ChoiceField(label=_("What it holds"), required=False)
    source = forms.CharField(
        label=_("Where it comes from"),
        max_length=50,
        required=False,
        help_text=_("A short name of the till or system, the same each time: its numbers are kept apart by it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("find out")), *((kind.key, kind.label) for kind in offered_kinds())]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A file or pasted text is needed."""
        given = super().clean() or {}
        if not given.get("file") and not str(given.get("pasted", "")).strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste a table."))
        return given


class ReadingForm(forms.Form):
    """How the file is to be read, where the guess was wrong."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Between the columns"), choices=DELIMITERS, required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=_("Row of the column names"), min_value=0, required=False, help_text=_("0: there is none.")
    )

    def __init__(self, record: Import, data: Any = None) -> None:
        initial = {**record.wishes, "sheet": record.sheet, "header_row": record.header_row}
        super().__init__(data, initial=initial)
        if record.sheets:
            self.fields["sheet"].choices = [(name, name) for name in record.sheets]  # type: ignore[attr-defined]
            del self.fields["encoding"], self.fields["delimiter"]
        else:
            del self.fields["sheet"]


class ColumnsForm(forms.Form):
    """Which column is which field, and what becomes of known values.

    One choice for each column, named ``column-<position>``; beside it ``policy-<position>`` and
    ``clears-<position>`` where the kind knows policies.
    """

    source = forms.CharField(label=_("Where it comes from"), max_length=50)
    create_customers = forms.BooleanField(label=_("Make customers whose number is not known yet"), required=False)

    def __init__(self, record: Import, data: Any = None) -> None:
        initial = {"source": record.source, "create_customers": record.options.get("create_customers", False)}
        super().__init__(data, initial=initial)
        self.record = record
        if record.kind != "purchases":
            del self.fields["create_customers"]
        self.has_policies = record.kind == "customers"
        self.legends = [list(legend_of(column).items()) for column in record.header]
        chosen = {column: field for field, column in record.columns.items()}
        choices = self._choices()
        for position, column in enumerate(record.header):
            field = chosen.get(column, "")
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=CUSTOM if field.startswith(PREFIX) else field,
            )
            if self.has_policies:
                self._add_policy(position, column, field)

    def _add_policy(self, position: int, column: str, field: str) -> None:
        said = self.record.options.get("policies") or {}
        self.fields[f"policy-{position}"] = forms.ChoiceField(
            label=_("Known values of %(column)s") % {"column": column},
            choices=[(key, LABELS[key]) for key in POLICIES],
            required=False,
            initial=said.get(field) or said.get(EVERY_FIELD) or "overwrite",
        )
        clears = self.record.options.get("clears") or ()
        self.fields[f"clears-{position}"] = forms.BooleanField(
            label=_("An empty cell clears the known value"),
            required=False,
            initial=field in clears or EVERY_FIELD in clears,
        )

    def clean(self) -> dict[str, Any]:
        """Refuse one field for two columns."""
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for position, column in enumerate(self.record.header):
            field = cleaned.get(f"column-{position}")
            if field and field != CUSTOM and field in taken:
                sentence = _("“%(column)s” is matched to this field already.") % {"column": taken[field]}
                self.add_error(f"column-{position}", sentence)
            elif field:
                taken[field] = column
        return cleaned

    def columns(self) -> dict[str, str]:
        """Field key to column name."""
        return {key: column for _position, key, column in self._matched()}

    def options(self) -> dict[str, Any]:
        """What else was chosen."""
        kept = {key: value for key, value in self.record.options.items() if key not in _CHOSEN_HERE}
        if self.cleaned_data.get("create_customers"):
            kept["create_customers"] = True
        if not self.has_policies:
            return kept
        policies = {
            key: policy
            for position, key, _column in self._matched()
            if (policy := self.cleaned_data.get(f"policy-{position}")) and policy != "overwrite"
        }
        clears = [key for position, key, _column in self._matched() if self.cleaned_data.get(f"clears-{position}")]
        return kept | ({"policies": policies} if policies else {}) | ({"clears": clears} if clears else {})

    def _matched(self) -> list[tuple[int, str, str]]:
        """Position, field key and name of each column that is taken."""
        found = []
        for position, column in enumerate(self.record.header):
            field = self.cleaned_data[f"column-{position}"]
            if field:
                key = PREFIX + custom_key(column, position) if field == CUSTOM else field
                found.append((position, key, column))
        return found

    def _choices(self) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = [("", _("leave out"))]
        choices += [(field.key, field.label) for field in fields_of(self.record.kind)]
        if kind_named(self.record.kind).custom:
            choices.append((CUSTOM, _("a custom field of its own")))
        return choices
