"""The questions put to the early time of every customer: made from the catalogue, never written by hand.

Every attribute flagged `early` yields facts: a count narrowed by what, where and when of the first purchase; numbers
cut at round values; choices; yes and no. A question says the day by which it can be answered (days after the first
purchase), so that nobody is asked about what came later.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Parameter, ParameterType
from joren.foundation.time.bands import TIME_BANDS
from joren.record.customers.models import Tag
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.segments.catalogue.parameters import options_of
from joren.segments.catalogue.queries import Catalogue
from joren.segments.mirror.columns import fact_tables

from .reach import grows
from .rules import thresholds
from .rules.disguise import Shape

FEWEST: Final = 30
MOST_QUESTIONS: Final = 600
"""More are not asked: each costs a pass over the facts, and each makes the bound of chance stricter for all."""
_NEVER: Final = ("loyalty.", "segment.", "predictions.")
"""Rooms whose answers are made of the whole history, whatever day they are asked for: never known early."""
MONTH: Final = 30
MOST_OPTIONS: Final = 120
UNKNOWN: Final = "unknown"
_SECOND: Final = "purchases.days_to_second"
FIRST, SECOND = "first", "second"
"""From what day on a customer is observed: the first purchase, or the second one."""
_NUMBERS: Final = (AttributeType.NUMBER, AttributeType.MONEY, AttributeType.DAYS)
_TEXTS: Final = (AttributeType.CHOICE, AttributeType.TEXT)


@dataclass(frozen=True, slots=True)
class Question:
    """One fact asked of everybody. `days`: known so many days after the first purchase; `among`: the rule of those of
    whom it is known at all (None: of everybody). `value` and `parameter` are for the sentence."""

    attribute: str
    shape: Shape
    days: int
    rule: Mapping[str, Any] = field(hash=False)
    value: Any = None
    parameter: str = ""
    words: str = ""
    """The name of the shop, category … as the data writes it."""
    among: Mapping[str, Any] | None = field(default=None, hash=False)

    @property
    def key(self) -> str:
        """A name that stays the same while the question does."""
        parts = (self.attribute, self.shape.value, self.parameter, str(self.value), str(self.days))
        return "|".join(parts)

    @property
    def family(self) -> str:
        """The same for cuts of one number at different places and days; "" for other facts."""
        return self.attribute if self.shape is Shape.AT_LEAST else ""

    def told(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self) | {"key": self.key, "shape": self.shape.value, "rule": dict(self.rule)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Values to be seen before questions can be asked: the answers of `attribute` so many days after the start."""

    attribute: Attribute
    days: int

    @property
    def name(self) -> str:
        """A column name."""
        return f"{self.attribute.key}@{self.days}"


def values_wanted(catalogue: Catalogue, window: int) -> list[Wanted]:
    """What to look at first: numbers to be cut, choices to be told apart."""
    return [
        Wanted(attribute, days)
        for attribute in early(catalogue)
        if attribute.type in (*_NUMBERS, *_TEXTS)
        and attribute.key != _SECOND
        and not any(parameter.required for parameter in attribute.parameters)
        for days in (_moments(attribute, window))
    ]


def questions(catalogue: Catalogue, window: int, seen: Mapping[str, Sequence[Any]]) -> tuple[list[Question], int]:
    """The questions, and how many more there would be. `seen`: for each of `values_wanted` the answers, one per
    person. `window` 0: only what is known on the very day.

    Of more than `MOST_QUESTIONS` each attribute gives its first, then its second …: no attribute crowds out another,
    and the choice does not look at who became a regular.
    """
    by_attribute = [list(_second_purchase(catalogue, window))]
    for attribute in early(catalogue):
        plain = not any(parameter.required for parameter in attribute.parameters)
        told = list(_plain(attribute, window, seen)) if plain else []
        by_attribute.append([*_narrowed(attribute, window), *told])
    turns = (question for turn in zip_longest(*by_attribute) for question in turn if question)
    found = list({question.key: question for question in turns}.values())
    return found[:MOST_QUESTIONS], max(0, len(found) - MOST_QUESTIONS)


def early(catalogue: Catalogue) -> list[Attribute]:
    """The attributes that may be reasons."""
    return [
        attribute
        for attribute in catalogue.attributes.values()
        if attribute.early and not attribute.key.startswith(_NEVER)
    ]


