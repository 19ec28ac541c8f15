"""What became of the people who stood there half a year ago: the chance of those who stand there now."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Final

from joren.segments.engine.run import Column, evaluate
from joren.segments.engine.tables import Own

from .evidence import ANCHORS
from .models import RegularDefinition
from .questions import FIRST
from .rules.chances import Chance, chance_of, chances, recency

BACK: Final = 180
"""So many days ago the people of the comparison are looked at, and today again."""
ENOUGH: Final = 20
"""Of fewer people of that time nothing is said."""
MOST_SIGNS: Final = 5
_SINCE: Final = "purchases.days_since_last"
_YEAR: Final = {"attribute": "purchases.count", "with": {"period": {"last_days": 365}}}


@dataclass(frozen=True, slots=True)
class Outlook:
    """Chances by class (one step away, has a sign, class of recency), of all, and how often a regular buys in a year
    (median)."""

    classes: Mapping[Hashable, Chance]
    whole: Chance | None
    per_year: Decimal

    def share(self, name: Hashable) -> float | None:
        """The chance of a class; None where too few were seen to say anything."""
        if self.whole is None or self.whole.people < ENOUGH:
            return None
        found = chance_of(self.classes, self.whole, name)
        return found.share if found else None


def signs_of(finding: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """The reasons that mark regulars and stand for themselves, as signs; the strongest few."""
    found = [fact for fact in (finding or {}).get("factors", ()) if fact["stands"] and fact["finding"] == "more"]
    return [fact for fact in found if fact.get("point", FIRST) == FIRST][:MOST_SIGNS]


def holders(definition: RegularDefinition, signs: Sequence[Mapping[str, Any]], day: date) -> dict[int, tuple[int, ...]]:
    """Who is no regular and has which of the signs, each as known by its own day after the first purchase."""
    if not signs:
        return {}
    columns = [Column("regular", definition.rule)]
    columns += [Column(f"s{place}", sign["rule"], _then(sign)) for place, sign in enumerate(signs)]
    found = {}
    for pk, regular, *has in evaluate(columns, as_of=day).rows():
        if not regular and any(has):
            found[pk] = tuple(place for place, one in enumerate(has) if one)
    return found


def outlook(
    definition: RegularDefinition, near: dict[str, Any] | None, signs: Sequence[Mapping[str, Any]], day: date
) -> Outlook:
    """Look back `BACK` days: who was one step away or had a sign then, and is a regular now."""
    then = day - timedelta(days=BACK)
    columns = [
        Column("now", definition.rule), Column("year", _YEAR), Column("was", definition.rule, then),
        Column("since", _SINCE, then), Column("first", ANCHORS[FIRST], then),
    ]  # fmt: skip
    if near:
        columns.append(Column("near", near, then))
    having = _held(definition, signs, day)
    seen: list[tuple[Hashable, bool]] = []
    a_year: list[int] = []
    for pk, now, year, was, since, first, *rest in evaluate(columns, as_of=day).rows():
        if now:
            a_year.append(int(year))
        if was or first is None:
            continue
        has_sign = any(first + timedelta(days=days) <= then for days in having.get(pk, ()))
        is_near = bool(rest and rest[0])
        if is_near or has_sign:
            seen.append(((is_near, has_sign, recency(None if since is None else int(since))), bool(now)))
    classes, whole = chances(seen)
    return Outlook(classes, whole, Decimal(str(median(a_year))) if a_year else Decimal(0))


def _held(definition: RegularDefinition, signs: Sequence[Mapping[str, Any]], day: date) -> dict[int, tuple[int, ...]]:
    """Who has which sign, regular or not: for each the days after the first purchase by which it was known."""
    if not signs:
        return {}
    columns = [Column(f"s{place}", sign["rule"], _then(sign)) for place, sign in enumerate(signs)]
    rows = evaluate(columns, as_of=day).rows()
    return {
        pk: tuple(sign["days"] for sign, one in zip(signs, has, strict=True) if one) for pk, *has in rows if any(has)
    }


def _then(sign: Mapping[str, Any]) -> Own:
    return Own(ANCHORS[FIRST], sign["days"], complete=False)
