"""Every write of loyalty."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from statistics import median
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
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
from joren.segments.library.models import Segment
from joren.segments.library.queries import segments

from .errors import NobodyIsNear, OfficialStays, PutAway
from .evidence import facts_mark
from .finding import Finding, find
from .models import FactorSnapshot, RegularDefinition, RegularStep
from .prospects import Prospect, Wanted, prospects, segment_rule, step_words, wanted_rule
from .questions import FIRST
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
    official: bool = True,
    by: Staff | None,
) -> RegularDefinition:
    """Say what a regular is from now on, and have the reasons looked for; not `official`: keep it beside the others.

    The segments `REGULARS` and `NEAR` (where a step leads to the definition) follow the official one. `money_step` is
    measured where the rule counts money and none is given: the customers' usual purchase. Raises `InvalidRule`, and
    `SegmentInUse` when nobody can be near any more but another segment is made of those who were.
    """
    known = catalogue()
    tree = read_rule(rule, known)
    bind_rule(tree, known)
    plain = to_json(tree)
    if money_step is None and _counts_money(plain):
        money_step = usual_purchase()
    given = RegularDefinition(rule=plain, name=name.strip(), money_step=money_step, window_days=window_days, set_by=by)
    return _defined(given, official, by)


@transaction.atomic
def _defined(definition: RegularDefinition, official: bool, by: Staff | None) -> RegularDefinition:
    definition.is_official = False
    definition.save()
    detail = {"rule": definition.rule, "official": official}
    _record("created", definition, by, detail)
    if official:
        _follow(definition, by)
    look_for_factors(definition=definition, by=by)
    return definition


@transaction.atomic
def make_official(*, definition: RegularDefinition, by: Staff | None) -> RegularDefinition:
    """Let this one of the definitions be what a regular is from now on. Raises `InvalidRule` when what it names is
    gone, `PutAway` for one that was put away, and `SegmentInUse` as `define` does."""
    definition = RegularDefinition.objects.select_for_update().get(pk=definition.pk)
    if definition.archived_at:
        raise PutAway
    bind_rule(read_rule(definition.rule))
    if not definition.is_official:
        _record("made_official", definition, by)
        _follow(definition, by)
        look_for_factors(definition=definition, by=by)
    return definition


@transaction.atomic
def put_away(*, definition: RegularDefinition, by: Staff | None) -> None:
    """Take a definition off the list; what was found about it stays. Raises `OfficialStays` for the official one."""
    definition = RegularDefinition.objects.select_for_update().get(pk=definition.pk)
    if definition.is_official:
        raise OfficialStays
    definition.archived_at = clock.now()
    definition.save(update_fields=["archived_at"])
    _record("archived", definition, by)


@transaction.atomic
def rename(*, definition: RegularDefinition, name: str, by: Staff | None) -> None:
    """Call a definition something else; empty: by its rule."""
    definition.name = name.strip()[:200]
    definition.save(update_fields=["name"])
    _record("changed", definition, by)


def _follow(definition: RegularDefinition, by: Staff | None) -> None:
    """Make it the official one, and let the segments follow."""
    RegularDefinition.objects.filter(is_official=True).update(is_official=False)
    definition.is_official = True
    definition.save(update_fields=["is_official"])
    library.save(rule=definition.rule, key=REGULARS, name=_("Regulars"), by=by)
    _save_near(definition, by)


def _record(verb: str, definition: RegularDefinition, by: Staff | None, detail: dict[str, Any] | None = None) -> None:
    subject = {"subject_type": "regular_definition", "subject_id": definition.pk}
    record(verb, by=by, label=definition.name, detail=detail, **subject)  # type: ignore[arg-type]


def hand_over(
    *, definition: RegularDefinition, wanted: Wanted, finding: Mapping[str, Any] | None, name: str, by: Staff | None
) -> Segment:
    """Keep the people who are next as a segment that follows them, and work out the steps their messages may name.

    The key is made of the choice, so that the same choice is the same segment. Raises `NobodyIsNear`.
    """
    rule = wanted_rule(definition, wanted, finding)
    key = "next-" + sha256(repr((definition.pk, wanted)).encode()).hexdigest()[:12]
    segment = library.save(rule=rule, key=key, name=name, by=by)
    if definition.is_official:
        work_out_steps(definition=definition)
    return segment


@transaction.atomic
def save_people(*, rule: Mapping[str, Any], name: str, by: Staff | None) -> Segment:
    """Keep people that a page showed as a segment. Raises `InvalidRule`, `NameMissing`."""
    return library.save(rule=rule, name=name, by=by)


def work_out_steps(*, definition: RegularDefinition) -> int:
    """Write down who lacks which step to the official definition, in the language of the business, and how many do."""
    with translation.override(settings.LANGUAGE_CODE):
        found = {
            person.customer_id: RegularStep(
                customer_id=person.customer_id,
                kind=person.step.kind.value,
                words=step_words(person.step)[:200],
                missing=person.step.missing.quantize(Decimal("0.01")),
            )
            for person in _near_people(definition)
            if person.step
        }
    with transaction.atomic():
        kept = {row.customer_id: row for row in RegularStep.objects.select_for_update()}
        changed = [
            step
            for pk, step in found.items()
            if pk not in kept or (kept[pk].words, kept[pk].missing) != (step.words, step.missing)
        ]
        gone = (kept.keys() - found.keys()) | {step.customer_id for step in changed}
        RegularStep.objects.filter(customer_id__in=gone).delete()
        RegularStep.objects.bulk_create(changed, batch_size=5_000)
    return len(found)


def _near_people(definition: RegularDefinition) -> list[Prospect]:
    try:
        return prospects(definition)
    except NobodyIsNear:
        return []


def look_for_factors(*, definition: RegularDefinition, point: str = FIRST, by: Staff | None) -> Job:
    """Have the reasons looked for by a worker. `point`: see `joren.insight.loyalty.evidence.gather`."""
    subject = str(definition.pk) if point == FIRST else f"{definition.pk}:{point}"
    return schedule(FACTORS, subject=subject, by=by)


def keep_finding(
    *, definition: RegularDefinition, as_of: date | None = None, point: str = FIRST, progress: Any = None
) -> FactorSnapshot:
    """Look for the reasons now and keep what was found."""
    mark = facts_mark()
    finding: Finding = find(definition, as_of=as_of, point=point, progress=progress)
    kept, _new = FactorSnapshot.objects.update_or_create(
        definition=definition,
        as_of=date.fromisoformat(finding["as_of"]),
        point=point,
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