def known_by_then(question: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """The fact as a rule for anybody at any time: narrowed to the days after the first purchase where facts have days.

    `question` as `Question.told` writes it. Of an attribute without a period the rule is asked of today.
    """
    attribute = catalogue.attributes.get(question["attribute"])
    period = next((p for p in attribute.parameters if p.type is ParameterType.PERIOD), None) if attribute else None
    rule = dict(question["rule"])
    if period is None or question.get("point") == SECOND:
        return rule
    return rule | {"with": {**rule.get("with", {}), period.key: {"first_days": question["days"] + 1}}}


def _dated(attribute: Attribute) -> bool:
    """Whether its answer grows with time from dated facts (the customer's own fields are the same at all times)."""
    source = attribute.source
    return isinstance(source, Aggregate) and bool(fact_tables()[source.table].date)


def _moments(attribute: Attribute, window: int) -> list[int]:
    later = [days for days in (MONTH, window) if days <= window]
    return list(dict.fromkeys([0, *later])) if _dated(attribute) and grows(attribute) else [0]


def _second_purchase(catalogue: Catalogue, window: int) -> Iterator[Question]:
    attribute = catalogue.attributes.get(_SECOND)
    if attribute and attribute.early:
        days = min(MONTH, window) if window else MONTH
        known = min(days, window)
        yield Question(attribute.key, Shape.AT_MOST, known, _leaf(attribute, "at_most", days), value=days)


def _plain(attribute: Attribute, window: int, seen: Mapping[str, Sequence[Any]]) -> Iterator[Question]:
    if attribute.type is AttributeType.BOOLEAN:
        yield Question(attribute.key, Shape.TRUE, 0, _leaf(attribute, "is", True))
    elif attribute.type in _TEXTS:
        yield from _choices(attribute, seen[Wanted(attribute, 0).name])
    elif attribute.type in _NUMBERS and attribute.key != _SECOND:
        for days in _moments(attribute, window):
            yield from _cuts(attribute, days, seen[Wanted(attribute, days).name])


def _choices(attribute: Attribute, answers: Sequence[Any]) -> Iterator[Question]:
    counts: dict[str, int] = {}
    for answer in answers:
        if answer not in (None, "", UNKNOWN):
            counts[answer] = counts.get(answer, 0) + 1
    known = sum(counts.values())
    among = {"all": [_leaf(attribute, "is_known"), {"not": _leaf(attribute, "is", UNKNOWN)}]}
    if UNKNOWN not in {option.value for option in attribute.options} and attribute.type is AttributeType.CHOICE:
        among = _leaf(attribute, "is_known")
    frequent = sorted((name for name in counts if FEWEST <= counts[name] <= known - FEWEST), key=lambda n: -counts[n])
    for name in frequent[:MOST_OPTIONS]:
        yield Question(attribute.key, Shape.IS, 0, _leaf(attribute, "is", name), value=name, among=among)


def _cuts(attribute: Attribute, days: int, answers: Sequence[Any]) -> Iterator[Question]:
    known = [Decimal(str(answer)) for answer in answers if answer is not None]
    number = 1 if days == 0 and _dated(attribute) else 3
    among = None if grows(attribute) else _leaf(attribute, "is_known")
    for cut in thresholds(known, number=number, minimum=FEWEST):
        value = int(cut) if cut == cut.to_integral_value() else float(cut)
        yield Question(attribute.key, Shape.AT_LEAST, days, _leaf(attribute, "at_least", value), value, among=among)


def _narrowed(attribute: Attribute, window: int) -> Iterator[Question]:
    if attribute.type is AttributeType.BOOLEAN:
        op: tuple[str, Any] = ("is", True)
    elif attribute.type is AttributeType.NUMBER and grows(attribute) and _dated(attribute):
        op = ("at_least", 1)
    else:
        return
    shape = Shape.TRUE if attribute.type is AttributeType.BOOLEAN else Shape.HOW
    for parameter in attribute.parameters:
        later = [MONTH] if parameter.type is ParameterType.CATEGORY and window >= MONTH else []
        for value, words in _options(parameter):
            rule = _leaf(attribute, op[0], op[1], {parameter.key: value})
            for days in (0, *later):
                yield Question(attribute.key, shape, days, rule, value, parameter.type.value, words)


def _options(parameter: Parameter) -> list[tuple[Any, str]]:
    """What a parameter may be narrowed to, with the name the data gives it; nothing where there are too many."""
    find = _OPTIONS.get(parameter.type)
    if find is None and parameter.type not in _NOT_NARROWED:
        return _few((value, str(label)) for value, label in options_of(parameter.type) or ())
    return _few(find()) if find else []


_NOT_NARROWED: Final = frozenset(
    kind for kind in ParameterType if kind.value in {"period", "purpose", "campaign", "segment"}
)
_OPTIONS: Final[dict[ParameterType, Callable[[], Iterable[tuple[Any, str]]]]] = {
    ParameterType.SHOP: lambda: Shop.objects.order_by("code").values_list("code", "name"),
    ParameterType.CATEGORY: lambda: Category.objects.order_by("path").values_list("code", "name"),
    ParameterType.PRODUCT: lambda: Product.objects.order_by("code").values_list("code", "name"),
    ParameterType.TAG: lambda: ((name, name) for name in Tag.objects.values_list("name", flat=True)),
    ParameterType.TIME_BAND: lambda: ((band.key, "") for band in TIME_BANDS),
    ParameterType.WEEKDAY: lambda: ((day, "") for day in range(1, 8)),
    ParameterType.CHANNEL: lambda: ((value, "") for value, _label in options_of(ParameterType.CHANNEL) or ()),
}


def _few(options: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    found = list(options)
    return found if 1 < len(found) <= MOST_OPTIONS else []


def _leaf(attribute: Attribute, op: str, value: Any = None, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    leaf: dict[str, Any] = {"attribute": attribute.key}
    if given:
        leaf["with"] = dict(given)
    return leaf | {"op": op} | ({} if value is None else {"value": value})
