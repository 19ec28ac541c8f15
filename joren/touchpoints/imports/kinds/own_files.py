"""Customer files that a Joren wrote: each row carries the number of its record, and is taken at its word.

A name that somebody wrote in hiragana, an address whose prefecture was never told apart: what the record holds was
settled there, and comes back to the letter. Only rows with a Joren number are read this way.
"""

from collections.abc import Sequence
from typing import Final

from joren.foundation.exporting import split_words
from joren.foundation.importing import Plan
from joren.record.customers.bulk import CustomerRow

from .cells import Read

_TEXTS: Final = {
    "family_name": 100,
    "given_name": 100,
    "family_kana": 100,
    "given_kana": 100,
    "company": 200,
    "honorific": 20,
    "member_number": 100,
    "note": None,
}
_ADDRESS: Final = {"postal_code": 10, "prefecture": 10, "city": 100, "address": 300, "building": 200}
_LONGEST_KEY: Final = 200
_LONGEST_SYSTEM: Final = 50


class OwnFile:
    """Reads what a file of customers that a Joren wrote says beyond, or more exactly than, any other file."""

    def __init__(self, plan: Plan) -> None:
        self._key: Read = plan.reader("record_id") or (lambda cells: "")
        self._texts = {key: read for key in _TEXTS if (read := plan.reader(key))}
        self._address = [plan.reader(key) for key in _ADDRESS]
        self._shop, self._tags, self._numbers = map(plan.reader, ("shop", "tags", "external_ids"))

    def read(self, cells: Sequence[str], facts: CustomerRow) -> None:
        """Put the row's own values over what was understood; a row without a Joren number stays as it is."""
        facts.record_key = self._key(cells)[:_LONGEST_KEY]
        if self._numbers:
            facts.externals = [
                (system[:_LONGEST_SYSTEM], number[:_LONGEST_KEY])
                for word in split_words(self._numbers(cells))
                for system, colon, number in [word.partition(":")]
                if colon and system and number
            ]
        if not facts.record_key:
            return
        facts.external_id = facts.record_key
        for key, read in self._texts.items():
            text = read(cells)[: _TEXTS[key]]
            if text:
                facts.fields[key] = text
            else:
                facts.fields.pop(key, None)
        if "honorific" in self._texts and "honorific" not in facts.fields:
            facts.new_fields["honorific"] = ""
        if any(self._address):
            parts = [
                read(cells)[:limit] if read else ""
                for read, limit in zip(self._address, _ADDRESS.values(), strict=True)
            ]
            code, prefecture, city, line, building = parts
            facts.address = (code, prefecture, city, line, building) if any(parts) else None
        if self._shop:
            facts.shop_code = self._shop(cells)
        if self._tags:
            facts.tags = [word[:100] for word in split_words(self._tags(cells))]
