"""Making one person of two records, or of thousands of pairs in one go."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from joren.foundation.time.clock import now
from joren.record.customers.bulk import lock_writers
from joren.record.customers.errors import CustomerNotFound
from joren.record.customers.models import Customer
from joren.record.merging import people
from joren.record.merging.errors import BusyRecord, SamePerson, UnknownChoice
from joren.record.merging.models import Batch, Merge
from joren.record.merging.rules.ranking import groups_of

from .uniting import unite

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

AT_ONCE: Final = 500
"""Pairs of one step: enough for set-based writing, few enough for memory."""
_TRIES: Final = 5
CHOOSABLE: Final = (
    *("family_name", "given_name", "family_kana", "given_kana", "company", "birthday", "gender", "shop_id"),
    *("member_number", "registered_on", "note", "email", "phone", "line", "address"),
)
Done = TypeVar("Done")

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of many pairs: the merges, and how many were one already or have no record any more."""

    merges: list[Merge] = field(default_factory=list)
    left_out: int = 0


def merge(
    *,
    survivor: Customer | int,
    gone: Customer | int,
    by: "Staff | None",
    choices: Mapping[str, bool] | None = None,
    reason: str = "",
) -> Merge:
    """Make one person of two records: everything of `gone` goes to `survivor`, old numbers lead there.

    `choices` names fields (of `CHOOSABLE`, or ``custom.<key>``) whose value is to be the gone one's (True) or the
    survivor's, even if empty (False). Numbers of records that were merged before are followed.
    Raises SamePerson, CustomerNotFound, UnknownChoice, BusyRecord.
    """
    _check(choices or {})
    wanted = (_key(survivor), _key(gone))

    def step() -> Merge:
        lock_writers()
        now_at = people.current(wanted)
        pair = (now_at[wanted[0]], now_at[wanted[1]])
        if pair[0] == pair[1]:
            raise SamePerson
        there = lock(pair)
        for key in pair:
            if key not in there:
                raise CustomerNotFound(reference=key)
        return unite([pair], at=now(), by=by, reason=reason, choices=choices or {})[0]

    return tried(step)


def merge_many(
    *, pairs: Iterable[tuple[int, int]], by: "Staff | None", reason: str = "", batch: Batch | None = None
) -> Outcome:
    """Make one person of each group of records that the pairs tie together (A+B, B+C: all three), all or nothing.

    Which record is the base is decided by `rules.ranking`. Pairs whose records are gone or one already are left out.
    """
    wanted = list(pairs)

    def step() -> Outcome:
        lock_writers()
        now_at = people.current(key for pair in wanted for key in pair)
        there = lock(now_at.values())
        live = [(now_at[a], now_at[b]) for a, b in wanted if {now_at[a], now_at[b]} <= there and now_at[a] != now_at[b]]
        merges = []
        for pairs_at_once in _steps(groups_of(live)):
            merges += unite(pairs_at_once, at=now(), by=by, reason=reason, batch=batch)
        return Outcome(merges=merges, left_out=len(wanted) - len(live))

    return tried(step)


def suggested(one: int, other: int) -> tuple[int, int]:
    """(survivor, gone) of two customers, by the rule."""
    ranks = people.ranks_of(people.loaded([one, other]))
    first, second = sorted((one, other), key=lambda key: (ranks[key], key))
    return first, second


def _steps(groups: Sequence[Sequence[int]]) -> Iterable[list[tuple[int, int]]]:
    """Pairs (survivor, gone) in steps in which nobody occurs twice, the better ranked of a group before the others."""
    for start in range(0, len(groups), AT_ONCE):
        some = groups[start : start + AT_ONCE]
        ranks = people.ranks_of(people.loaded([key for group in some for key in group]))
        ordered = [sorted(group, key=lambda key: (ranks[key], key)) for group in some]
        for nth in range(1, max(map(len, ordered), default=0)):
            yield [(group[0], group[nth]) for group in ordered if nth < len(group)]


def lock(customer_ids: Iterable[int]) -> set[int]:
    """Those of the customers who are there, locked in the order of their ids.

    Not against rows that begin to point at them: whoever writes such a row goes on, and the step is tried again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM customers_customer WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [sorted(set(customer_ids))],
        )
        return {key for (key,) in cursor.fetchall()}


def tried(step: Callable[[], Done]) -> Done:
    """The step as one transaction; again when a row of somebody else came between."""
    for _attempt in range(_TRIES):
        try:
            with transaction.atomic():
                done = step()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                return done
        except IntegrityError as problem:
            log.info("merging is tried again: %s", problem)
        except OperationalError as problem:
            if "deadlock" not in str(problem):
                raise
    raise BusyRecord


def _check(choices: Mapping[str, bool]) -> None:
    for name in choices:
        if name not in CHOOSABLE and not name.startswith("custom."):
            raise UnknownChoice(field=name)


def _key(customer: Customer | int) -> int:
    return customer if isinstance(customer, int) else customer.pk
