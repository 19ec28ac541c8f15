"""Contact points of known customers: which a file adds, which becomes the preferred one, which it takes away."""

from typing import TYPE_CHECKING, Any

from .bulk_known import Known, Point
from .bulk_rows import CustomerRow
from .bulk_writes import Writes
from .provenance import stamped

if TYPE_CHECKING:
    from .bulk_changes import Batch

Changes = dict[str, list[Any]]


def compare_contacts(
    kind: str, row: CustomerRow, person: Known, writes: Writes, batch: "Batch", changes: Changes
) -> None:
    """Bring the contact points of a kind up to what the row says, by its policy.

    overwrite: new ones are added, the first becomes the preferred one where the source gave the one it replaces and
    gives it no longer. fill: only where there is none. newest: all are added, the newer row's first is preferred.
    """
    policy = batch.rules.policy(kind)
    known = person.points(kind)
    mine = [(value, written) for one, value, written in row.contacts if one == kind]
    was = next((key[1] for key, point in known.items() if point.is_primary), "")
    if policy == "keep" or (policy == "fill" and known):
        return
    newer = (batch.time(row, kind), mine[0][0] if mine else "") > (person.moment(kind), was)
    if policy == "newest" and not known and kind in person.provenance and not newer:
        return
    if not mine:
        if policy == "overwrite" or (policy == "newest" and newer):
            _take_away(kind, person, writes, batch)
    else:
        _add(kind, mine, row, person, writes, batch)
        preferred = _preferred(policy, [value for value, _written in mine], known, was, newer, batch)
        _prefer(kind, preferred, person, writes)
    now = next((key[1] for key, point in person.points(kind).items() if point.is_primary), "")
    added = next((value for value, _written in mine if (kind, value) not in known), "")
    if now != was or added or len(person.points(kind)) != len(known):
        # A number that joins the others takes the place of none.
        changes[kind] = [was, now] if now != was else ["", added]
    confirmed = policy == "newest" and newer and batch.dated(row)
    if now != was or confirmed:
        person.provenance = stamped(person.provenance, [kind], batch.entry(row, kind))


def _preferred(
    policy: str, mine: list[str], known: dict[tuple[str, str], Point], was: str, newer: bool, batch: "Batch"
) -> str:
    """The value to be preferred after the row's have been added."""
    if not was:
        return mine[0]
    if policy == "newest":
        return mine[0] if newer else was
    replaced = next(point for key, point in known.items() if key[1] == was)
    new = [value for value in mine if value not in {key[1] for key in known}]
    return new[0] if new and was not in mine and replaced.source == batch.source else was


def _add(
    kind: str, mine: list[tuple[str, str]], row: CustomerRow, person: Known, writes: Writes, batch: "Batch"
) -> None:
    for value, written in mine:
        if (kind, value) not in person.contacts:
            person.contacts[(kind, value)] = Point(0, False, batch.source)
            writes.contacts.append((person.id, kind, value, written, False, "", batch.source, batch.import_id))


def _prefer(kind: str, preferred: str, person: Known, writes: Writes) -> None:
    for (_kind, value), point in person.points(kind).items():
        if point.is_primary == (value == preferred):
            continue
        point.is_primary = value == preferred
        if point.id:
            (writes.promoted if point.is_primary else writes.demoted).append(point.id)
        else:
            _mark_new(kind, value, person, writes)


def _mark_new(kind: str, value: str, person: Known, writes: Writes) -> None:
    """Make a contact point that is still to be written the preferred one."""
    for position in range(len(writes.contacts) - 1, -1, -1):  # they were added last
        values = writes.contacts[position]
        if values[:3] == (person.id, kind, value):
            writes.contacts[position] = (*values[:4], True, *values[5:])
            return


def _take_away(kind: str, person: Known, writes: Writes, batch: "Batch") -> None:
    """Take away what the source itself had given; another source's, or a person's, stays."""
    gone = {key: point for key, point in person.points(kind).items() if point.source == batch.source and point.id}
    for key, point in gone.items():
        writes.gone_contacts.append(point.id)
        del person.contacts[key]
    rest = person.points(kind)
    if rest and not any(point.is_primary for point in rest.values()):
        _prefer(kind, next(iter(rest))[1], person, writes)
