"""Who is in a row of the RFM report, as a rule over the catalogue.

A score is a range of days, purchases or amounts: with the business's own cut points these, with fifths what they
come to on the day. Days since the last purchase are kept as days, so that a segment made of it stays what it is called.
"""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from joren.insight.reports.reading import Facts

from .buyers import People, Rule, both, bought, leaf, opened, period
from .rfm import AXES, SCORES, Asked, asked, bounds, moved, scored
from .rfm_groups import GROUPS, NOT_YET

Span = tuple[int, int]
_ROW = re.compile(r"(?:r([1-5]))?(?:f([1-5]))?(?:m([1-5]))?")
_BEST, _WORST = SCORES[0], SCORES[-1]


def of_row(staff: Any, row: str, **given: Any) -> People:
    """A cell ("r5f4", "r5f4m1"), a score ("m5"), a group ("champions") or a move ("champions.at_risk")."""
    ask, facts = asked(given), Facts()
    values = ask.values | {"end": ask.as_of}
    if "." in row and ask.since:
        before, after = row.split(".", 1)
        if before not in (*GROUPS, NOT_YET) or after not in GROUPS:
            raise LookupError(row)
        ids = f"SELECT person FROM ({moved(ask)}) AS moved WHERE before = '{before}' AND after = '{after}'"  # noqa: S608
        return opened(facts, _moved_rule(facts, ask, before, after), ids, values)
    spans = _spans(row)
    where = " AND ".join(f"{axis} BETWEEN {low} AND {high}" for axis, (low, high) in spans.items())
    ids = f"SELECT person FROM ({scored(ask)}) AS scored WHERE {where}"  # noqa: S608
    return opened(facts, _rule(facts, ask, spans, "as_of"), ids, values)


def _spans(row: str) -> dict[str, Span]:
    """The scores a row stands for, by axis."""
    if row in GROUPS:
        return {"r": GROUPS[row].r, "f": GROUPS[row].f}
    found = _ROW.fullmatch(row)
    if not row or not found:
        raise LookupError(row)
    return {axis: (int(score), int(score)) for axis, score in zip(AXES, found.groups(), strict=True) if score}


def _moved_rule(facts: Facts, ask: Asked, before: str, after: str) -> Rule | None:
    later = _rule(facts, ask, _spans(after), "as_of")
    if before == NOT_YET:
        return both(later, {"not": bought(period(ask.values, "since"))})
    return both(later, _rule(facts, ask, _spans(before), "since"))


def _rule(facts: Facts, ask: Asked, spans: dict[str, Span], day: str) -> Rule:
    known = {(row["axis"], row["score"]): row for row in bounds(facts, ask, day)}
    during = period(ask.values, day) if day == "since" else _since(ask)
    parts: list[Rule] = []
    for axis, (low, high) in spans.items():
        rows = [known[axis, score] for score in range(low, high + 1) if (axis, score) in known]
        if not rows:
            raise LookupError(axis)
        least, most = _limits(ask, axis, (low, high), rows)
        parts += _leaves(ask, axis, least, most, during, day)
    return both(bought(during), *parts)


def _since(ask: Asked) -> dict[str, Any]:
    """Up to the day asked for nothing need be said, so that the segment goes on with the days."""
    first = period({"start": ask.start, "end": ask.as_of})["period"]
    return {"period": {"from": first["from"]}} if "from" in first else {}


def _limits(ask: Asked, axis: str, span: Span, rows: list[dict[str, Any]]) -> tuple[Any, Any]:
    """The smallest and the largest value of these scores, both inside; None where the scores are open to that side."""
    least, most = min(row["least"] for row in rows), max(row["most"] for row in rows)
    low, high = (_WORST + _BEST - span[1], _WORST + _BEST - span[0]) if axis == "r" else span
    step = Decimal("0.01") if axis == "m" else 1
    if cuts := ask.cuts[axis]:
        inside = step if axis == "r" else 0
        least = None if low == _WORST else cuts[low - 2] + inside
        most = None if high == _BEST else cuts[high - 1] - (0 if axis == "r" else step)
    return (None if low == _WORST else least), (None if high == _BEST else most)


def _leaves(ask: Asked, axis: str, least: Any, most: Any, during: dict[str, Any], day: str) -> list[Rule]:
    if axis == "r" and day == "since":
        earlier = ask.values["since"]
        first, last = (None if days is None else earlier - timedelta(days=int(days)) for days in (most, least))
        return _compared("purchases.last_on", first, last, during, ("on_or_after", "on_or_before"))
    if axis in ("r", "f"):
        least, most = (None if end is None else int(end) for end in (least, most))
    name = {"r": "purchases.days_since_last", "f": "purchases.count", "m": "purchases.amount"}[axis]
    return _compared(name, least, most, during, ("at_least", "at_most"))


def _compared(name: str, least: Any, most: Any, during: dict[str, Any], ops: tuple[str, str]) -> list[Rule]:
    ends = ((ops[0], least), (ops[1], most))
    return [leaf(name, op, value, during) for op, value in ends if value is not None]
