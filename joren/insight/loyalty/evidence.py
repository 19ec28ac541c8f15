"""What the engine says of everybody's early time, as sets of people.

The same length of observation for all: only those whose first purchase lies at least the horizon back are looked at,
and whether somebody is a regular is asked on the very same day after the first purchase for each. Facts after a
question's own day do not count, by the engine's own cut-off.
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
from joren.segments.mirror.reading import open_mirror

from .errors import NothingToJudge
from .questions import Question, Wanted, questions, values_wanted
from .rules.screening import Fact, People

FIRST: Final = "purchases.first_on"
HORIZONS: Final = (1095, 730, 365, 180)
ENOUGH: Final = 200
_AT_ONCE: Final = 40
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


def gather(
    rule: Mapping[str, Any], *, window: int, as_of: date | None = None, progress: Progress | None = None
) -> Evidence:
    """Ask everything of everybody. Raises `InvalidRule`, `NothingToJudge` and what the engine raises."""
    known, day = catalogue(), as_of or clock.today()
    if FIRST not in known.attributes:
        raise NothingToJudge
    begun = _first_days(day)
    horizon = _horizon(begun, day, window)
    if not horizon:
        return Evidence(0, 0, len(begun), 0, {}, {})
    start = evaluate([Column("regular", rule, Own(FIRST, horizon))], as_of=day)
    asked = _asked(known, start, window, horizon)
    return _answered(rule, start, asked, (horizon, len(begun)), progress)


def facts_mark() -> str:
    """A name for the state of the facts: another one when a fact came, changed or went."""
    names = "\n".join(sorted(open_mirror().manifest.files))
    return sha256(names.encode()).hexdigest()


def _first_days(day: date) -> list[date]:
    return [row[1] for row in evaluate([Column("first", FIRST)], as_of=day).rows() if row[1] is not None]


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


def _asked(known: Catalogue, start: Table, window: int, horizon: int) -> list[Question]:
    wanted = values_wanted(known, window)
    columns = [Column("there", _EVERYBODY, Own(FIRST, horizon))]
    seen = start.beside([*columns, *(Column(w.name, w.attribute.key, Own(FIRST, w.days)) for w in wanted)]).rows()
    answers = list(zip(*seen, strict=True)) or [()] * (len(wanted) + 2)
    return questions(known, window, {want.name: answers[place + 2] for place, want in enumerate(wanted)})


_EVERYBODY: Final = {"attribute": FIRST, "op": "is_known"}


def _answered(
    rule: Mapping[str, Any],
    start: Table,
    asked: Sequence[Question],
    lengths: tuple[int, int],
    progress: Progress | None,
) -> Evidence:
    horizon, begun = lengths
    people = len(start)
    everybody = (1 << people) - 1
    regular = start.flags(["regular"])["regular"]
    already = _already(rule, start, sorted({question.days for question in asked}), horizon)
    facts: dict[str, Fact] = {}
    for done in range(0, len(asked), _AT_ONCE):
        facts |= _facts(start, asked[done : done + _AT_ONCE], already, everybody, horizon)
        if progress:
            progress(min(done + _AT_ONCE, len(asked)), len(asked))
    return Evidence(horizon, people, begun, regular, facts, {question.key: question for question in asked})


def _already(rule: Mapping[str, Any], start: Table, days: Sequence[int], horizon: int) -> dict[int, People]:
    """Who was a regular by then: of them nothing came before."""
    columns = [Column(str(day), rule, Own(FIRST, day)) for day in days]
    flags = start.beside([Column("there", _EVERYBODY, Own(FIRST, horizon)), *columns]).flags([str(day) for day in days])
    return {day: flags[str(day)] for day in days}


def _facts(
    start: Table, asked: Sequence[Question], already: Mapping[int, People], everybody: People, horizon: int
) -> dict[str, Fact]:
    columns = [Column("there", _EVERYBODY, Own(FIRST, horizon))]
    for place, question in enumerate(asked):
        columns.append(Column(f"has{place}", question.rule, Own(FIRST, question.days)))
        if question.among is not None:
            columns.append(Column(f"known{place}", question.among, Own(FIRST, question.days)))
    flags = start.beside(columns).flags([column.name for column in columns])
    found = {}
    for place, question in enumerate(asked):
        among = flags.get(f"known{place}", everybody) & ~already[question.days]
        has = flags[f"has{place}"]
        found[question.key] = Fact(question.key, has, among, question.days, question.family)
    return found


__all__ = ["FIRST", "HORIZONS", "Evidence", "Wanted", "facts_mark", "gather"]
