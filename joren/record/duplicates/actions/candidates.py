"""Writing down the pairs that were found. What people decided stays."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from joren.record.duplicates.models import Decision
from joren.record.duplicates.rules.evidence import Evidence

_WRITE: Final = """
INSERT INTO duplicates_candidate
    (first_id, second_id, probability, band, suggests, evidence, state, found_at, checked_at, decided_by_id, decided_at)
SELECT f.first, f.second, f.probability, f.band, f.suggests, f.evidence::jsonb, coalesce(d.verdict, 'open'),
       %(at)s, %(at)s, d.decided_by_id, d.decided_at
FROM unnest(%(first)s::bigint[], %(second)s::bigint[], %(probability)s::float8[], %(band)s::text[],
            %(suggests)s::text[], %(evidence)s::text[], %(decision)s::bigint[])
     AS f (first, second, probability, band, suggests, evidence, decision)
JOIN customers_customer one ON one.id = f.first JOIN customers_customer other ON other.id = f.second
LEFT JOIN duplicates_decision d ON d.id = f.decision
ON CONFLICT (first_id, second_id) DO UPDATE SET
    probability = excluded.probability, band = excluded.band, suggests = excluded.suggests,
    evidence = excluded.evidence, checked_at = excluded.checked_at, state = excluded.state,
    decided_by_id = excluded.decided_by_id, decided_at = excluded.decided_at
WHERE duplicates_candidate.state = 'open'
"""
_MARKS: Final = "SELECT customer_id, marks FROM duplicates_matchprofile WHERE customer_id = ANY(%s::bigint[])"

Scored = tuple[int, int, float, str, str, Sequence[Evidence]]


class Decisions:
    """What was decided before, by the marks of the people it was decided of."""

    def __init__(self) -> None:
        self._sides: dict[int, set[tuple[int, bool]]] = {}
        for key, first, second in Decision.objects.order_by("pk").values_list("pk", "first_marks", "second_marks"):
            for marks, side in ((first, False), (second, True)):
                for mark in marks:
                    self._sides.setdefault(mark, set()).add((key, side))

    def of(self, first: Iterable[int], second: Iterable[int]) -> int | None:
        """The newest decision about two people with these marks."""
        one, other = self._all(first), self._all(second)
        return max((key for key, side in one if (key, not side) in other), default=None)

    def of_pairs(self, pairs: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], int | None]:
        """The decision about each of the pairs of customers that has one."""
        if not self._sides:
            return {}
        pairs = list(pairs)
        with connection.cursor() as cursor:
            cursor.execute(_MARKS, [sorted({key for pair in pairs for key in pair})])
            marks: dict[int, list[int]] = dict(cursor.fetchall())
        return {(a, b): self.of(marks.get(a, ()), marks.get(b, ())) for a, b in pairs}

    def _all(self, marks: Iterable[int]) -> set[tuple[int, bool]]:
        return set().union(*(self._sides.get(mark, set()) for mark in marks))


def write(scored: Sequence[Scored], decisions: Decisions, at: datetime) -> None:
    """Keep these pairs: new ones, and known ones nobody has decided about. Safe to repeat."""
    if not scored:
        return
    known = decisions.of_pairs((first, second) for first, second, *_rest in scored)
    columns = list(zip(*scored, strict=True))
    values: dict[str, Any] = {
        "first": list(columns[0]),
        "second": list(columns[1]),
        "probability": list(columns[2]),
        "band": list(columns[3]),
        "suggests": list(columns[4]),
        "evidence": [json.dumps(told(evidence), ensure_ascii=False) for evidence in columns[5]],
        "decision": [known.get((first, second)) for first, second, *_rest in scored],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def told(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    """Evidence as it is kept and given to programs."""
    return [item._asdict() for item in evidence]
