"""A row of a customer file as facts about one customer."""

import unicodedata
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.importing import Counts, Plan, RowRejected, ValueProblem
from joren.foundation.importing.values import (
    date_style,
    day,
    day_of_moment,
    partial_day,
    reference,
    whole,
    yes_or_no,
)
from joren.foundation.japanese.dates import DateProblem, PartialDate
from joren.foundation.japanese.emails import email_problem, normalise_email
from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.kana import is_kana, to_katakana
from joren.foundation.japanese.names import split_name
from joren.foundation.japanese.phones import normalise_phone
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.japanese.prefectures import prefecture_named, prefecture_of
from joren.record.consents.bulk import Said, say_many
from joren.record.customers.bulk import CustomerRow, upsert
from joren.record.shops.bulk import ShopsByCode
from joren.touchpoints.imports.errors import FieldsMissing

from .custom import CustomColumns

_IDENTIFYING: Final = (
    "external_id",
    "member_number",
    "name",
    "family_name",
    "company",
    "email",
    "phone",
    "mobile",
    "line_id",
)
_NAMES: Final = ("family_name", "given_name", "family_kana", "given_kana")
_LIMITS: Final = {"company": 200, "honorific": 20, "member_number": 100}
_NAME_LIMIT: Final = 100
_EARLIEST_BIRTH: Final = 1880
_CONSENTS: Final = ("mail", "post", "sms", "line", "phone")
_FEMALE: Final = frozenset(["女", "女性", "female", "f", "woman", "w", "女子"])
_MALE: Final = frozenset(["男", "男性", "male", "m", "man", "男子"])
_OTHER: Final = frozenset(["その他", "other", "x", "ノンバイナリー", "nonbinary"])
_CODES: Final = {"1": "male", "2": "female"}
"""As forms number them (1 男 2 女, ISO 5218); 0 and 9 say nothing."""

Read = Callable[[Sequence[str]], str]


def _nothing(cells: Sequence[str]) -> str:
    return ""


