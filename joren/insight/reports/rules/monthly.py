"""What a monthly report says: sentences chosen by rules from numbers. No Django, no clock, no words.

A sentence is a kind and its numbers; `joren.insight.reports.monthly.words` writes it in the language of the reader.
Amounts are `Decimal`, shares are of 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

SAME: Final = Decimal("0.005")
"""A change smaller than this share is no change."""
FELL: Final = Decimal("0.03")
"""A repeat rate that fell by this much (three points) asks for something."""
MOSTLY_NEW: Final = Decimal("0.5")
LEANS: Final = Decimal("0.3")
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: its kind and its numbers."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The sales of a period. `net` is sales less returns."""

    net: Decimal = Decimal(0)
    purchases: int = 0
    buyers: int = 0

    @property
    def average(self) -> Decimal | None:
        """Net sales a purchase; None without one."""
        return self.net / self.purchases if self.purchases else None


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who bought in a month, and who was lost in it. `opening`: customers before it."""

    new: int = 0
    repeat: int = 0
    returning: int = 0
    lost: int = 0
    opening: int = 0
    closing: int = 0

    @property
    def buyers(self) -> int:
        """Everybody who bought."""
        return self.new + self.repeat + self.returning

    @property
    def repeat_rate(self) -> Decimal | None:
        """The share of buyers who had bought before; None without buyers."""
        return Decimal(self.repeat + self.returning) / self.buyers if self.buyers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All numbers of a month. None: not known, or nothing to compare with."""

    running: bool = False
    sums: Sums = field(default_factory=Sums)
    before: Sums | None = None
    year_ago: Sums | None = None
    people: People = field(default_factory=People)
    people_before: People | None = None
    regulars: Mapping[str, int] | None = None
    products: tuple[Mapping[str, Any], ...] = ()
    shops: tuple[Mapping[str, Any], ...] = ()
    campaigns: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was bought, now or before."""
        return not self.sums.purchases and not self.sums.net and self.before is None and self.year_ago is None


def change(now: Decimal | int, before: Decimal | int) -> Decimal | None:
    """The change as a share of what was; None where that was nothing or below."""
    return (Decimal(now) - Decimal(before)) / Decimal(before) if before > 0 else None


def headline(figures: Figures) -> Said:
    """The month in one sentence."""
    if figures.is_empty:
        return Said("nothing_yet")
    sums, before = figures.sums, figures.before
    if not sums.purchases:
        return Said("down_to_zero", {"before": before.net}) if before and before.purchases else Said("no_purchases")
    if before is None:
        return Said("first_month", {"net": sums.net, "buyers": sums.buyers})
    return _compared("headline", sums.net, before.net)


def sections(figures: Figures) -> list[tuple[str, list[Said]]]:
    """The report: named parts with their sentences; a part with nothing to say is left out."""
    parts = [
        ("sales", _sales(figures)),
        ("customers", _customers(figures)),
        ("regulars", _regulars(figures)),
        ("products", _best("product", figures.products)),
        ("shops", _best("shop", figures.shops) if len(figures.shops) > 1 else []),
        ("campaigns", [Said("campaign", one) for one in figures.campaigns]),
        ("next", actions(figures)),
    ]
    return [(name, sentences) for name, sentences in parts if sentences]


def actions(figures: Figures) -> list[Said]:
    """What to do next, the most urgent first, three at most."""
    if figures.is_empty:
        return [Said("do_import")]
    return [said for said in _urgent(figures) if said][:_MOST] or [Said("do_nothing")]


def _urgent(figures: Figures) -> Iterable[Said | None]:
    people, before, regulars = figures.people, figures.people_before, figures.regulars
    if not figures.sums.purchases and figures.before and figures.before.purchases:
        yield Said("do_check")
    if regulars and regulars["lost"] > regulars["gained"]:
        yield Said("do_regulars", {"lost": regulars["lost"]})
    rate, old = people.repeat_rate, before.repeat_rate if before else None
    if rate is not None and old is not None and old - rate >= FELL:
        yield Said("do_second", {"points": (old - rate) * 100, "new": people.new})
    if people.lost > people.new + people.returning:
        yield Said("do_lost", {"lost": people.lost, "won": people.new + people.returning})
    if people.buyers and Decimal(people.new) / people.buyers >= MOSTLY_NEW:
        yield Said("do_thank", {"new": people.new})
    if figures.products and (figures.products[0]["share"] or 0) >= LEANS:
        yield Said("do_lean", {"name": figures.products[0]["name"], "share": figures.products[0]["share"]})


def _sales(figures: Figures) -> list[Said]:
    sums = figures.sums
    if figures.is_empty:
        return []
    said = [Said("running")] if figures.running else []
    if sums.purchases:
        told = {"net": sums.net, "purchases": sums.purchases, "buyers": sums.buyers, "average": sums.average}
        said.append(Said("sums", told))
    else:
        said.append(Said("zero"))
    for name, old in (("month", figures.before), ("year", figures.year_ago)):
        if old is not None:
            said.append(_compared(name, sums.net, old.net))
        elif sums.purchases:
            said.append(Said(f"{name}_unknown"))
    if figures.before and (cause := _cause(sums, figures.before)):
        said.append(cause)
    return said


def _cause(now: Sums, before: Sums) -> Said | None:
    """Whether the number of purchases or their average moved the sales more."""
    if now.average is None or before.average is None:
        return None
    number, average = change(now.purchases, before.purchases), change(now.average, before.average)
    if number is None or average is None or max(abs(number), abs(average)) < SAME:
        return None
    told = {"number": number, "average": average}
    return Said("by_number" if abs(number) >= abs(average) else "by_average", told)


def _compared(name: str, now: Decimal, before: Decimal) -> Said:
    share = change(now, before)
    told = {
        "net": now,
        "before": before,
        "difference": abs(now - before),
        "share": None if share is None else abs(share),
    }
    if share is None:
        return Said(f"{name}_from_nothing", told)
    if abs(share) < SAME:
        return Said(f"{name}_same", told)
    return Said(f"{name}_rose" if share > 0 else f"{name}_fell", told)


def _customers(figures: Figures) -> list[Said]:
    people, before = figures.people, figures.people_before
    if not people.buyers and not people.lost:
        return []
    said = []
    if people.buyers:
        told = {"buyers": people.buyers, "new": people.new, "repeat": people.repeat, "returning": people.returning}
        said.append(Said("buyers", told))
        said.append(_repeat(people.repeat_rate, before.repeat_rate if before else None))
    if figures.running:
        return said
    if people.lost:
        said.append(Said("lost", {"lost": people.lost, "opening": people.opening}))
    elif people.opening:
        said.append(Said("none_lost"))
    if people.opening or people.closing:
        said.append(Said("stock", {"opening": people.opening, "closing": people.closing}))
    return said


def _repeat(rate: Decimal | None, before: Decimal | None) -> Said:
    if rate is None or before is None:
        return Said("repeat", {"rate": rate})
    told = {"rate": rate, "before": before, "points": abs(rate - before) * 100}
    if abs(rate - before) < SAME:
        return Said("repeat_same", told)
    return Said("repeat_rose" if rate > before else "repeat_fell", told)


def _regulars(figures: Figures) -> list[Said]:
    found = figures.regulars
    if found is None:
        return [] if figures.is_empty else [Said("regulars_undefined")]
    if not found["number"] and not found["lost"]:
        return [Said("regulars_none")]
    kind = "regulars_same" if not found["gained"] and not found["lost"] else "regulars"
    return [Said(kind, dict(found))]


def _best(kind: str, rows: tuple[Mapping[str, Any], ...]) -> list[Said]:
    said = []
    for place, row in enumerate(rows[:_MOST], start=1):
        before = row.get("before")
        share = None if before is None else change(row["net"], before)
        told = {**row, "place": place, "change": share}
        said.append(Said(f"{kind}_new" if before is None or share is None else kind, told))
    return said
