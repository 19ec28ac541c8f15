"""How a row says a customer can be reached: e-mail, phone in one cell or in parts, LINE."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.importing.answers import says_nothing
from joren.foundation.importing.values import reference
from joren.foundation.japanese.emails import email_problem, normalise_email
from joren.foundation.japanese.phones import normalise_phone, phone_problem, phones_in
from joren.record.customers.bulk import CustomerRow

from .cells import Cells

EMAILS: Final = ("email", "email2")
PHONES: Final = ("phone", "mobile", "phone_other")
PHONE_PARTS: Final = {name: tuple(f"{name}_{part}" for part in (1, 2, 3)) for name in PHONES}
_LONGEST_WRITTEN, _LONGEST_LINE_ID = 254, 100
_LAST_PART: Final = 4


class ContactReader:
    """Reads a row's contact points; the first of a kind is the preferred one."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._emails = cells.readers(*EMAILS)
        self._phones = cells.readers(*PHONES)
        self._parts = {
            name: [cells.reader(key) for key in keys]
            for name, keys in PHONE_PARTS.items()
            if name not in self._phones and any(cells.plan.has(key) for key in keys)
        }
        self._line = cells.reader("line_id")

    def read(self, row: int, cells: Sequence[str], facts: CustomerRow) -> None:
        """Add the row's contact points to `facts`."""
        for key, read in self._emails.items():
            text = read(cells)
            if text:
                self._add_email(row, key, text, facts)
        for key, read in self._phones.items():
            text = read(cells)
            if text:
                self._add_phone(row, key, text, facts)
        for name, readers in self._parts.items():
            text = _joined([reference(read(cells)) for read in readers])
            if text:
                self._add_phone(row, f"{name}_1", text, facts)
        line = self._line(cells)
        if line and len(line) <= _LONGEST_LINE_ID and " " not in line:
            facts.contacts.append(("line", line, line))

    def _add_email(self, row: int, key: str, text: str, facts: CustomerRow) -> None:
        value = normalise_email(text)
        if value:
            facts.contacts.append(("email", value, text[:_LONGEST_WRITTEN]))
        elif not says_nothing(text, of_value=True):
            self._bad_email(row, key, text)

    def _bad_email(self, row: int, key: str, text: str) -> None:
        if email_problem(text) == "two_addresses":
            code = "two_emails"
            sentence = _("A cell holds more than one e-mail address; none of them was taken.")
        else:
            code = "email"
            sentence = _("An e-mail address cannot be one and was left out; the customer was taken in.")
        self._cells.plan.warn(row, code, sentence, column=self._cells.plan.column(key), value=text)

    def _add_phone(self, row: int, key: str, text: str, facts: CustomerRow) -> None:
        value = normalise_phone(text)
        values = [value] if value else phones_in(text)
        for number in values:
            facts.contacts.append(("phone", number, text[:_LONGEST_WRITTEN]))
        if not values and not says_nothing(text, of_value=True):
            self._bad_phone(row, key, text)

    def _bad_phone(self, row: int, key: str, text: str) -> None:
        if phone_problem(text) == "rounded":
            code = "phone_rounded"
            sentence = _(
                "A spreadsheet shortened a phone number (9.01E+09): its figures are lost, it was left out. "
                "Make the column one of text in the spreadsheet and save it again from the system it came from."
            )
        else:
            code = "phone"
            sentence = _("A phone number cannot be one and was left out; the customer was taken in.")
        self._cells.plan.warn(row, code, sentence, column=self._cells.plan.column(key), value=text)


def _joined(parts: list[str]) -> str:
    """A number from its parts; of the last one, a spreadsheet may have taken leading zeros away."""
    *front, last = parts
    if not any(front):
        return last
    if all(front) and last.isdigit():
        last = last.zfill(_LAST_PART)
    return "-".join(part for part in (*front, last) if part)
