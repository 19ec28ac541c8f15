"""One question to one engine: what is needed before it can be compiled, and compiling it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final

from joren.foundation.japanese.folding import fold
from joren.foundation.time import clock
from joren.segments.catalogue.binding import BoundLeaf, BoundRule, BoundUse, bind_rule, bind_use
from joren.segments.catalogue.operators import Operator
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.reading import read_rule, read_use
from joren.segments.catalogue.tree import All, AnyOf, InSegment, Leaf, Not, Rule, Use

from .compiler import Compiler, Query
from .engines import Engine, engine_for_rule
from .errors import DayOutOfRange
from .moments import Moment

RuleLike = Rule | BoundRule | Mapping[str, Any]
"""A rule in any form: as JSON, as read, as bound."""
UseLike = Use | BoundUse | Mapping[str, Any] | str
"""An attribute in any form: its key, as JSON with parameters, as read, as bound."""

_FOLDED_TEST: Final[dict[Operator, Callable[[str, str], bool]]] = {
    Operator.CONTAINS: lambda text, part: part in text,
    Operator.STARTS_WITH: lambda text, part: text.startswith(part),
}

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""The days a question may be asked for."""


class Asking:
    """A question being put together: one catalogue, one day, one engine, one state of the facts."""

    def __init__(
        self, *, as_of: date | None = None, ids: Sequence[int] | None = None, engine: Engine | None = None
    ) -> None:
        """Raises `DayOutOfRange`."""
        if engine is not None:
            self.engine = engine
        self.as_of = sensible(as_of or clock.today())
        self.ids = ids
        self._matches: dict[tuple[BoundUse, Moment, Operator, Any], list[str]] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """What can be known, read once."""
        return catalogue()

    @cached_property
    def engine(self) -> Engine:
        """Opened after the rule is known to be good."""
        return engine_for_rule(None if self.ids is None else len(self.ids))

    def rule(self, rule: RuleLike) -> BoundRule:
        """The rule bound to what is there now; raises `InvalidRule`."""
        if isinstance(rule, Mapping):
            rule = read_rule(rule, self.catalogue)
        if isinstance(rule, Leaf | InSegment | All | AnyOf | Not):
            return bind_rule(rule, self.catalogue)
        return rule

    def use(self, use: UseLike) -> BoundUse:
        """The attribute bound to what is there now; raises `InvalidRule`."""
        if isinstance(use, str | Mapping):
            use = read_use(use, self.catalogue)
        return bind_use(use, self.catalogue) if isinstance(use, Use) else use

    def compiler(self) -> Compiler:
        """A new query about these customers as of this day."""
        engine = self.engine
        return Compiler(engine.dialect, self.as_of, ids=self.ids, matching=self._matching, ready=engine.ready)

    def rows(self, query: Query) -> list[Any]:
        """Run it."""
        return self.engine.rows(query.sql, query.values)

    def _matching(self, leaf: BoundLeaf, moment: Moment) -> list[str]:
        """The texts there are that the leaf's folded comparison is true for.

        Folding is Python's (one definition for search, imports and segments), so the engine is asked for the
        different texts first.
        """
        key = (leaf.use, moment, leaf.leaf.op, leaf.leaf.value)
        if key not in self._matches:
            part, test = fold(str(leaf.leaf.value)), _FOLDED_TEST[leaf.leaf.op]
            texts = self._texts(leaf.use, moment) if part else []
            self._matches[key] = [text for text in texts if test(fold(text), part)]
        return self._matches[key]

    def _texts(self, use: BoundUse, moment: Moment) -> list[str]:
        compiler = self.compiler()
        answer = compiler.answer(use, moment)
        query = compiler.query([f"DISTINCT {answer}"], where=[f"{answer} IS NOT NULL"])
        return [row[0] for row in self.rows(query)]


def sensible(day: date) -> date:
    """The day itself. Raises `DayOutOfRange` for one that no calendar of a shop has."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DayOutOfRange(day=day.isoformat(), first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat())
    return day
