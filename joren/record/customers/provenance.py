"""Where a customer's values come from, field by field: pure rules over `Customer.provenance`.

The column holds ``{field: {"import": id | null, "staff": id | null, "source": str, "at": ISO 8601}}`` only for fields
whose origin is not the record's own (source, import_id, created_at), so that a first import pays nothing. Fields are
the columns of the record, ``address``, the kinds of contact point (whose preferred one is meant) and
``custom.<key>``. Under ``*`` stands the record's own moment where the file it came with told one (``updated_at``).
A field whose value is empty has an entry when somebody emptied it on purpose.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

EVERY_FIELD: Final = "*"
BY_HAND: Final = "manual"

Provenance = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file or person gave a value, and when it held: an import's id, a member of staff's, or neither."""

    source: str
    at: dt.datetime
    import_id: int | None = None
    staff_id: int | None = None


def stamped(provenance: Mapping[str, Any], fields: Iterable[str], entry: Mapping[str, Any]) -> Provenance:
    """The provenance with this entry for these fields; the one given stays as it is."""
    return {**provenance, **{field: dict(entry) for field in fields}}


def by_hand(staff_id: int | None, at: dt.datetime) -> dict[str, Any]:
    """The entry for a value that a person wrote, or a program in its own name (`staff_id` None)."""
    return {"import": None, "staff": staff_id, "source": BY_HAND if staff_id else "", "at": at.isoformat()}


def origin_of(provenance: Mapping[str, Any], field: str, own: Origin) -> Origin:
    """The origin of a field; `own` is the record's."""
    entry = provenance.get(field) or provenance.get(EVERY_FIELD)
    if not entry:
        return own
    at = dt.datetime.fromisoformat(entry["at"])
    return Origin(str(entry.get("source", "")), at, entry.get("import"), entry.get("staff"))


def moment_of(provenance: Mapping[str, Any], field: str, created_at: dt.datetime) -> dt.datetime:
    """Since when the field has its value, as far as is known."""
    entry = provenance.get(field) or provenance.get(EVERY_FIELD)
    return dt.datetime.fromisoformat(entry["at"]) if entry else created_at
