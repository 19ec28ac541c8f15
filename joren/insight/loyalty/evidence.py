"""What the engine says of everybody's early time, as sets of people.

The same length of observation for all: only those whose first (or second) purchase lies at least the horizon back are
looked at, and whether somebody is a regular is asked on the very same day after it for each. Facts after a question's
own day do not count, by the engine's own cut-off.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

from joren.foundation.time import clock
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.engine.run import Column, Table, evaluate
from joren.segments.engine.tables import Own
from joren.segments.mirror.errors import TooLong
from joren.segments.mirror.reading import fresh_version

from .errors import NothingToJudge
from .questions import FIRST, SECOND, Question, Wanted, questions, values_wanted
from .rules.screening import Fact, People

ANCHORS: Final[dict[str, str]] = {FIRST: "purchases.first_on", SECOND: "loyalty.second_purchase_on"}
"""The day observation starts: what is asked of that many days after it."""
HORIZONS: Final = (1095, 730, 365, 180)
ENOUGH: Final = 200
_AT_ONCE: Final = 16
"""Questions in one pass: the engine answers each pass within its own limit of time."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everybody observed for `horizon` days: how many, who was a regular at the end of them, and the facts.

    `horizon` 0: nobody, or too few, have been customers long enough.
    """

    horizon: int
    people: int
    observed_from: int
    """How many customers there are with a first purchase, observed long enough or not."""
    regular: People
    facts: dict[str, Fact]
    questions: dict[str, Question]
    not_asked: int = 0
    """Questions left out because there were too many."""


def gather(
    rule: Mapping[str, Any],
    *,
    window: int,
    point: str = FIRST,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> Evidence:
    """Ask everything of everybody. `point`: whether what was known some days after the first purchase is looked at, or
    what was known by the second one (then of those who have made one). Raises `InvalidRule`, `NothingToJudge` and
    what the engine raises.
    """
    known, day, anchor = catalogue(), as_of or clock.today(), ANCHORS[point]
    if anchor not in known.attributes:
        raise NothingToJudge
    begun = _first_days(day, anchor)
    horizon = _horizon(begun, day, window)
    if not horizon:
        return Evidence(0, 0, len(begun), 0, {}, {})
    start = evaluate([Column("regular", rule, Own(anchor, horizon))], as_of=day)
    early = window if point == FIRST else 0
    asked, not_asked = _asked(known, start, early, Own(anchor, horizon))
    return _answered(rule, start, asked, (Own(anchor, horizon), len(begun), not_asked), progress)


GROUPS: Final = ("with_regular", "with_other", "without_regular", "without_other")
PAIR_GROUPS: Final = tuple(
    f"{part}_{end}" for part in ("both", "first", "second", "neither") for end in ("regular", "other")
)


def people_behind(
    rule: Mapping[str, Any], facts: Sequence[Mapping[str, Any]], *, horizon: int, point: str, as_of: date
) -> dict[str, list[int]]:
    """The ids of the people a finding counted, by `GROUPS` for one fact, by `PAIR_GROUPS` for two.

    `facts` as `Question.told` writes them. They add up to the finding's counts as long as no fact of that time changes.
    """
    anchor = ANCHORS[point]
    columns = [Column("regular", rule, Own(anchor, horizon))]
    for place, fact in enumerate(facts):
        then = Own(anchor, fact["days"])
        columns += [Column(f"has{place}", fact["rule"], then), Column(f"already{place}", rule, then)]
        columns.append(Column(f"known{place}", fact["among"] or {"attribute": anchor, "op": "is_known"}, then))
    found: dict[str, list[int]] = {name: [] for name in (GROUPS if len(facts) == 1 else PAIR_GROUPS)}
    for row in evaluate(columns, as_of=as_of).rows():
        pk, regular, *rest = row
        each = [rest[place : place + 3] for place in range(0, len(rest), 3)]
        if all(known and not already for _has, already, known in each):
            has = tuple(bool(one[0]) for one in each)
            found[f"{_PARTS[has]}_{'regular' if regular else 'other'}"].append(pk)
    return found


_PARTS: Final[dict[tuple[bool, ...], str]] = {
    (True,): "with",
    (False,): "without",
    (True, True): "both",
    (True, False): "first",
    (False, True): "second",
    (False, False): "neither",
}


def facts_mark() -> str:
    """A name for the state of the facts: another one when a fact came, changed or went."""
    return sha256(fresh_version().encode()).hexdigest()


def _first_days(day: date, anchor: str) -> list[date]:
    return [row[1] for row in evaluate([Column("first", anchor)], as_of=day).rows() if row[1] is not None]


def _horizon(begun: Sequence[date], day: date, window: int) -> int:
    """The longest time that a third of the customers have lived through; else the shortest, if enough have.

    Chosen by the dates of first purchases alone, never by who became a regular.
    """
    usable = [days for days in HORIZONS if days >= 2 * window]
    lived = {days: sum(first + timedelta(days=days) <= day for first in begun) for days in usable}
    for days in usable:
        if begun and lived[days] * 3 >= len(begun):
            return days
    return usable[-1] if usable and lived[usable[-1]] >= ENOUGH else 0


def _asked(known: Catalogue, start: Table, window: int, end: Own) -> tuple[list[Question], int]:
    wanted = values_wanted(known, window)
    columns = [_there(end)]
    seen = start.beside([*columns, *(Column(w.name, w.attribute.key, Own(end.anchor, w.days)) for w in wanted)]).rows()
    answers = list(zip(*seen, strict=True)) or [()] * (len(wanted) + 2)
    return questions(known, window, {want.name: answers[place + 2] for place, want in enumerate(wanted)})


def _there(end: Own) -> Column:
    """Keeps every question to the same people: those observed to the end."""
    return Column("there", {"attribute": ANCHORS[FIRST], "op": "is_known"}, end)


def _answered(
    rule: Mapping[str, Any],
    start: Table,
    asked: Sequence[Question],
    lengths: tuple[Own, int, int],
    progress: Progress | None,
) -> Evidence:
    end, begun, not_asked = lengths
    people = len(start)
    everybody = (1 << people) - 1
    regular = start.flags(["regular"])["regular"]
    already = _already(rule, start, sorted({question.days for question in asked}), end)
    facts: dict[str, Fact] = {}
    together = sorted(asked, key=lambda question: question.days)  # facts of one day cost one pass
    for done in range(0, len(together), _AT_ONCE):
        facts |= _in_time(start, together[done : done + _AT_ONCE], already, everybody, end)
        if progress:
            progress(min(done + _AT_ONCE, len(together)), len(together))
    facts = {question.key: facts[question.key] for question in asked}
    by_key = {question.key: question for question in asked}
    return Evidence(end.plus_days, people, begun, regular, facts, by_key, not_asked)


def _in_time(
    start: Table, asked: Sequence[Question], already: Mapping[int, People], everybody: People, end: Own
) -> dict[str, Fact]:
    """The answers; where the engine's limit of time is too short for all at once, in halves. Raises `TooLong`."""
    try:
        return _facts(start, asked, already, everybody, end)
    except TooLong:
        if len(asked) == 1:
            raise
        half = len(asked) // 2
        return _in_time(start, asked[:half], already, everybody, end) | _in_time(
            start, asked[half:], already, everybody, end
        )


