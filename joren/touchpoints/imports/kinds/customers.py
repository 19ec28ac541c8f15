"""A row of a customer file as facts about one customer."""

import re
from hashlib import blake2b
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.importing import Counts, Plan, RowRejected, check_policies
from joren.foundation.importing.values import reference
from joren.foundation.japanese.folding import fold
from joren.record.consents.bulk import Said, say_many
from joren.record.customers.bulk import CustomerRow, upsert
from joren.record.shops.bulk import ShopsByCode, shop_reference
from joren.touchpoints.imports.errors import FieldsMissing

from .cells import Cells
from .custom import CustomColumns
from .customer_address import AddressReader
from .customer_consents import ConsentReader
from .customer_contacts import ContactReader
from .customer_fields import FIELDS
from .customer_names import NameReader
from .customer_person import PersonReader
from .customer_policies import Clearing, consent_policies, rules_of
from .own_files import OwnFile

_IDENTIFYING: Final = (
    *("external_id", "record_id", "member_number", "name", "family_name", "company"),
    *("email", "email2", "phone", "mobile", "phone_other", "phone_1", "mobile_1", "line_id"),
)
_NAMES: Final = ("family_name", "given_name", "family_kana", "given_kana")
_LONGEST_NUMBER: Final = 100
_LINE_USER: Final = re.compile(r"U[0-9a-f]{32}")


class CustomerImporter:
    """Reads customers and writes them by `record.customers.bulk`.

    A row is rejected only when nothing says who it is; any other value that cannot be read is left out, and told.
    """

    def __init__(self, plan: Plan) -> None:
        if not any(plan.has(key) for key in _IDENTIFYING):
            raise FieldsMissing(fields=_("customer number, name, e-mail address or phone"))
        check_policies(plan.options, {field.key for field in FIELDS})
        self.plan = plan
        cells = Cells(plan)
        self._names, self._person = NameReader(cells), PersonReader(cells)
        self._contacts, self._address, self._consents = ContactReader(cells), AddressReader(cells), ConsentReader(cells)
        self._external_id, self._shop, self._tags = map(cells.reader, ("external_id", "shop", "tags"))
        self._custom = CustomColumns(plan)
        self._clearing = Clearing(cells) if plan.options.get("clears") else None
        self._shops = ShopsByCode(plan.source, plan.import_id)
        self._owns_number = not plan.has("member_number")
        self._own = OwnFile(plan) if plan.has("record_id") or plan.has("external_ids") else None
        self._rules, self._consent_policies = rules_of(plan), consent_policies(plan)

    def parse(self, row: int, cells: list[str]) -> CustomerRow:
        """The facts of one row. Raises RowRejected."""
        facts = CustomerRow(row=row, external_id=reference(self._external_id(cells)), fields={})
        self._names.read(row, cells, facts.fields)
        self._person.read(row, cells, facts.fields)
        self._contacts.read(row, cells, facts)
        facts.address = self._address.read(row, cells)
        facts.shop_code = shop_reference(reference(self._shop(cells)), self.plan.column("shop"))
        facts.tags = split_tags(self._tags(cells))
        facts.custom, facts.cleared_custom = self._custom.read(row, cells)
        facts.custom_keys = self._custom.keys
        facts.at = self._person.changed_at(row, cells)
        self._consents.read(row, cells, facts)
        if self._own:
            self._own.read(cells, facts)
        if not facts.record_key:
            self._identify(facts)
        if self._clearing:
            self._clearing.read(cells, facts)
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
            rules=self._rules,
        )
        said = [
            Said(outcome.ids[id(facts)], channel, yes, how, text, facts.row, facts.at or plan.file_time)
            for facts in records
            for channel, yes, how, text in facts.consents
        ]
        consents = say_many(
            said,
            new=outcome.new,
            source=plan.source,
            import_id=plan.import_id,
            at=plan.at,
            remember=plan.remember,
            warn=plan.warn,
            policies=self._consent_policies,
            changed=plan.changed,
        )
        outcome.counts.update(consents)
        return outcome.counts

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """Nothing is left to do after the rows."""
        return Counts(), None

    def _add_line(self, facts: CustomerRow) -> None:
        """A list of friends at LINE knows them by the id they are written to."""
        if not any(kind == "line" for kind, _value, _written in facts.contacts):
            facts.contacts.append(("line", facts.external_id, facts.external_id))

    def _identify(self, facts: CustomerRow) -> None:
        """A number of its own for every row: the file's, the member number, or one made of what does not change."""
        fields = facts.fields
        if facts.external_id:
            if _LINE_USER.fullmatch(facts.external_id):
                self._add_line(facts)
            elif self._owns_number and len(facts.external_id) <= _LONGEST_NUMBER:
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


def split_tags(text: str) -> list[str]:
    """The tags of a cell: words parted by commas, 、, ; or |, each once."""
    if not text:
        return []
    for mark in ("、", ";", "，", "|", "/"):
        text = text.replace(mark, ",")
    return [word[:100] for tag in text.split(",") if (word := " ".join(tag.split()))]
