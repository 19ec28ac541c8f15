"""Every write of loyalty."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.jobs.actions import schedule
from joren.foundation.jobs.models import Job
from joren.foundation.time import clock
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.queries import catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.tree import to_json
from joren.segments.engine.run import Column, evaluate
from joren.segments.library import actions as library
from joren.segments.library.queries import segments

from .errors import NobodyIsNear
from .evidence import facts_mark
from .finding import Finding, find
from .models import FactorSnapshot, RegularDefinition
from .prospects import segment_rule
from .reach import kinds_of
from .rules import Kind
from .rules.near import leaves

FACTORS = "loyalty.factors"
REGULARS, NEAR = "regulars", "almost-regulars"
"""The keys of the segments in the library that follow the definition."""
_PLACES = 2


def define(
    *,
    rule: Mapping[str, Any],
    name: str = "",
    money_step: Decimal | None = None,
    window_days: int = 90,
    by: Staff | None,
) -> RegularDefinition:
    """Say what a regular is from now on, and have the reasons looked for.

    The segments `REGULARS` and `NEAR` (where a step leads to the definition) follow it. `money_step` is measured
    where the rule counts money and none is given: the customers' usual purchase. Raises `InvalidRule`, and
    `SegmentInUse` when nobody can be near any more but another segment is made of those who were.
    """
    known = catalogue()
    tree = read_rule(rule, known)
    bind_rule(tree, known)
    plain = to_json(tree)
    if money_step is None and _counts_money(plain):
        money_step = usual_purchase()
    return _defined(plain, name.strip(), money_step, window_days, by)


@transaction.atomic
def _defined(
    rule: dict[str, Any], name: str, money_step: Decimal | None, window_days: int, by: Staff | None
) -> RegularDefinition:
    RegularDefinition.objects.filter(is_official=True).update(is_official=False)
    definition = RegularDefinition.objects.create(
        rule=rule, name=name, money_step=money_step, window_days=window_days, set_by=by
    )
    library.save(rule=rule, key=REGULARS, name=_("Regulars"), by=by)
    _save_near(definition, by)
    record(
        "created", by=by, subject_type="regular_definition", subject_id=definition.pk, label=name, detail={"rule": rule}
    )
    look_for_factors(definition=definition, by=by)
    return definition


def look_for_factors(*, definition: RegularDefinition, by: Staff | None) -> Job:
    """Have the reasons looked for by a worker."""
    return schedule(FACTORS, subject=str(definition.pk), by=by)


def keep_finding(*, definition: RegularDefinition, as_of: date | None = None, progress: Any = None) -> FactorSnapshot:
    """Look for the reasons now and keep what was found."""
    mark = facts_mark()
    finding: Finding = find(definition, as_of=as_of, progress=progress)
    kept, _new = FactorSnapshot.objects.update_or_create(
        definition=definition,
        as_of=date.fromisoformat(finding["as_of"]),
        defaults={"finding": finding, "facts_mark": mark},
    )
    return kept


def as_step(amount: float | None) -> Decimal | None:
    """An amount of JSON as exact money."""
    return None if amount is None else Decimal(str(amount)).quantize(Decimal("0.01"))


def usual_purchase() -> Decimal | None:
    """The median of the customers' average purchases, to two figures; None where nobody bought."""
    rows = evaluate([Column("average", "purchases.average")], as_of=clock.today()).rows()
    amounts = [row[1] for row in rows if row[1] is not None and row[1] > 0]
    if not amounts:
        return None
    middle = Decimal(median(amounts))
    rounded = round(middle, _PLACES - 1 - middle.adjusted())
    return max(Decimal(f"{rounded:f}"), Decimal("0.01"))


def _save_near(definition: RegularDefinition, by: Staff | None) -> None:
    """Let the segment of those one step away follow; where nobody can be, put the old one away."""
    try:
        rule = segment_rule(definition)
    except NobodyIsNear:
        for old in segments().filter(key=NEAR):
            library.archive(old, by=by)
        return
    library.save(rule=rule, key=NEAR, name=_("One step away from being a regular"), by=by)


def _counts_money(rule: Mapping[str, Any]) -> bool:
    kinds = kinds_of(catalogue().attributes)
    return any(kinds.get(leaf["attribute"]) is Kind.MONEY for leaf in leaves(rule))