def _already(rule: Mapping[str, Any], start: Table, days: Sequence[int], end: Own) -> dict[int, People]:
    """Who was a regular by then: of them nothing came before."""
    columns = [Column(str(day), rule, Own(end.anchor, day)) for day in days]
    flags = start.beside([_there(end), *columns]).flags([str(day) for day in days])
    return {day: flags[str(day)] for day in days}


def _facts(
    start: Table, asked: Sequence[Question], already: Mapping[int, People], everybody: People, end: Own
) -> dict[str, Fact]:
    columns = [_there(end)]
    for place, question in enumerate(asked):
        columns.append(Column(f"has{place}", question.rule, Own(end.anchor, question.days)))
        if question.among is not None:
            columns.append(Column(f"known{place}", question.among, Own(end.anchor, question.days)))
    flags = start.beside(columns).flags([column.name for column in columns])
    found = {}
    for place, question in enumerate(asked):
        among = flags.get(f"known{place}", everybody) & ~already[question.days]
        has = flags[f"has{place}"]
        found[question.key] = Fact(question.key, has, among, question.days, question.family)
    return found


__all__ = [
    "ANCHORS",
    "GROUPS",
    "HORIZONS",
    "PAIR_GROUPS",
    "Evidence",
    "Wanted",
    "facts_mark",
    "gather",
    "people_behind",
]
