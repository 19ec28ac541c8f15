"""Two definitions side by side: who is in both, who in one only, and what they bring."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from joren.foundation.time import clock
from joren.segments.engine.run import Column, evaluate

from .models import RegularDefinition
from .queries import AMOUNT

PARTS = ("both", "first", "second")


@dataclass(frozen=True, slots=True)
class Part:
    """Some people of two definitions: how many, what they ever paid, the share of all sales (None without sales), and
    the rule that is them."""

    key: str
    people: int
    amount: Decimal
    share: float | None
    rule: dict[str, Any]


def compare(first: RegularDefinition, second: RegularDefinition, *, as_of: date | None = None) -> list[Part]:
    """Who is in both, only in the first, only in the second. Raises `InvalidRule`."""
    rules = rules_of(first, second)
    columns = [Column("amount", AMOUNT), *(Column(key, rule) for key, rule in rules.items())]
    table = evaluate(columns, as_of=as_of or clock.today())
    return [_part(key, rules[key], *table.totals("amount", key)) for key in PARTS]


def rules_of(first: RegularDefinition, second: RegularDefinition) -> dict[str, dict[str, Any]]:
    """The three parts as rules."""
    one, other = dict(first.rule), dict(second.rule)
    return {
        "both": {"all": [one, other]},
        "first": {"all": [one, {"not": other}]},
        "second": {"all": [other, {"not": one}]},
    }


def _part(key: str, rule: dict[str, Any], _people: int, inside: int, sales: Any, theirs: Any) -> Part:
    whole, part = Decimal(sales), Decimal(theirs)
    return Part(key, inside, part, float(part / whole) if whole > 0 else None, rule)
