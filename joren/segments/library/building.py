"""What a draft comes to: the rule it is, its sentence, how many people, some of them, and why somebody is in or out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from joren.foundation.accounts.models import Staff
from joren.foundation.errors import JorenError
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to, find, search
from joren.segments.catalogue.binding import BoundRule, bind_rule
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.hints import hints_of
from joren.segments.catalogue.problems import RuleProblem
from joren.segments.catalogue.queries import Catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine import run

from .draft import ROOT, Node, to_rule
from .reach import Reached, reach_of
from .references import unfolded

EXAMPLES: Final = 10
HITS: Final = 8


@dataclass(frozen=True, slots=True)
class Result:
    """What the draft comes to: a sentence, how many and some of them; or why it cannot be asked yet."""

    sentence: str = ""
    count: int | None = None
    people: Sequence[Customer] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Whom somebody looked for, and why that person is in or out."""

    who: str = ""
    hits: Sequence[Customer] | None = None
    person: Customer | None = None
    answer: run.Explanation | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The draft as read: the bound rule if it is one, and the problems by the address of the node they belong to.

    `advice`: what is odd about a rule that is none the less right, by address.
    """

    rule: BoundRule | None
    problems: dict[str, list[RuleProblem]] = field(default_factory=dict)
    advice: dict[str, list[RuleProblem]] = field(default_factory=dict)


def rule_of(draft: Node) -> dict[str, Any]:
    """The rule as it is saved, its lists with all their values."""
    return unfolded(to_rule(draft)[0])


def read_draft(draft: Node, known: Catalogue) -> Reading:
    """Read and bind the draft."""
    rule, places = to_rule(draft)
    try:
        bound = bind_rule(read_rule(unfolded(rule), known), known)
        return Reading(bound, advice=_by_node(hints_of(bound), places))
    except InvalidRule as broken:
        return Reading(None, _by_node(broken.problems, places))


def _by_node(problems: Iterable[RuleProblem], places: dict[str, str]) -> dict[str, list[RuleProblem]]:
    found: dict[str, list[RuleProblem]] = {}
    for problem in problems:
        found.setdefault(_place(problem.path, places), []).append(problem)
    return found


def result_of(bound: BoundRule | None, staff: Staff) -> Result:
    """Ask the engine; what it refuses is told, not raised."""
    if bound is None:
        return Result()
    said = rule_sentence(bound)
    try:
        number, ids = run.sample(bound, EXAMPLES)
    except JorenError as problem:
        return Result(said, trouble=f"{problem} {problem.remedy_sentence}")
    people = customers_visible_to(staff).filter(pk__in=ids).order_by("-pk")
    return Result(said, number, list(people))


def reach(bound: BoundRule | None) -> list[Reached]:
    """How many each channel reaches; none where the rule cannot be asked."""
    try:
        return reach_of(bound) if bound is not None else []
    except JorenError:
        return []  # the result tells it


def why(bound: BoundRule | None, who: str, person: str, staff: Staff) -> Why:
    """The hits of a search, or the answer for the chosen person."""
    if not person:
        return Why(who, list(search(staff, who)[:HITS]) if who else None)
    try:
        customer = find(f"id:{person}", staff)
        return Why(who, None, customer, run.why(bound, customer.pk) if bound is not None else None)
    except JorenError as problem:
        return Why(who, trouble=str(problem))


def _place(path: str, places: dict[str, str]) -> str:
    """The node a problem's path leads to: the longest known place it begins with."""
    best = max(
        (known for known in places if path == known or path.startswith((f"{known}.", f"{known}["))), key=len, default=""
    )
    return places.get(best, ROOT)
