"""The answers to what a walk asks: many people's questions at once, a query for each kind of question."""

import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

from django.db import connection, transaction

from joren.foundation.errors import JorenError
from joren.foundation.registry import resolve
from joren.foundation.time.clock import TOKYO
from joren.segments.engine import run

from .kinds import Action, Doing
from .rules.walking import Do, Done, Failed, Happened, Holds, Person, Question, Reacted, Walk, Walked

logger = logging.getLogger(__name__)
Asked = tuple[Person, Question]

_HAPPENED: Final = """
SELECT q.n, (
    SELECT min(e.occurred_at) FROM timeline_event e
    WHERE e.customer_id = q.customer_id AND e.occurred_at > q.after AND e.occurred_at <= q.until
      AND e.key = ANY(string_to_array(q.keys, ',')) AND (q.shop_id IS NULL OR e.shop_id = q.shop_id)
      AND (q.text = '' OR position(q.text IN e.data ->> 'link') > 0))
FROM jsonb_to_recordset(%s::jsonb) AS q(n int, customer_id bigint, after timestamptz, until timestamptz, keys text,
    shop_id bigint, text text)
"""
_REACTED: Final = """
SELECT q.n, min({column}) FROM jsonb_to_recordset(%s::jsonb) AS q(n int, customer_id bigint, origin text,
    occasion text, after timestamptz, until timestamptz)
JOIN delivery_delivery d ON d.customer_id = q.customer_id AND d.occasion = q.occasion AND d.origin LIKE q.origin
WHERE {column} > q.after AND {column} <= q.until GROUP BY q.n
"""
_COLUMNS: Final = {"opened": "d.first_opened_at", "clicked": "d.first_clicked_at", "replied": "d.replied_at"}


class World(Protocol):
    """Whatever answers questions: the database of now, or the past without effects."""

    def answer(self, asked: Sequence[Asked]) -> list[Any]:
        """One answer for each question, in their order."""


def drive(walks: Sequence[tuple[Person, Walk]], world: World) -> list[Walked]:
    """Let many people walk side by side: in each round all their questions are asked together."""
    ended: dict[int, Walked] = {}
    waiting = list(range(len(walks)))
    answers: list[Any] = [None] * len(walks)
    while waiting:
        asked: list[tuple[int, Asked]] = []
        for place, answer in zip(waiting, answers, strict=True):
            person, walk = walks[place]
            try:
                asked.append((place, (person, walk.send(answer))))
            except StopIteration as end:
                ended[place] = end.value
        waiting = [place for place, _question in asked]
        answers = world.answer([question for _place, question in asked]) if asked else []
    return [ended[place] for place in range(len(walks))]


class Facts:
    """Answers what is known from the record: whether rules hold, what happened."""

    def __init__(self, versions: Mapping[int, tuple[int, int]] | None = None) -> None:
        """`versions` are journey and version number by entry, for what belongs to a message of a step."""
        self.versions = versions or {}

    def answer(self, asked: Sequence[Asked]) -> list[Any]:
        """See `World`."""
        found: dict[int, Any] = {}
        found |= self.holds([(n, p, q) for n, (p, q) in enumerate(asked) if isinstance(q, Holds)])
        found |= happened([(n, p, q) for n, (p, q) in enumerate(asked) if isinstance(q, Happened)])
        found |= self.reacted([(n, p, q) for n, (p, q) in enumerate(asked) if isinstance(q, Reacted)])
        found |= self.done([(n, p, q) for n, (p, q) in enumerate(asked) if isinstance(q, Do)])
        return [found.get(n) for n in range(len(asked))]

    def holds(self, asked: Sequence[tuple[int, Person, Holds]]) -> dict[int, Any]:
        """Which rules hold: one question for each rule and day."""
        groups: dict[tuple[str, date], list[tuple[int, int]]] = defaultdict(list)
        for n, person, question in asked:
            rule = json.dumps(question.rule, sort_keys=True)
            groups[rule, question.at.astimezone(TOKYO).date()].append((n, person.customer_id))
        found: dict[int, Any] = {}
        for (rule, day), people in groups.items():
            inside = self.inside(json.loads(rule), day, [customer for _n, customer in people])
            found |= {n: inside if isinstance(inside, Failed) else customer in inside for n, customer in people}
        return found

    def inside(self, rule: Any, day: date, customers: Sequence[int]) -> set[int] | Failed:
        """Those of the customers of whom the rule holds. Raises what the engine raises of a rule that is broken."""
        return members(rule, day, customers)

    def reacted(self, asked: Sequence[tuple[int, Person, Reacted]]) -> dict[int, Any]:
        """When people first reacted to the message of a step, of whichever version sent it to them."""
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for n, person, question in asked:
            journey, _version = self.versions.get(person.entry_id, (0, 0))
            rows[question.reaction].append(
                {
                    "n": n,
                    "customer_id": person.customer_id,
                    "origin": f"journey:{journey}:%:{question.step}",
                    "occasion": str(person.number),
                    "after": question.after.isoformat(),
                    "until": question.until.isoformat(),
                }
            )
        found: dict[int, Any] = {}
        for reaction, questions in rows.items():
            found |= _pairs(_REACTED.format(column=_COLUMNS[reaction]), questions)
        return found

    def done(self, asked: Sequence[tuple[int, Person, Do]]) -> dict[int, Any]:
        """What was done: nothing here."""
        return {n: Done("done") for n, _person, _question in asked}


def members(rule: Any, day: date, customers: Sequence[int]) -> set[int]:
    """Those of the customers of whom the rule holds on that day."""
    return set(run.members(rule, as_of=day, among=sorted(set(customers))))


def happened(asked: Sequence[tuple[int, Person, Happened]]) -> dict[int, Any]:
    """When what was waited for happened, by the number of the question."""
    rows = [
        {
            "n": n,
            "customer_id": person.customer_id,
            "after": question.after.isoformat(),
            "until": question.until.isoformat(),
            "keys": ",".join(question.settings["keys"]),
            "shop_id": question.settings.get("shop"),
            "text": question.settings.get("text") or "",
        }
        for n, person, question in asked
    ]
    return _pairs(_HAPPENED, rows) if rows else {}


def _pairs(statement: str, rows: list[dict[str, Any]]) -> dict[int, Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows)])
        return dict(cursor.fetchall())


def perform_together(kind: Action, doings: Sequence[Doing]) -> list[Done | Failed]:
    """Do a step for many people in one savepoint; one after the other where that fails, so that all others go on."""
    if kind.perform_many and len(doings) > 1:
        try:
            with transaction.atomic():
                return list(resolve(kind.perform_many)(doings))
        except Exception:
            logger.warning("step kind %s is done one by one for %s people", kind.key, len(doings), exc_info=True)
    return [perform(kind, doing) for doing in doings]


def said_of(problem: JorenError) -> str:
    """A refusal with its remedy, as long as there is room for it."""
    return f"{problem} {problem.remedy_sentence}".strip()[:500]


def perform(kind: Action, doing: Doing) -> Done | Failed:
    """Do a step in a savepoint: whole, or not at all with the reason."""
    try:
        with transaction.atomic():
            done: Done = resolve(kind.perform)(doing)
            return done
    except JorenError as problem:
        return Failed(said_of(problem))
    except Exception as problem:
        # A fault of one action for one person must not keep the others waiting.
        logger.exception("step %s of %s failed for customer %s", doing.step, doing.origin, doing.customer_id)
        return Failed(f"{type(problem).__name__}: {problem}"[:500])