class CustomerImporter:
    """Reads customers and writes them by `record.customers.bulk`."""

    def __init__(self, plan: Plan) -> None:
        if not any(plan.has(key) for key in _IDENTIFYING):
            raise FieldsMissing(fields=_("customer number, name, e-mail address or phone"))
        self.plan = plan
        self._style = date_style(plan.values("birthday") + plan.values("registered_on"))
        self._codes = _CODES if "2" in plan.values("gender_code") + plan.values("gender") else {}
        self._custom = CustomColumns(plan)
        self._shops = ShopsByCode(plan.source, plan.import_id)
        self._consents = [channel for channel in _CONSENTS if plan.has(f"consent_{channel}")]
        self._how = _("file %(file)s, row %(row)s")
        self._owns_number = not plan.has("member_number")
        for key in (
            *("external_id", "member_number", "name", *_NAMES, "kana", "company", "honorific", "birthday"),
            *(
                "birth_year",
                "birth_month",
                "gender",
                "gender_code",
                "postal_code",
                "prefecture",
                "city",
                "address",
            ),
            *(
                "building",
                "phone",
                "mobile",
                "email",
                "email2",
                "line_id",
                "registered_on",
                "shop",
                "tags",
                "note",
            ),
        ):
            setattr(self, f"_{key}", plan.reader(key) or _nothing)

    _external_id: Read
    _member_number: Read
    _name: Read
    _kana: Read
    _company: Read
    _honorific: Read
    _birthday: Read
    _birth_year: Read
    _birth_month: Read
    _gender: Read
    _gender_code: Read
    _postal_code: Read
    _prefecture: Read
    _city: Read
    _address: Read
    _building: Read
    _phone: Read
    _mobile: Read
    _email: Read
    _email2: Read
    _line_id: Read
    _registered_on: Read
    _shop: Read
    _tags: Read
    _note: Read

    def parse(self, row: int, cells: list[str]) -> CustomerRow:
        """The facts of one row. Raises RowRejected."""
        fields: dict[str, Any] = {}
        self._read_names(cells, fields)
        self._read_person(row, cells, fields)
        facts = CustomerRow(row=row, external_id=reference(self._external_id(cells)), fields=fields)
        self._read_contacts(row, cells, facts)
        facts.address = self._read_address(row, cells)
        facts.shop_code = reference(self._shop(cells))
        facts.tags = _split_tags(self._tags(cells))
        facts.custom = self._custom.read(row, cells)
        self._read_consents(row, cells, facts)
        self._identify(facts)
        return facts

    def write(self, records: list[CustomerRow]) -> Counts:
        """One batch: shops first, then customers, then what they consented to."""
        self._shops.fill(records)
        plan = self.plan
        outcome = upsert(
            records,
            source=plan.source,
            import_id=plan.import_id,
            file_name=plan.file_name,
            at=plan.at,
            remember=plan.remember,
            warn=plan.warn,
        )
        said = [
            Said(outcome.ids[id(facts)], channel, yes, how, text, facts.row)
            for facts in records
            for channel, yes, how, text in facts.consents
        ]
        outcome.counts.update(
            say_many(
                said,
                new=outcome.new,
                source=plan.source,
                import_id=plan.import_id,
                at=plan.at,
                remember=plan.remember,
                warn=plan.warn,
            )
        )
        return outcome.counts

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """Nothing is left to do after the rows."""
        return Counts(), None

    def _read_names(self, cells: list[str], fields: dict[str, Any]) -> None:
        family, given = self._family_name(cells), self._given_name(cells)  # type: ignore[attr-defined]
        if not family and not given:
            family, given = split_name(self._name(cells))
        family_kana, given_kana = self._family_kana(cells), self._given_kana(cells)  # type: ignore[attr-defined]
        if not family_kana and not given_kana:
            family_kana, given_kana = split_name(self._kana(cells))
        for key, value in zip(_NAMES, (family, given, _reading(family_kana), _reading(given_kana)), strict=True):
            if value:
                if len(value) > _NAME_LIMIT:
                    raise self._too_long(key if self.plan.has(key) else "name", value, _NAME_LIMIT)
                fields[key] = value

    def _read_person(self, row: int, cells: list[str], fields: dict[str, Any]) -> None:
        for key, limit in _LIMITS.items():
            value = getattr(self, f"_{key}")(cells)
            if value:
                if len(value) > limit:
                    raise self._too_long(key, value, limit)
                fields[key] = reference(value) if key == "member_number" else value
        note = self._note(cells)
        if note:
            fields["note"] = note
        gender = self._read_gender(row, cells)
        if gender:
            fields["gender"] = gender
        self._read_birth(cells, fields)
        registered = self._registered_on(cells)
        if registered:
            try:
                fields["registered_on"] = _day_of(registered, self._style)
            except ValueProblem as problem:
                raise self._rejected("registered_on", registered, problem) from None

    def _read_birth(self, cells: list[str], fields: dict[str, Any]) -> None:
        text = self._birthday(cells)
        try:
            found = partial_day(text, self._style) if text else self._birth_parts(cells)
        except ValueProblem as problem:
            if problem.empty:
                return
            raise self._rejected("birthday", text, problem) from None
        except DateProblem:
            raise RowRejected(_("this is not a date"), column=self.plan.column("birth_month")) from None
        if found is None:
            return
        if found.year is not None:
            if found.year > self.plan.at.year or found.year < _EARLIEST_BIRTH:
                raise RowRejected(
                    _("nobody alive was born in that year"),
                    column=self.plan.column("birthday") or self.plan.column("birth_year"),
                    value=text or str(found.year),
                    remedy=_("Correct the date of birth or leave the cell empty."),
                )
            fields["birth_year"] = found.year
        if found.month is not None:
            fields["birth_month"] = found.month
        if found.day is not None:
            fields["birth_day"] = found.day

    def _birth_parts(self, cells: list[str]) -> PartialDate | None:
        year, month = self._birth_year(cells), self._birth_month(cells)
        if not year and not month:
            return None
        return PartialDate(whole(year.rstrip("年")) if year else None, whole(month.rstrip("月")) if month else None)

    def _read_gender(self, row: int, cells: list[str]) -> str:
        text = self._gender(cells).lower()
        if text in _FEMALE:
            return "female"
        if text in _MALE:
            return "male"
        if text in _OTHER:
            return "other"
        code = reference(text or self._gender_code(cells))
        if code in ("1", "2"):
            if not text and self._gender is not _nothing:
                return ""  # the column with words was empty: the code says no more
            if not self._codes:
                self.plan.warn(
                    row,
                    "gender_code",
                    _("A gender code has no known meaning; the gender stays unknown. Map a column that has words."),
                    column=self.plan.column("gender_code") or self.plan.column("gender"),
                    value=code,
                )
            return self._codes.get(code, "")
        return ""

    def _read_contacts(self, row: int, cells: list[str], facts: CustomerRow) -> None:
        contacts = facts.contacts
        for key, read in (("email", self._email), ("email2", self._email2)):
            text = read(cells)
            if text:
                value = normalise_email(text)
                if value:
                    contacts.append(("email", value, text[:254]))
                else:
                    self._bad_email(row, key, text)
        for key, read in (("phone", self._phone), ("mobile", self._mobile)):
            text = read(cells)
            if text:
                value = normalise_phone(text)
                if value:
                    contacts.append(("phone", value, text[:254]))
                else:
                    sentence = _("A phone number cannot be one and was left out; the customer was taken in.")
                    self.plan.warn(row, "phone", sentence, column=self.plan.column(key), value=text)
        line = self._line_id(cells)
        if line and len(line) <= 100 and not line.isspace():  # noqa: PLR2004
            contacts.append(("line", line, line))

    def _bad_email(self, row: int, key: str, text: str) -> None:
        if email_problem(text) == "two_addresses":
            code, sentence = (
                "two_emails",
                _("A cell holds more than one e-mail address; none of them was taken."),
            )
        else:
            code, sentence = (
                "email",
                _("An e-mail address cannot be one and was left out; the customer was taken in."),
            )
        self.plan.warn(row, code, sentence, column=self.plan.column(key), value=text)

    def _read_address(self, row: int, cells: list[str]) -> tuple[str, str, str, str, str] | None:
        written = self._postal_code(cells)
        code = normalise_postal_code(written) if written else ""
        if code is None:
            sentence = _("A postal code cannot be one and was left out; the customer was taken in.")
            self.plan.warn(row, "postal_code", sentence, column=self.plan.column("postal_code"), value=written)
            code = ""
        prefecture, line = prefecture_of(self._address(cells))
        named = self._prefecture(cells)
        if named:
            prefecture = prefecture_named(named) or prefecture or named
        city, building = self._city(cells), self._building(cells)
        if not (code or prefecture or line or city or building):
            return None
        if len(prefecture) > 10:  # noqa: PLR2004 - a region of another country
            prefecture, line = "", f"{prefecture} {line}"
        for key, text, limit in (("city", city, 100), ("address", line, 300), ("building", building, 200)):
            if len(text) > limit:
                raise self._too_long(key, text, limit)
        return (code or "", prefecture, city, line, building)

    def _read_consents(self, row: int, cells: list[str], facts: CustomerRow) -> None:
        for channel in self._consents:
            key = f"consent_{channel}"
            read = self.plan.reader(key)
            text = read(cells) if read else ""
            if not text:
                continue
            yes = yes_or_no(text)
            column = self.plan.column(key)
            if yes is None:
                sentence = _("A consent says neither yes nor no and was taken for neither.")
                self.plan.warn(row, f"consent_{channel}", sentence, column=column, value=text)
                continue
            how = self._how % {"file": self.plan.file_name[:200], "row": row}
            facts.consents.append((channel, yes, how, f"{column}: {text}"))

    def _identify(self, facts: CustomerRow) -> None:
        """A number of its own for every row: the file's, the member number, or one made of what does not change."""
        fields = facts.fields
        if facts.external_id:
            if self._owns_number and len(facts.external_id) <= _LIMITS["member_number"]:
                facts.own_number = facts.external_id
            return
        if "member_number" in fields:
            facts.external_id = fields["member_number"]
            return
        mail = next((value for kind, value, _written in facts.contacts if kind == "email"), "")
        if mail and self.plan.options.get("number_from") == "email":
            facts.external_id = mail  # a file of orders: its system knows buyers by their address
            return
        name = fold("".join(str(fields.get(key, "")) for key in (*_NAMES, "company")))
        contact = next((value for _kind, value, _written in facts.contacts), "")
        if not name and not contact:
            raise RowRejected(
                _("nothing says who this is"),
                remedy=_("Give a customer number, a name, an e-mail address or a phone number."),
            )
        place = contact or fold("".join(facts.address or ())) or f"{fields.get('birth_year')}-{fields.get('birth_day')}"
        facts.external_id = "~" + blake2b(f"{name}|{place}".encode(), digest_size=12).hexdigest()
        self.plan.warn(
            facts.row,
            "no_number",
            _("A row has no customer number; it is known again by name and contact only."),
        )

    def _too_long(self, key: str, value: str, limit: int) -> RowRejected:
        return RowRejected(
            _("longer than %(limit)s characters") % {"limit": limit},
            column=self.plan.column(key),
            value=value[:100],
            remedy=_("Shorten it, or match the column to another field."),
        )

    def _rejected(self, key: str, value: str, problem: ValueProblem) -> RowRejected:
        return RowRejected(problem.sentence, column=self.plan.column(key), value=value[:100], remedy=problem.remedy)


def _reading(text: str) -> str:
    """A reading in full-width katakana; what is no kana (a Latin reading) as it was written."""
    if not text:
        return ""
    if not text.isascii() and is_kana(text):
        return to_katakana(text)
    return unicodedata.normalize("NFKC", text)


def _day_of(text: str, style: Any) -> Any:
    """The day of a cell that may hold a time as well."""
    return day(text, style) if len(text) <= 10 else day_of_moment(text, style)  # noqa: PLR2004


def _split_tags(text: str) -> list[str]:
    if not text:
        return []
    for mark in ("、", ";", "，", "|", "/"):
        text = text.replace(mark, ",")
    return [word[:100] for tag in text.split(",") if (word := " ".join(tag.split()))]
