"""The versions of a segment as its page tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .differing import Difference, differences
from .errors import VersionNotFound
from .models import Segment, SegmentVersion
from .telling import Teller

_KINDS: Final[dict[str, Promise]] = {
    "added": _("Added"),
    "removed": _("Taken out"),
    "changed": _("Changed"),
    "moved": _("Stands elsewhere"),
    "joined": _("Put together differently"),
}


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """One change in words; `before` or `after` is "" where there is none."""

    kind: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """One version. `count` is how many people it held when it was first counted; None where it never was."""

    number: int
    sentence: str
    saved_at: datetime
    saved_by: str
    count: int | None
    restored_from: int | None
    is_current: bool
    differences: list[ToldDifference]
    rule: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "number": self.number,
            "sentence": self.sentence,
            "saved_at": self.saved_at,
            "saved_by": self.saved_by or None,
            "count": self.count,
            "restored_from": self.restored_from,
            "is_current": self.is_current,
            "rule": self.rule,
            "differences": [
                {"kind": each.kind, "before": each.before or None, "after": each.after or None}
                for each in self.differences
            ],
        }


def versions_of(segment: Segment) -> list[ToldVersion]:
    """All of them, newest first, each with what it changed."""
    rows = list(segment.versions.select_related("saved_by").order_by("number"))
    told = [_told(row, before, segment) for row, before in zip(rows, [None, *rows], strict=False)]
    return told[::-1]


def version(segment: Segment, number: int) -> SegmentVersion:
    """One of them. Raises `VersionNotFound`."""
    found = segment.versions.filter(number=number).first()
    if found is None:
        raise VersionNotFound(name=segment.name, number=number)
    return found


def _told(row: SegmentVersion, before: SegmentVersion | None, segment: Segment) -> ToldVersion:
    teller = Teller(_both(before.names, row.names) if before else row.names)
    changes = differences(before.rule, row.rule) if before else []
    return ToldVersion(
        number=row.number,
        sentence=teller.rule(row.rule),
        saved_at=row.saved_at,
        saved_by=str(row.saved_by or ""),
        count=row.count,
        restored_from=row.restored_from,
        is_current=row.number == segment.version,
        differences=[_difference(teller, change) for change in changes],
        rule=row.rule,
    )


def _difference(teller: Teller, change: Difference) -> ToldDifference:
    before = teller.rule(change.before) if change.before else ""
    after = teller.rule(change.after) if change.after else ""
    return ToldDifference(change.kind, str(_KINDS[change.kind]), before, after)


def _both(older: Mapping[str, Any], newer: Mapping[str, Any]) -> dict[str, Any]:
    """The kept names of two versions; the newer word counts."""
    return {kind: {**older.get(kind, {}), **newer.get(kind, {})} for kind in {*older, *newer}}
