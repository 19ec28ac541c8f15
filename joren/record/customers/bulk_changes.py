"""The half of a bulk import that concerns customers who are known already: compare, and write what differs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.importing.rows import Remember, Warn
from joren.foundation.japanese.dates import DateProblem, PartialDate
from joren.record.shops.models import Shop

from .bulk_contacts import compare_contacts
from .bulk_known import PARTS, Known, load
from .bulk_policies import (
    CODE,
    NO_ADDRESS,
    PLACE,
    Rules,
    address_to_write,
    is_empty,
    name_values,
    newest_address,
    place_text,
    wins,
)
from .bulk_rows import FIELDS, Address, CustomerRow, custom_columns, tag_ids
from .bulk_writes import Writes, write
from .provenance import stamped

_NOTHING: Final = {"birth_year", "birth_month", "birth_day", "shop_id", "member_number", "registered_on"}
"""Columns in which nothing is null; in the others it is the empty text."""
_BIRTH: Final = ("birth_year", "birth_month", "birth_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is the same for all rows of a batch."""

    source: str
    import_id: int
    at: datetime
    rules: Rules
    warn: Warn

    def time(self, row: CustomerRow, name: str) -> datetime:
        """When the row's value of a field held."""
        return row.time(name, self.rules.file_time or self.at)

    def dated(self, row: CustomerRow) -> bool:
        """Whether the file tells when its rows held, so that an equal value confirms a known one."""
        return row.at is not None or self.rules.file_time is not None

    def entry(self, row: CustomerRow, name: str) -> dict[str, Any]:
        """The provenance of what the row says of a field."""
        at = self.time(row, name).isoformat()
        return {"import": self.import_id, "staff": None, "source": self.source, "at": at}


def change_known(
    rows: Sequence[CustomerRow],
    known: dict[str, int],
    *,
    batch: Batch,
    remember: Remember,
    holders: dict[str, int],
) -> int:
    """Bring these customers up to what their rows say; returns how many changed."""
    people = load(sorted({known[row.external_id] for row in rows}))
    tags = tag_ids(rows)
    writes = Writes()
    told: list[tuple[CustomerRow, Known, dict[str, list[Any]]]] = []
    for row in rows:
        person = people[known[row.external_id]]
        _respect_holders(row, person, holders, batch)
        label, before = person.label, person.provenance
        changes = _compare(row, person, writes, batch, tags)
        if changes or person.provenance is not before:
            writes.customers.append(person)
        if changes:
            told.append((row, person, changes))
            writes.told.append((person.id, {"changes": changes}))
            batch.rules.changed(row.row, person.id, label, changes)
    if writes.customers:
        _name_shops(changes for _row, _person, changes in told)
        write(writes, remember, batch.at, batch.import_id)
    return len(told)


def _respect_holders(row: CustomerRow, person: Known, holders: dict[str, int], batch: Batch) -> None:
    """A member number that somebody else has is not taken away from them."""
    number = row.fields.get("member_number")
    if number and ("member", number) in person.externals:  # of a record that was merged into this one
        del row.fields["member_number"]
    elif number and holders.get(number, person.id) != person.id:
        del row.fields["member_number"]
        sentence = _("A member number belongs to another customer already and was left there.")
        batch.warn(row.row, "member_number", sentence, value=number)


def _compare(
    row: CustomerRow, person: Known, writes: Writes, batch: Batch, tags: dict[str, int]
) -> dict[str, list[Any]]:
    """What the row says that the record does not: queued in `writes`, told as field: [was, became]."""
    changes: dict[str, list[Any]] = {}
    _compare_fields(row, person, batch, changes)
    for system, number in row.externals if row.record_key else row.numbers(batch.source):
        if (system, number) not in person.externals:
            person.externals[(system, number)] = None
            writes.externals.append((person.id, system, number, batch.import_id))
            changes[f"external_id.{system}"] = ["", number]
    for kind in ("email", "phone", "line"):
        if kind in row.cleared or any(contact[0] == kind for contact in row.contacts):
            compare_contacts(kind, row, person, writes, batch, changes)
    _compare_address(row, person, writes, batch, changes)
    _compare_custom(row, person, writes, batch, changes)
    _compare_tags(row, person, writes, batch, changes, tags)
    return changes


