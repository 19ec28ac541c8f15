"""Who became a regular and who stopped, when, and because of what: by any definition, from the facts themselves.

Asked as of the end of each month (of the last one: of the day), so that it reaches as far back as the facts do and is
right for a definition made this minute.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from joren.foundation.time import clock
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.queries import catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine.asking import sensible
from joren.segments.engine.run import Column, evaluate

from .measuring import leaves_of
from .models import RegularDefinition

MONTHS = 12
MOST_NAMED = 200
"""So many who became regulars, and who stopped, are named for a month."""
_LONG = 32


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how many regulars at its end, how many of them were none a month before, how many stopped."""

    last_day: date
    regulars: int
    became: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One person who became a regular or stopped, on which day, and the parts of the definition that turned."""

    customer_id: int
    became: bool
    on: date
    because: tuple[dict[str, Any], ...]


def months(definition: RegularDefinition, *, as_of: date | None = None, number: int = MONTHS) -> list[Month]:
    """The last months, oldest first."""
    day = sensible(as_of or clock.today())
    ends = [*month_ends(_months_before(day, number), day)]
    columns = [Column(f"d{place}", definition.rule, end) for place, end in enumerate(ends)]
    flags = evaluate(columns, as_of=day).flags([column.name for column in columns])
    found = []
    for place in range(1, len(ends)):
        before, now = flags[f"d{place - 1}"], flags[f"d{place}"]
        became, stopped = (now & ~before).bit_count(), (before & ~now).bit_count()
        found.append(Month(ends[place], now.bit_count(), became, stopped))
    return found


def turns(
    definition: RegularDefinition, month: date, *, as_of: date | None = None
) -> tuple[list[Turn], dict[bool, int]]:
    """Who turned in the month of that day, by day, and how many became (True) and stopped (False) in all.

    Somebody who became one and stopped within the same month is in neither. Raises `DayOutOfRange`.
    """
    last = sensible(as_of or clock.today())
    first = sensible(month).replace(day=1)
    if first > last:
        return [], {True: 0, False: 0}
    end = min(_month_end(first), last)
    start = first - timedelta(days=1)
    rows = evaluate(
        [Column("before", definition.rule, start), Column("after", definition.rule, end)], as_of=last
    ).rows()
    turned = {row[0]: bool(row[2]) for row in rows if bool(row[1]) != bool(row[2])}
    counts = {kind: sum(became is kind for became in turned.values()) for kind in (True, False)}
    named = [
        pk for kind in (True, False) for pk in [pk for pk, became in turned.items() if became is kind][:MOST_NAMED]
    ]
    return sorted(_named(definition, turned, named, (start, end)), key=lambda turn: (turn.on, turn.customer_id)), counts


def _named(
    definition: RegularDefinition, turned: Mapping[int, bool], ids: Sequence[int], span: tuple[date, date]
) -> Iterator[Turn]:
    if not ids:
        return
    start, end = span
    days = [start + timedelta(days=place) for place in range(1, (end - start).days + 1)]
    parts = [leaf for _path, leaf in leaves_of(definition.rule)]
    columns = [Column(f"d{place}", definition.rule, day) for place, day in enumerate(days)]
    for place, part in enumerate(parts):
        columns += [Column(f"was{place}", part, start), Column(f"is{place}", part, end)]
    table = evaluate(columns, as_of=end, among=list(ids))
    for row in table.rows():
        answers = dict(zip(table.names, row, strict=True))
        became = turned[answers["id"]]
        changed = tuple(
            dict(part) for place, part in enumerate(parts) if answers[f"was{place}"] != answers[f"is{place}"]
        )
        yield Turn(answers["id"], became, _day(days, answers, became), changed)


def _day(days: Sequence[date], answers: Mapping[str, Any], became: bool) -> date:
    """The first day from which on it stayed so to the end."""
    place = len(days) - 1
    while place > 0 and bool(answers[f"d{place - 1}"]) is became:
        place -= 1
    return days[place]


def because_words(turn: Turn) -> list[str]:
    """The parts that turned, in words."""
    known = catalogue()
    return [rule_sentence(bind_rule(read_rule(part, known), known)) for part in turn.because]


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last day of each month from that of `first` on; of the month of `last` that very day."""
    month = first.replace(day=1)
    while month <= last:
        yield min(_month_end(month), last)
        month = _month_end(month) + timedelta(days=1)


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=_LONG)).replace(day=1) - timedelta(days=1)


def _months_before(day: date, number: int) -> date:
    """First day of the month so many months earlier."""
    place = day.year * 12 + day.month - 1 - number
    return date(place // 12, place % 12 + 1, 1)
