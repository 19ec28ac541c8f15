"""Forms of the imports."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import POLICIES, legend_of
from joren.foundation.importing.policies import EVERY_FIELD, LABELS
from joren.record.customers.models import CustomField

from .kinds.custom import PREFIX, Proposal, custom_key, proposals
from .kinds_known import fields_of, kind_named, offered_kinds
from .models import Import
from .rejects import is_why

CUSTOM: Final = "custom"
_CHOSEN_HERE: Final = ("create_customers", "policies", "clears", "custom_types", "new_choices")
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
    leave_out_undecodable = forms.BooleanField(
        label=_("Leave out rows that cannot be read"),
        required=False,
        help_text=_("Of a file that mixes encodings: they come back as a file with the reasons."),
    )

    def __init__(self, record: Import, data: Any = None) -> None:
        initial = {**record.wishes, "sheet": record.sheet, "header_row": record.header_row}
        super().__init__(data, initial=initial)
        if record.sheets:
            self.fields["sheet"].choices = [(name, name) for name in record.sheets]  # type: ignore[attr-defined]
            del self.fields["encoding"], self.fields["delimiter"], self.fields["leave_out_undecodable"]
        else:
            del self.fields["sheet"]


class ColumnsForm(forms.Form):
    """Which column is which field, and what becomes of known values.

    One choice for each column, named ``column-<position>``; beside it ``policy-<position>`` and
    ``clears-<position>`` where the kind knows policies.
    """

    source = forms.CharField(label=_("Where it comes from"), max_length=50)
    create_customers = forms.BooleanField(label=_("Make customers whose number is not known yet"), required=False)

    def __init__(self, record: Import, data: Any = None, *, sample: Sequence[Sequence[str]] = ()) -> None:
        initial = {"source": record.source, "create_customers": record.options.get("create_customers", False)}
        super().__init__(data, initial=initial)
        self.record = record
        if record.kind != "purchases":
            del self.fields["create_customers"]
        self.has_policies = record.kind == "customers"
        self.fields_here = (
            {PREFIX + field.key: field for field in CustomField.objects.all()} if self._takes_custom else {}
        )
        self.proposals: dict[int, Proposal] = {}
        self.legends = [list(legend_of(column).items()) for column in record.header]
        chosen = {column: field for field, column in record.columns.items()}
        if self._takes_custom:
            known = [column for column, field in chosen.items() if not self._is_new(field)]
            known += [column for column in record.header if is_why(column)]
            found = {one.column: one for one in proposals(record.header, known, sample)}
            self.proposals = {place: found[name] for place, name in enumerate(record.header) if name in found}
        choices = self._choices()
        for position, column in enumerate(record.header):
            field = chosen.get(column, "")
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=CUSTOM if self._is_new(field) else field,
            )
            if position in self.proposals:
                self._add_type(position, field)
            if (here := self.fields_here.get(field)) and here.type == CustomField.Type.CHOICE:
                self._add_growing(position, field)
            if self.has_policies:
                self._add_policy(position, column, field)

    @property
    def _takes_custom(self) -> bool:
        return kind_named(self.record.kind).custom

    def _is_new(self, field: str) -> bool:
        """Whether a field is one of the business's own that the import would make."""
        return field.startswith(PREFIX) and field not in self.fields_here

    def _add_type(self, position: int, field: str) -> None:
        said = self.record.options.get("custom_types") or {}
        self.fields[f"type-{position}"] = forms.ChoiceField(
            label=_("Type of the field"),
            choices=CustomField.Type.choices,
            required=False,
            initial=said.get(field) or self.proposals[position].type,
        )

    def _add_growing(self, position: int, field: str) -> None:
        self.fields[f"grows-{position}"] = forms.BooleanField(
            label=_("Add words it does not know yet to its choices"),
            required=False,
            initial=field in (self.record.options.get("new_choices") or ()),
        )

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
        """Refuse one field for two columns. A column whose button was pressed becomes a field of its own."""
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for position, column in enumerate(self.record.header):
            if self.data.get("own") == str(position) and position in self.proposals:
                cleaned[f"column-{position}"] = CUSTOM
            field = self._key(position, column, cleaned.get(f"column-{position}"))
            if field and field in taken:
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
        kept |= self._custom_options()
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
            key = self._key(position, column, self.cleaned_data[f"column-{position}"])
            if key:
                found.append((position, key, column))
        return found

    def _key(self, position: int, column: str, field: str | None) -> str:
        """The key of the field that was chosen; of one of its own the key it has, or one made of the column."""
        if field != CUSTOM:
            return field or ""
        had = next((key for key, name in self.record.columns.items() if name == column and self._is_new(key)), "")
        return had or PREFIX + custom_key(column, position)

    def _custom_options(self) -> dict[str, Any]:
        """Types of the fields to be made, as chosen, and the fields that may grow."""
        types = {
            key: chosen
            for position, key, _column in self._matched()
            if self._is_new(key) and (chosen := self.cleaned_data.get(f"type-{position}"))
        }
        grows = [key for position, key, _column in self._matched() if self.cleaned_data.get(f"grows-{position}")]
        return ({"custom_types": types} if types else {}) | ({"new_choices": grows} if grows else {})

    def _choices(self) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = [("", _("leave out"))]
        choices += [(field.key, field.label) for field in fields_of(self.record.kind)]
        if kind_named(self.record.kind).custom:
            choices += [
                (key, _("%(label)s (own field)") % {"label": field.label}) for key, field in self.fields_here.items()
            ]
            choices.append((CUSTOM, _("a custom field of its own")))
        return choices