def _compare_fields(row: CustomerRow, person: Known, batch: Batch, changes: dict[str, list[Any]]) -> None:
    values = dict(row.fields)
    for name in row.cleared:
        if name in FIELDS:
            values[name] = None if name in _NOTHING else ""
    name_values(person.fields, values)
    won = {name: value for name, value in values.items() if _wins(row, person, batch, name, person.fields[name], value)}
    _keep_names_whole(values, won, person)
    _fill_one_birthday(values, won, person, batch)
    _drop_impossible_birthday(row, won, person, batch)
    for name, value in won.items():
        was = person.fields[name]
        if was != value:
            changes[name] = [plain(was), plain(value)]
            person.fields[name] = value
        if was != value or (batch.rules.policy(name) == "newest" and batch.dated(row)):
            sign(row, person, name, batch)


def _wins(row: CustomerRow, person: Known, batch: Batch, name: str, was: Any, value: Any) -> bool:
    return wins(
        batch.rules.policy(PLACE if name == CODE else name),
        was,
        value,
        was_at=person.moment(name),
        was_told=name in person.provenance,
        at=batch.time(row, name),
    )


def _keep_names_whole(values: dict[str, Any], won: dict[str, Any], person: Known) -> None:
    """A given name goes with its family name: of two people's names no third one is made."""
    for family, given in (("family_name", "given_name"), ("family_kana", "given_kana")):
        if family not in values or given not in values or values[family] == person.fields[family]:
            continue
        if is_empty(person.fields[family]):
            continue
        if family in won:
            won[given] = values[given]
        else:
            won.pop(given, None)


def _fill_one_birthday(values: dict[str, Any], won: dict[str, Any], person: Known, batch: Batch) -> None:
    """What is filled in belongs to the day that is known in part, not to another one."""
    pairs = [(values.get(part), person.fields[part]) for part in _BIRTH]
    if any(said is not None and known is not None and said != known for said, known in pairs):
        for part in _BIRTH:
            if batch.rules.policy(part) == "fill":
                won.pop(part, None)


def _drop_impossible_birthday(row: CustomerRow, won: dict[str, Any], person: Known, batch: Batch) -> None:
    """Parts that make no day of the calendar together with the known ones are not taken over."""
    if not any(part in won for part in _BIRTH):
        return
    parts = [won.get(part, person.fields[part]) for part in _BIRTH]
    try:
        PartialDate(*parts)
    except DateProblem:
        said = "/".join("?" if part is None else str(part) for part in parts)
        sentence = _("A birthday does not go together with what is known of it and was left as it is.")
        batch.warn(row.row, "birthday_parts", sentence, value=said)
        for part in _BIRTH:
            won.pop(part, None)


def _compare_address(
    row: CustomerRow, person: Known, writes: Writes, batch: Batch, changes: dict[str, list[Any]]
) -> None:
    key, had = person.address or (0, None)
    if row.address is None and not ("address" in row.cleared and had):
        return
    wanted, signed = _address_of(row, person, batch, had or NO_ADDRESS)
    if wanted == (had or NO_ADDRESS):
        signed = signed if batch.rules.policy("address") == "newest" and batch.dated(row) else []
    else:
        changes["address"] = ["".join(had or ()), "".join(wanted)]
        person.address = (key, wanted) if any(wanted) else None
        if had is None:
            writes.new_addresses.append((person.id, *wanted, True, batch.source, batch.import_id))
        elif any(wanted):
            writes.addresses.append((*wanted, key))
        else:
            writes.gone_addresses.append(key)
    for name in signed:
        sign(row, person, name, batch)


