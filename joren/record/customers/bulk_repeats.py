"""Rows of one number in one batch: merged as if each had come in a file of its own."""

from collections.abc import Sequence
from datetime import datetime

from joren.foundation.importing import Counts, Policy

from .bulk_policies import (
    CODE,
    NO_ADDRESS,
    PLACE,
    Rules,
    address_to_write,
    name_values,
    newest_address,
    place_text,
    wins,
)
from .bulk_rows import FIELDS, CustomerRow


def merge_repeated(rows: Sequence[CustomerRow], counts: Counts, rules: Rules, at: datetime) -> list[CustomerRow]:
    """One row for each number, what later rows say being taken in by the policies. `at`: when undated rows held."""
    firsts: dict[str, CustomerRow] = {}
    for row in rows:
        first = firsts.setdefault(row.external_id, row)
        if first is row:
            continue
        counts["repeated"] += 1
        _absorb_fields(first, row, rules, at)
        _absorb_contacts(first, row, rules, at)
        _absorb_address(first, row, rules, at)
        if rules.policy("tags") != "keep" and not (rules.policy("tags") == "fill" and first.tags):
            first.tags.extend(row.tags)
        first.own_number = first.own_number or row.own_number
    return list(firsts.values())


def _absorb_fields(first: CustomerRow, row: CustomerRow, rules: Rules, at: datetime) -> None:
    values = dict(row.fields) | dict.fromkeys(name for name in row.cleared if name in FIELDS)
    name_values(first.fields, values)
    for name, value in values.items():
        if _takes(first, row, name, first.fields.get(name), value, rules, at):
            if value is None:
                first.fields.pop(name, None)
                first.cleared.add(name)
            else:
                first.fields[name] = value
                first.cleared.discard(name)
            first.times[name] = row.time(name, at)
    for field_id, custom in row.custom.items():
        name = f"custom.{row.custom_keys[field_id]}"
        if _takes(first, row, name, first.custom.get(field_id), custom, rules, at):
            first.custom[field_id] = custom
            first.custom_keys = row.custom_keys
            first.cleared_custom.discard(field_id)
            first.times[name] = row.time(name, at)


def _takes(
    first: CustomerRow, row: CustomerRow, name: str, was: object, value: object, rules: Rules, at: datetime
) -> bool:
    told = name in first.cleared
    policy = rules.policy(PLACE if name == CODE else name)
    return wins(policy, was, value, was_at=first.time(name, at), was_told=told, at=row.time(name, at))


def _absorb_contacts(first: CustomerRow, row: CustomerRow, rules: Rules, at: datetime) -> None:
    for kind in dict.fromkeys(kind for kind, _value, _written in row.contacts):
        mine = [contact for contact in first.contacts if contact[0] == kind]
        policy = rules.policy(kind)
        if policy == "keep" or (policy == "fill" and mine):
            continue
        theirs = [contact for contact in row.contacts if contact[0] == kind]
        newer = bool(mine) and _goes_first(policy, first, row, mine, theirs, at)
        if newer or not mine:
            first.times[kind] = row.time(kind, at)
        new = [contact for contact in theirs if contact[1] not in {one[1] for one in mine}]
        ahead = theirs if policy == "newest" else new
        both = [*ahead, *mine, *theirs] if newer else [*mine, *theirs]
        seen = {(contact[0], contact[1]): contact for contact in reversed(both)}
        order = dict.fromkeys((contact[0], contact[1]) for contact in both)
        others = [contact for contact in first.contacts if contact[0] != kind]
        first.contacts[:] = [*others, *(seen[key] for key in order)]
        first.cleared.discard(kind)


def _goes_first(
    policy: Policy,
    first: CustomerRow,
    row: CustomerRow,
    mine: list[tuple[str, str, str]],
    theirs: list[tuple[str, str, str]],
    at: datetime,
) -> bool:
    """Whether the later row's contact points come before the earlier one's, as they would out of a second file."""
    if policy == "newest":
        return _is_newer(first, row, theirs[0][0], mine[0][1], theirs[0][1], at)
    known = {value for _kind, value, _written in mine}
    said = [value for _kind, value, _written in theirs]
    return mine[0][1] not in said and any(value not in known for value in said)


def _is_newer(first: CustomerRow, row: CustomerRow, name: str, was: str, value: str, at: datetime) -> bool:
    return (row.time(name, at), value) > (first.time(name, at), was)


def _absorb_address(first: CustomerRow, row: CustomerRow, rules: Rules, at: datetime) -> None:
    new, had = row.address, first.address or NO_ADDRESS
    if new is None:
        return
    if rules.policy(PLACE) == "newest":
        place = any(new[1:]) and _takes(first, row, PLACE, place_text(had), place_text(new), rules, at)
        code = bool(new[0]) and _takes(first, row, CODE, had[0], new[0], rules, at)
        wanted = newest_address(had, new, place=place, code=code)
        first.times.update({name: row.time(name, at) for name, won in ((PLACE, place), (CODE, code)) if won})
    else:
        wanted = address_to_write(rules.policy(PLACE), first.address, new)
    if any(wanted):
        first.address = wanted
        first.cleared.discard(PLACE)
