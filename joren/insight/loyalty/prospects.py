"""Who is next: the people one step away, and the step of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joren.foundation.business.queries import the_business
from joren.foundation.money import currency_exponent, format_money
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.engine.run import Column, evaluate

from .errors import NobodyIsNear
from .models import RegularDefinition
from .reach import kinds_of
from .rules import Kind, LeafResult, Limits, Path, Step, missing_step
from .rules.near import Reach, near_rule

_SINCE = "purchases.days_since_last"
_MAIL = {
    "all": [
        {"attribute": "customer.has_email", "op": "is", "value": True},
        {"attribute": "consent.given", "with": {"channel": "mail", "purpose": "marketing"}, "op": "is", "value": True},
    ]
}


@dataclass(frozen=True, slots=True)
class Prospect:
    """A person one step away. `days_since`: days since the last purchase; `by_mail`: may be written to and can be."""

    customer_id: int
    step: Step
    days_since: int | None
    by_mail: bool


def segment_rule(definition: RegularDefinition) -> dict[str, Any]:
    """Everybody one step away, as a segment's rule. Raises `NobodyIsNear`."""
    found = near_rule(definition.rule, kinds_of(catalogue().attributes), Reach(definition.money_step))
    if found is None:
        raise NobodyIsNear
    return found


def prospects(
    definition: RegularDefinition, *, as_of: date | None = None, by_mail: bool | None = None
) -> list[Prospect]:
    """All of them, the likeliest first: those who came most lately, then those with the smaller step.

    `by_mail` True keeps only those mail may be sent to. Raises `NobodyIsNear`.
    """
    rule = segment_rule(definition)
    known = catalogue()
    leaves = dict(_leaves(definition.rule))
    columns = [Column("mail", _MAIL), Column("since", _SINCE)]
    for place, leaf in enumerate(leaves.values()):
        columns.append(Column(f"met{place}", leaf))
        if "attribute" in leaf:
            columns.append(Column(f"value{place}", {key: leaf[key] for key in ("attribute", "with") if key in leaf}))
    table = evaluate(columns, as_of=as_of, among=rule)
    measure = _Measure(definition, leaves, kinds_of(known.attributes))
    found = (measure.prospect(dict(zip(table.names, row, strict=True))) for row in table.rows())
    wanted = (person for person in found if person and (by_mail is None or person.by_mail is by_mail))
    return sorted(wanted, key=_rank)


def step_words(step: Step, known: Catalogue | None = None) -> str:
    """The step as one says it: "1 more", "¥2,300 more", "21 more days"."""
    attribute = (known or catalogue()).attributes.get(step.attribute_key)
    label = str(attribute.label) if attribute else step.attribute_key
    if step.kind is Kind.MONEY:
        return _("%(amount)s more") % {"amount": format_money(step.missing, the_business().currency)}
    if step.kind is Kind.DURATION:
        days = int(step.missing)
        return ngettext("%(days)s more day", "%(days)s more days", days) % {"days": days}
    if step.kind is Kind.OTHER:
        return _("only “%(label)s” is missing") % {"label": label}
    words = {"number": f"{step.missing:f}", "label": label, "unit": attribute.unit if attribute else ""}
    if step.attribute_key == "purchases.count" and not step.narrowed:
        return _("%(number)s more purchase") % words
    return _("%(number)s more (%(label)s)") % words


def _rank(person: Prospect) -> tuple[float, Decimal, int]:
    since = float("inf") if person.days_since is None else float(person.days_since)
    return since, person.step.effort, person.customer_id


class _Measure:
    """Reads the rows of one question."""

    def __init__(
        self, definition: RegularDefinition, leaves: Mapping[Path, Mapping[str, Any]], kinds: Mapping[str, Kind]
    ) -> None:
        self._rule: Mapping[str, Any] = definition.rule
        self._leaves = leaves
        self._kinds = kinds
        unit = Decimal(1).scaleb(-currency_exponent(the_business().currency))
        self._limits = Limits(money=definition.money_step, money_unit=unit)

    def prospect(self, row: Mapping[str, Any]) -> Prospect | None:
        """The person of a row with the step; None for who the rule lets in but no step of its own leads there."""
        step = missing_step(self._rule, dict(self._results(row)), self._kinds, self._limits)
        if step is None:
            return None
        since = row["since"]
        return Prospect(row["id"], step, None if since is None else int(since), bool(row["mail"]))

    def _results(self, row: Mapping[str, Any]) -> Iterator[tuple[Path, LeafResult]]:
        for place, (path, leaf) in enumerate(self._leaves.items()):
            target = leaf.get("value")
            value = _number(row.get(f"value{place}"))
            yield path, LeafResult(row[f"met{place}"], value, _number(target))


def _leaves(rule: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Comparisons and saved segments with their places, as `missing_step` counts places."""
    if "attribute" in rule or "segment" in rule:
        yield path, rule
    elif "not" in rule:
        yield from _leaves(rule["not"], (*path, 0))
    else:
        for place, part in enumerate(rule.get("all") or rule.get("any") or ()):
            yield from _leaves(part, (*path, place))


def _number(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value
