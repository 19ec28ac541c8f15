"""Who is next: the people one step away and those with a sign of regulars, ranked, with the step of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joren.foundation.business.queries import the_business
from joren.foundation.money import format_money
from joren.foundation.time import clock
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.engine.run import Column, evaluate

from .errors import NobodyIsNear
from .measuring import Measure, leaves_of
from .models import RegularDefinition
from .outlook import Outlook, holders, outlook, signs_of
from .questions import known_by_then
from .reach import CHANNELS, kinds_of
from .rules import Kind, Step
from .rules.chances import recency, worth
from .rules.near import Reach, near_rule
from .rules.tiredness import ANSWERED, SENT, STOPPED, Patience, Tired, tired, tired_rule

NEAR, SIGN = "near", "sign"
"""The two groups: one step away; with a sign of regulars, but further away."""
UNREACHABLE: Final = "unreachable"
_PATIENCE: Final = Patience()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them: a group, those whose step is in one attribute, of one shop (its code), reached by one channel."""

    group: str = ""
    step: str = ""
    shop: str = ""
    channel: str = ""
    everybody: bool = False
    """Also those who cannot be reached or had better be left in peace."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """A person who may become a regular next.

    `days_since`: days since the last purchase; `channels`: over which they may be written to and can be; `share`: the
    chance (0 to 1, None where nobody knows yet) and `worth` what it may bring in a year; `signs`: which of the
    reasons of `Next.signs` they have, by place; `left_out`: why they had better not be written to, "" where nothing is.
    """

    customer_id: int
    step: Step | None
    days_since: int | None
    channels: tuple[str, ...] = ()
    share: float | None = None
    worth: Decimal = Decimal(0)
    signs: tuple[int, ...] = ()
    left_out: str = ""
    is_near: bool = True

    @property
    def by_mail(self) -> bool:
        """Whether a mail may be sent and would arrive."""
        return "mail" in self.channels


@dataclass(frozen=True, slots=True)
class Next:
    """Who is next: the ranked `people`, how many were `left_out` for which reason, and what the ranking rests on."""

    people: list[Prospect]
    left_out: dict[str, int]
    outlook: Outlook
    signs: list[Mapping[str, Any]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    """The attributes in which a step is possible."""


def segment_rule(definition: RegularDefinition, step: str = "") -> dict[str, Any]:
    """Everybody one step away, as a segment's rule. `step`: only by a step in that attribute. Raises `NobodyIsNear`."""
    kinds = kinds_of(catalogue().attributes)
    chosen = {step: kinds[step]} if step in kinds else kinds
    found = near_rule(definition.rule, chosen, Reach(definition.money_step))
    if found is None:
        raise NobodyIsNear
    return found


def prospects(
    definition: RegularDefinition, *, as_of: date | None = None, by_mail: bool | None = None
) -> list[Prospect]:
    """All who are one step away, the likeliest and most valuable first, whether they can be written to or not.

    `by_mail` True keeps only those mail may be sent to. Raises `NobodyIsNear`.
    """
    segment_rule(definition)
    found = who_is_next(definition, wanted=Wanted(group=NEAR, everybody=True), as_of=as_of).people
    return [person for person in found if by_mail is None or person.by_mail is by_mail]


def who_is_next(
    definition: RegularDefinition,
    *,
    wanted: Wanted | None = None,
    finding: Mapping[str, Any] | None = None,
    as_of: date | None = None,
) -> Next:
    """Everybody wanted, best first: by what may be expected of them in a year (chance × worth) where the chance is
    known, else those who came most lately, then those with the smaller step. `finding`: whose reasons count as signs.
    """
    choice, day = wanted or Wanted(), as_of or clock.today()
    signs = signs_of(finding)
    near = _near_or_none(definition, choice.step)
    seen = outlook(definition, near, signs, day)
    having = holders(definition, signs, day) if choice.group != NEAR else {}
    people = _people(definition, choice, near, having, seen, day)
    left_out: dict[str, int] = {}
    for person in people:
        if person.left_out:
            left_out[person.left_out] = left_out.get(person.left_out, 0) + 1
    kept = [person for person in people if choice.everybody or not person.left_out]
    steps = list(dict.fromkeys(person.step.attribute_key for person in people if person.step and person.is_near))
    return Next(sorted(kept, key=_rank), left_out, seen, signs, steps)


