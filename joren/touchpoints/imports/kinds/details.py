"""The tables of an export of everything that stand beside the customers. Files of a Joren; nobody else writes them."""

from datetime import date, datetime, time
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _

from joren.foundation.exporting import split_words
from joren.foundation.importing import Counts, Plan, RowRejected, ValueProblem
from joren.foundation.importing.answers import yes_or_no
from joren.foundation.importing.values import moment
from joren.foundation.time.clock import TOKYO
from joren.record.consents.bulk_history import Span, bring_back
from joren.record.consents.models import Consent
from joren.record.customers.bulk_details import (
    AddressRow,
    ContactRow,
    add_numbers,
    upsert_addresses,
    upsert_contacts,
    upsert_fields,
    upsert_tags,
)
from joren.record.customers.models import ContactPoint, CustomField
from joren.record.customers.record_keys import customers_of
from joren.touchpoints.imports.errors import FieldsMissing

Cells = dict[str, str]
_LONGEST_EXAMPLE: Final = 100


class DetailImporter:
    """Reads rows of a table whose columns are all known; customers are named by their Joren number."""

    needed: ClassVar[tuple[str, ...]] = ("record_id",)

    def __init__(self, plan: Plan) -> None:
        missing = [key for key in self.needed if not plan.has(key)]
        if missing:
            raise FieldsMissing(fields=", ".join(missing))
        self.plan = plan
        self._readers = {key: read for key in plan.columns if (read := plan.reader(key))}

    def parse(self, row: int, cells: list[str]) -> tuple[int, Cells]:
        """The row's cells by field. Raises RowRejected where one that is needed is empty."""
        found = {key: read(cells) for key, read in self._readers.items()}
        for key in self.needed:
            if not found.get(key):
                raise RowRejected(_("this cell must not be empty"), column=self.plan.column(key))
        self.check(found)
        return row, found

    def check(self, cells: Cells) -> None:
        """Refuse values this table does not know. Raises RowRejected."""

    def write(self, records: list[tuple[int, Cells]]) -> Counts:
        """Rows of customers that are here; the others are told and left out."""
        people = customers_of(cells["record_id"] for _row, cells in records)
        here = [(row, people[cells["record_id"]], cells) for row, cells in records if cells["record_id"] in people]
        sentence = _("A customer of this file is not here; the row was left out. Bring the file of customers first.")
        for row, cells in records:
            if cells["record_id"] not in people:
                self.plan.warn(row, "unknown_customer", sentence, value=cells["record_id"])
        return self.keep(here)

    def keep(self, rows: list[tuple[int, int, Cells]]) -> Counts:
        """Write rows: number in the file, customer, cells."""
        raise NotImplementedError

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """Nothing is left to do after the rows."""
        return Counts(), None

    def _one_of(self, key: str, text: str, known: list[str]) -> None:
        if text not in known:
            raise RowRejected(
                _("this word is not known here"),
                column=self.plan.column(key),
                value=text[:_LONGEST_EXAMPLE],
                remedy=_("Write one of: %(known)s.") % {"known": ", ".join(known)},
            )

    def _moment(self, key: str, cells: Cells) -> datetime | None:
        text = cells.get(key, "")
        if not text:
            return None
        try:
            found = moment(text)
        except ValueProblem as problem:
            column = self.plan.column(key)
            raise RowRejected(problem.sentence, column=column, value=text[:100], remedy=problem.remedy) from None
        return found if isinstance(found, datetime) else _start_of(found)


class ContactImporter(DetailImporter):
    """Contact points."""

    needed = ("record_id", "contact_kind", "contact_value")

    def check(self, cells: Cells) -> None:
        """Refuse kinds there are none of, and moments that are none."""
        self._one_of("contact_kind", cells["contact_kind"], ContactPoint.Kind.values)
        self._moment("undeliverable_at", cells)

    def keep(self, rows: list[tuple[int, int, Cells]]) -> Counts:
        """Add and bring up to the file."""
        found = [
            ContactRow(
                customer_id=customer,
                kind=cells["contact_kind"],
                value=cells["contact_value"][:254],
                written=cells.get("contact_written", "")[:254],
                is_primary=bool(yes_or_no(cells.get("is_primary") or "0")),
                undeliverable_at=self._moment("undeliverable_at", cells),
                undeliverable_reason=cells.get("undeliverable_reason", "")[:300],
            )
            for _row, customer, cells in rows
        ]
        plan = self.plan
        return upsert_contacts(found, source=plan.source, import_id=plan.import_id, remember=plan.remember)