def _address_of(row: CustomerRow, person: Known, batch: Batch, had: Address) -> tuple[Address, list[str]]:
    """The address that stands after this row, and the provenance that is the row's then."""
    policy, new = batch.rules.policy("address"), row.address
    if new is None:
        gone = _wins(row, person, batch, PLACE, place_text(had), "")
        return (NO_ADDRESS, [PLACE, CODE]) if gone else (had, [])
    if policy != "newest":
        return _without_cleared(address_to_write(policy, had, new), row, batch), [PLACE, CODE]
    place = any(new[1:]) and _wins(row, person, batch, PLACE, place_text(had), place_text(new))
    code = bool(new[0]) and _wins(row, person, batch, CODE, had[0], new[0])
    signed = [*([PLACE] if place else []), *([CODE] if code else [])]
    return newest_address(had, new, place=place, code=code), signed


def _without_cleared(address: Address, row: CustomerRow, batch: Batch) -> Address:
    """The address without the parts whose empty cells take them away; what the policy protects stays."""
    if batch.rules.policy("address") != "overwrite":
        return address
    parts = zip(PARTS, address, strict=True)
    code, prefecture, city, line, building = ("" if f"address.{part}" in row.cleared else text for part, text in parts)
    return code, prefecture, city, line, building


def _compare_custom(
    row: CustomerRow, person: Known, writes: Writes, batch: Batch, changes: dict[str, list[Any]]
) -> None:
    values: dict[int, Any] = {**dict.fromkeys(row.cleared_custom), **row.custom}
    for field_id, value in values.items():
        name = f"custom.{row.custom_keys[field_id]}"
        had = person.custom.get(field_id)
        was = had[1] if had else None
        if not _wins(row, person, batch, name, was, value):
            continue
        if was != value:
            if had:
                writes.gone_custom.append(had[0])
            if value is not None:
                writes.custom.append((person.id, field_id, *custom_columns(value), batch.import_id))
            changes[name] = [plain(was), plain(value)]
        if was != value or (batch.rules.policy(name) == "newest" and batch.dated(row)):
            sign(row, person, name, batch)


def _compare_tags(
    row: CustomerRow,
    person: Known,
    writes: Writes,
    batch: Batch,
    changes: dict[str, list[Any]],
    tags: dict[str, int],
) -> None:
    """Tags are put on; an empty cell takes off, when told to, only what files had put on."""
    policy = batch.rules.policy("tags")
    if policy == "keep" or (policy == "fill" and person.tags):
        return
    added: list[str] = []
    for tag in dict.fromkeys(row.tags):
        if tags[tag] not in person.tags:
            person.tags[tags[tag]] = None
            writes.tags.append((person.id, tags[tag], batch.at, batch.import_id))
            added.append(tag)
    if added:
        changes["tags"] = ["", " ".join(added)]
    if "tags" in row.cleared and not row.tags:
        gone = {tag: link for tag, link in person.tags.items() if link is not None}
        writes.gone_tags.extend(gone.values())
        for tag_id in gone:
            del person.tags[tag_id]
        if gone:
            changes["tags"] = [" ".join(tag_names(gone)), ""]


def sign(row: CustomerRow, person: Known, name: str, batch: Batch) -> None:
    """Keep that the field's value is the row's."""
    person.provenance = stamped(person.provenance, [name], batch.entry(row, name))


def tag_names(ids: Iterable[int]) -> list[str]:
    """The names of these tags, sorted."""
    from .models import Tag

    return sorted(Tag.objects.filter(pk__in=list(ids)).values_list("name", flat=True))


def _name_shops(all_changes: Iterable[dict[str, list[Any]]]) -> None:
    """Tell a change of shop by the shops' names, as a change by hand is told."""
    concerned = [changes for changes in all_changes if "shop_id" in changes]
    if not concerned:
        return
    ids = {key for changes in concerned for key in changes["shop_id"] if key}
    names = dict(Shop.objects.filter(pk__in=ids).values_list("pk", "name"))
    for changes in concerned:
        changes["shop"] = [names.get(key, "") for key in changes.pop("shop_id")]


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