def wanted_rule(
    definition: RegularDefinition, wanted: Wanted, finding: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The same people as a rule that follows them: whoever becomes a regular, or tired, is out of it.

    Raises `NobodyIsNear` where no step and no sign leads there.
    """
    known = catalogue()
    parts: list[dict[str, Any]] = []
    if wanted.group != SIGN and (near := _near_or_none(definition, wanted.step)):
        parts.append(near)
    if wanted.group != NEAR and not wanted.step:
        signs = [known_by_then(sign, known) for sign in signs_of(finding)]
        parts += [{"all": [{"not": dict(definition.rule)}, sign]} for sign in signs]
    if not parts:
        raise NobodyIsNear
    reached = [CHANNELS[wanted.channel]] if wanted.channel else list(CHANNELS.values())
    rules = [_either(parts), _either(reached), {"not": tired_rule(_PATIENCE)}]
    if wanted.shop:
        rules.append({"attribute": "customer.shop", "op": "is", "value": wanted.shop})
    return {"all": rules}


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


def _either(rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return rules[0] if len(rules) == 1 else {"any": list(rules)}


def _near_or_none(definition: RegularDefinition, step: str) -> dict[str, Any] | None:
    try:
        return segment_rule(definition, step)
    except NobodyIsNear:
        return None


_KNOWN: Final[dict[str, Any]] = {
    "since": "purchases.days_since_last",
    "average": "purchases.average",
    "sent": {"attribute": SENT, "with": {"period": {"last_days": _PATIENCE.silent_days}}},
    "answered": {"attribute": ANSWERED, "with": {"period": {"last_days": _PATIENCE.silent_days}}},
    "bought": {"attribute": "purchases.count", "with": {"period": {"last_days": _PATIENCE.silent_days}}},
    "lately": {"attribute": SENT, "with": {"period": {"last_days": _PATIENCE.rest_days}}},
    "stopped": {"attribute": STOPPED, "with": {"period": {"last_days": _PATIENCE.stopped_days}}},
}


def _people(
    definition: RegularDefinition,
    wanted: Wanted,
    near: dict[str, Any] | None,
    having: Mapping[int, tuple[int, ...]],
    seen: Outlook,
    day: date,
) -> list[Prospect]:
    """All of the wanted groups and shop, whether they can be written to or not."""
    group = {"not": dict(definition.rule)} if having and not wanted.step else near
    if group is None or (wanted.group == SIGN and not having):
        return []
    among = {"all": [group, {"attribute": "customer.shop", "op": "is", "value": wanted.shop}]} if wanted.shop else group
    leaves = dict(leaves_of(definition.rule))
    columns = [Column(name, what) for name, what in _KNOWN.items()]
    columns += [Column("near", near)] if near else []
    columns += [Column(f"by_{name}", rule) for name, rule in CHANNELS.items()]
    for place, leaf in enumerate(leaves.values()):
        columns.append(Column(f"met{place}", leaf))
        if "attribute" in leaf:
            columns.append(Column(f"value{place}", {key: leaf[key] for key in ("attribute", "with") if key in leaf}))
    table = evaluate(columns, as_of=day, among=among)
    maker = _Maker(Measure(definition, leaves, wanted.step), wanted, having, seen)
    made = (maker.prospect(dict(zip(table.names, row, strict=True))) for row in table.rows())
    return [person for person in made if person]


class _Maker:
    """From the rows of one question to people."""

    def __init__(self, measure: Measure, wanted: Wanted, having: Mapping[int, tuple[int, ...]], seen: Outlook) -> None:
        self._measure, self._wanted, self._having, self._seen = measure, wanted, having, seen

    def prospect(self, row: Mapping[str, Any]) -> Prospect | None:
        """The person of a row; None for who is of no wanted group."""
        signs = self._having.get(row["id"], ())
        is_near = bool(row.get("near"))
        step = self._measure.step(row) if is_near else None
        if (is_near and step is None) or not self._is_wanted(is_near, signs):
            return None
        since = None if row["since"] is None else int(row["since"])
        share = self._seen.share((is_near, bool(signs), recency(since)))
        channels = tuple(name for name in CHANNELS if row[f"by_{name}"])
        return Prospect(
            customer_id=row["id"],
            step=step or self._measure.far(row),
            days_since=since,
            channels=channels,
            share=share,
            worth=worth(share, _money(row["average"]), self._seen.per_year) if share is not None else Decimal(0),
            signs=signs,
            left_out=self._left_out(row, channels),
            is_near=is_near,
        )

    def _is_wanted(self, is_near: bool, signs: tuple[int, ...]) -> bool:
        if self._wanted.group == SIGN:
            return bool(signs) and not is_near
        return is_near or bool(signs and not self._wanted.group and not self._wanted.step)

    def _left_out(self, row: Mapping[str, Any], channels: tuple[str, ...]) -> str:
        if (self._wanted.channel not in channels) if self._wanted.channel else not channels:
            return UNREACHABLE
        why: Tired | None = tired(
            sent=row["sent"],
            reacted=row["answered"] + row["bought"],
            sent_lately=row["lately"],
            stopped=row["stopped"],
            patience=_PATIENCE,
        )
        return why.value if why else ""


def _rank(person: Prospect) -> tuple[Any, ...]:
    since = float("inf") if person.days_since is None else float(person.days_since)
    return -person.worth, -(person.share or 0.0), since, person.step.effort if person.step else 9, person.customer_id


def _money(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


__all__ = ["Next", "Prospect", "Wanted", "prospects", "segment_rule", "step_words", "wanted_rule", "who_is_next"]
