"""Why a customer is in or out of a rule: the rule as a tree, each comparison with the answer it met."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from joren.segments.catalogue.binding import BoundGroup, BoundLeaf, BoundRule, bound_leaves
from joren.segments.catalogue.sentences import answer_words, rule_sentence
from joren.segments.catalogue.tree import plain

from .asking import Asking, RuleLike
from .errors import UnknownCustomer

_MOST_SHOWN: Final = 1_000
"""Values of a long list that are told as the target."""
Kind = Literal["all", "any", "not", "segment", "leaf", "absent"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One node. `met`: whether it is true for the customer. Only a leaf has an attribute, an answer and a target."""

    met: bool
    kind: Kind
    sentence: str
    path: str = ""
    attribute: str = ""
    op: str = ""
    actual: Any = None
    actual_words: str = ""
    target: Any = None
    parts: tuple["Explanation", ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The shape of the API and ``--json``: leaves carry actual and target, groups their parts."""
        said = {"met": self.met, "kind": self.kind, "path": self.path, "sentence": self.sentence}
        if self.kind == "leaf":
            compared = {"attribute": self.attribute, "op": self.op, "target": self.target}
            return said | compared | {"actual": self.actual, "actual_words": self.actual_words}
        return said | {"parts": [part.as_dict() for part in self.parts]}


def explained(rule: RuleLike, customer_id: int, as_of: date | None) -> Explanation:
    """See `run.why`."""
    asking = Asking(as_of=as_of, ids=[customer_id])
    bound = asking.rule(rule)
    leaves = list(bound_leaves(bound))
    compiler = asking.compiler()
    select = [text for leaf in leaves for text in (compiler.answer(leaf.use), compiler.holds(leaf))]
    rows = asking.rows(compiler.query(["c.id", *select]))
    if not rows:
        return _absent(asking, customer_id)
    answers = iter(zip(rows[0][1::2], rows[0][2::2], strict=True))
    return _tree(bound, {id(leaf): answer for leaf, answer in zip(leaves, answers, strict=True)})


def _absent(asking: Asking, customer_id: int) -> Explanation:
    """Nobody of that number, or not registered yet on the day."""
    table = asking.engine.dialect.table("customers")
    query = f"SELECT c.registered_on FROM {table} AS c WHERE c.id = {int(customer_id)}"
    rows = asking.engine.rows(query, {})
    if not rows:
        raise UnknownCustomer(id=customer_id)
    said = _("Was not a customer yet on %(day)s: registered on %(registered)s.")
    return Explanation(False, "absent", said % {"day": asking.as_of, "registered": rows[0][0]})


def _tree(rule: BoundRule, answers: dict[int, tuple[Any, bool]]) -> Explanation:
    if isinstance(rule, BoundLeaf):
        return _leaf(rule, *answers[id(rule)])
    parts = tuple(_tree(part, answers) for part in rule.parts)
    kind: Any = "segment" if rule.segment else rule.kind
    return Explanation(_met(rule, parts), kind, rule_sentence(rule), rule.path, parts=parts)


def _met(group: BoundGroup, parts: tuple[Explanation, ...]) -> bool:
    if group.kind == "not":
        return not parts[0].met
    return all(part.met for part in parts) if group.kind == "all" else any(part.met for part in parts)


def _leaf(bound: BoundLeaf, actual: Any, met: bool) -> Explanation:
    leaf, attribute = bound.leaf, bound.use.attribute
    return Explanation(
        met=met,
        kind="leaf",
        sentence=rule_sentence(bound),
        path=bound.path,
        attribute=attribute.key,
        op=leaf.op.value,
        actual=plain(actual),
        actual_words=answer_words(attribute, actual),
        target=plain(leaf.value[:_MOST_SHOWN] if isinstance(leaf.value, tuple) else leaf.value),
    )