class AddressImporter(DetailImporter):
    """Postal addresses."""

    def keep(self, rows: list[tuple[int, int, Cells]]) -> Counts:
        """Add those that are not here."""
        found = [
            AddressRow(
                customer,
                (
                    cells.get("postal_code", "")[:10],
                    cells.get("prefecture", "")[:10],
                    cells.get("city", "")[:100],
                    cells.get("address", "")[:300],
                    cells.get("building", "")[:200],
                ),
                bool(yes_or_no(cells.get("is_primary") or "0")),
            )
            for _row, customer, cells in rows
        ]
        plan = self.plan
        return upsert_addresses(found, source=plan.source, import_id=plan.import_id, remember=plan.remember)


class NumberImporter(DetailImporter):
    """Numbers in other systems."""

    needed = ("record_id", "system", "system_number")

    def keep(self, rows: list[tuple[int, int, Cells]]) -> Counts:
        """Add those nobody has."""
        found = [(customer, cells["system"][:50], cells["system_number"][:200]) for _row, customer, cells in rows]
        return add_numbers(found, import_id=self.plan.import_id)


class ConsentImporter(DetailImporter):
    """Consents with their evidence."""

    needed = ("record_id", "consent_channel", "consent_purpose")

    def check(self, cells: Cells) -> None:
        """Refuse channels and purposes there are none of, and consents of no moment."""
        self._one_of("consent_channel", cells["consent_channel"], Consent.Channel.values)
        self._one_of("consent_purpose", cells["consent_purpose"], Consent.Purpose.values)
        granted, withdrawn = self._moment("granted_at", cells), self._moment("withdrawn_at", cells)
        if granted is None and withdrawn is None:
            raise RowRejected(_("this cell must not be empty"), column=self.plan.column("granted_at"))

    def keep(self, rows: list[tuple[int, int, Cells]]) -> Counts:
        """Take in what is not known here."""
        spans = [
            Span(
                row,
                customer,
                cells["consent_channel"],
                cells["consent_purpose"],
                self._moment("granted_at", cells),
                cells.get("granted_how", "")[:300],
                cells.get("granted_text", ""),
                self._moment("withdrawn_at", cells),
                cells.get("withdrawn_how", "")[:300],
            )
            for row, customer, cells in rows
        ]
        plan = self.plan
        return bring_back(spans, source=plan.source, import_id=plan.import_id, warn=plan.warn)


class TagImporter(DetailImporter):
    """Tags with their colours."""

    needed = ("tag_name",)

    def write(self, records: list[tuple[int, Cells]]) -> Counts:
        """Add those that are not here."""
        return upsert_tags([(cells["tag_name"][:100], cells.get("tag_color", "")[:20]) for _row, cells in records])


class FieldImporter(DetailImporter):
    """Custom fields with their types and choices."""

    needed = ("field_key", "field_label", "field_type")

    def check(self, cells: Cells) -> None:
        """Refuse types there are none of."""
        self._one_of("field_type", cells["field_type"], CustomField.Type.values)

    def write(self, records: list[tuple[int, Cells]]) -> Counts:
        """Add those that are not here."""
        return upsert_fields([_field(cells) for _row, cells in records])


def _field(cells: Cells) -> dict[str, Any]:
    order = cells.get("field_order", "")
    return {
        "key": cells["field_key"][:50],
        "label": cells["field_label"][:100],
        "type": cells["field_type"],
        "choices": [word[:100] for word in split_words(cells.get("field_choices", ""))],
        "order": int(order) if order.isascii() and order.isdigit() and len(order) < 5 else 100,  # noqa: PLR2004
    }


def _start_of(found: date) -> datetime:
    return datetime.combine(found, time(), TOKYO)
