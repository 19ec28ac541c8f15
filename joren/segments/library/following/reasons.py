"""Because of what somebody entered or left, as plain data that is kept and told in any language.

``{"kind": …}``: "first" (was in when following began), "definition" (the rule of `segment` became `version`),
"leaves" (comparisons that answer differently), "registered" (was no customer before), "record" (the facts of before are
not kept, so what they said is not known), "removed", "archived". `leaves` lists ``{"leaf", "old", "new", "by"}``: the
comparison as JSON, its answer before and now, and whether time alone did it ("time"), a fact ("fact") or that is not
known ("").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from joren.segments.catalogue.binding import BoundLeaf, BoundRule
from joren.segments.catalogue.tree import plain, to_json
from joren.segments.engine.asking import Asking
from joren.segments.engine.engines import Engine

Because = dict[str, Any]
FIRST: Final[Because] = {"kind": "first"}
ARCHIVED: Final[Because] = {"kind": "archived"}
CHUNK: Final = 5_000
_LONGEST_LIST: Final = 20

Answers = dict[int, list[tuple[Any, bool]]]
"""By customer: answer and whether it was met, for each leaf. Who is not there (yet) is absent."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a run compares with: the engine of the run before (None when its files are gone) and its day."""

    engine: Engine | None
    day: date


def because(rule: BoundRule, ids: Sequence[int], *, entering: bool, day: date, engine: Engine, before: Before) -> Any:
    """Yield (customer id, reason) for people who entered or left under the same rule."""
    leaves = list(_leaves(rule, True))
    for start in range(0, len(ids), CHUNK):
        some = list(ids[start : start + CHUNK])
        now = _answers(leaves, some, day, engine)
        then = _answers(leaves, some, before.day, before.engine or engine)
        between = _between(leaves, some, day, before, then)
        for customer in some:
            yield customer, _reason(customer, leaves, entering, now, then, between, known=before.engine is not None)


def definition(old: Mapping[str, int], new: Mapping[str, int]) -> Because:
    """That a rule became another: the segment's own before one inside it."""
    changed = next(key for key in (*new, *old) if old.get(key) != new.get(key))
    return {"kind": "definition", "segment": changed, "version": new.get(changed, 0)}


def _between(leaves: list["_Leaf"], ids: list[int], day: date, before: Before, then: Answers) -> Answers | None:
    """What the facts of before would have said today: where that is what is said now, time alone did it."""
    if before.engine is None:
        return None
    return then if day == before.day else _answers(leaves, ids, day, before.engine)


@dataclass(frozen=True, slots=True)
class _Leaf:
    bound: BoundLeaf
    positive: bool
    """Whether being true speaks for membership: false under an odd number of nots."""


def _leaves(rule: BoundRule, positive: bool) -> Iterator[_Leaf]:
    if isinstance(rule, BoundLeaf):
        yield _Leaf(rule, positive)
        return
    for part in rule.parts:
        yield from _leaves(part, positive != (rule.kind == "not"))


def _answers(leaves: list[_Leaf], ids: list[int], day: date, engine: Engine) -> Answers:
    asking = Asking(as_of=day, ids=ids, engine=engine)
    compiler = asking.compiler()
    select = [text for leaf in leaves for text in (compiler.answer(leaf.bound.use), compiler.holds(leaf.bound))]
    rows = asking.rows(compiler.query(["c.id", *select]))
    return {row[0]: list(zip(row[1::2], row[2::2], strict=True)) for row in rows}


def _reason(
    customer: int,
    leaves: list[_Leaf],
    entering: bool,
    now: Answers,
    then: Answers,
    between: Answers | None,
    *,
    known: bool,
) -> Because:
    if customer not in now:
        return {"kind": "removed"}
    if customer not in then:
        return {"kind": "registered", "leaves": list(_decisive(leaves, entering, now[customer]))}
    told = []
    aside = between.get(customer) if between else None
    for number, leaf in enumerate(leaves):
        (old, was), (new, met) = then[customer][number], now[customer][number]
        if was == met or (met == leaf.positive) != entering:
            continue
        by = "" if not known else "time" if aside and aside[number][1] == met else "fact"
        told.append(_told(leaf, new, by) | {"old": plain(old)})
    if told:
        return {"kind": "leaves", "leaves": told}
    return {"kind": "record", "leaves": list(_decisive(leaves, entering, now[customer]))}


def _decisive(leaves: list[_Leaf], entering: bool, answers: list[tuple[Any, bool]]) -> Iterator[Because]:
    """The comparisons that speak for what happened, with their answers now."""
    for leaf, (answer, met) in zip(leaves, answers, strict=True):
        if (met == leaf.positive) == entering:
            yield _told(leaf, answer, "")


def _told(leaf: _Leaf, answer: Any, by: str) -> Because:
    return {"leaf": _short(to_json(leaf.bound.leaf)), "is": leaf.positive, "new": plain(answer), "by": by}


def _short(leaf: dict[str, Any]) -> dict[str, Any]:
    """A list of a million customers is not told again beside each of them: then the attribute alone is."""
    value = leaf.get("value")
    if isinstance(value, list) and len(value) > _LONGEST_LIST:
        return {name: leaf[name] for name in ("attribute", "with") if name in leaf}
    return leaf
