"""The words between the app that makes one person of two and the rules of the apps whose rows go along.

A rule (`CustomerLink.merge` as ``"module:function"``) is called with a `Merging` once per table and works on all
pairs at once; a later parting (`CustomerLink.part`) with a `Parting` of one pair. Both run in the caller's
transaction. A rule writes no row that it has not told the journal about before: that is all there is to taking a merge
back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

PAIRS: Final = "merging_pair"
"""The temporary table of the pairs of this step: ``merge_id, survivor_id, gone_id``. Nobody is in it twice."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of one person: `gone` goes into `survivor`; `merge` names the step in the journal."""

    merge: int
    survivor: int
    gone: int


class Merging(Protocol):
    """What a rule of merging works with."""

    pairs: Sequence[Pair]
    at: datetime

    def takes_theirs(self, pair: Pair, field: str, mine: str, theirs: str) -> bool:
        """Whether the survivor gets the gone one's value of a field that holds one value; both as text, "" for none.

        What somebody chose counts; else a gap is filled, and of two values that of the record which ranks first
        stays, whoever was merged in which order.
        """

    def move(self, table: str, column: str = "customer_id") -> None:
        """Point all rows of the gone at their survivors."""

    def keep(self, table: str, rows: Mapping[int, int]) -> None:
        """Keep rows (id to merge) as they are now, because the rule is about to change them."""

    def drop(self, table: str, rows: Mapping[int, tuple[int, int | None]]) -> None:
        """Delete rows (id to merge and twin). A twin says the very same: if it is deleted later, so is this one."""

    def made(self, table: str, rows: Mapping[int, int]) -> None:
        """Say that the rule made these rows (id to merge)."""

    def note(self, merge: int, key: str, value: Sequence[str]) -> None:
        """Keep what the rule wants to know again at a parting (`Parting.said`)."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row as a merge found it (`before`, None if the merge made it) and as it left it (None if it dropped it)."""

    row_id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Parting:
    """One pair that turned out to be two: `gone` has its record again, with all that was moved.

    `marks` are the highest ids of the tables when they were merged: what is above came later. `references` are the
    numbers other systems and cards know `gone` by (``pos:10002``, ``member:M0002``), `addresses` its contact values
    that the survivor does not have of its own. `said` is what rules noted, `moved` which rows of which table were
    moved and are `gone`'s again, `changes` what rules with an undo of their own have to take back.
    """

    merge: int
    survivor: int
    gone: int
    at: datetime
    merged_at: datetime
    marks: Mapping[str, int] = field(default_factory=dict)
    references: Collection[str] = ()
    addresses: Collection[str] = ()
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    moved: Mapping[str, Collection[int]] = field(default_factory=dict)
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)
