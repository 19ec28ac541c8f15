"""What loyalty says to programs: the documented shapes of ``--json`` and of the API."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from joren.foundation.time import clock
from joren.record.consents.models import Consent
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.engine.asking import sensible

from . import queries
from .finding import find
from .models import RegularDefinition
from .outlook import BACK, ENOUGH, Outlook
from .prospects import Prospect, prospects, step_words
from .queries import Regular
from .questions import FIRST
from .rules.tables import share_interval
from .sentences import (
    asked_sentence,
    basis_sentence,
    factor_sentence,
    pair_sentence,
    percent,
    status_sentence,
    times,
    who,
)

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

NAME, AMOUNT, PURCHASES, LAST = _("Name"), _("Amount bought"), _("Purchases"), _("Last purchase")
STEP, SINCE, BY_MAIL = _("The step"), _("Days since the last purchase"), _("Mail may be sent")
CHANCE, WORTH, CHANNELS = _("Chance"), _("Expected in a year"), _("Can be reached by")
SIGNS, NUMBER = _("Signs of a regular"), _("Member number")
EXPORTED = (
    (NUMBER, "member_number"), (NAME, "name"), (STEP, "step"), (SIGNS, "signs_words"), (CHANCE, "chance_words"),
    (WORTH, "worth"), (SINCE, "days_since_last"), (CHANNELS, "channels_words"),
)  # fmt: skip
_COMMA = " / "
_LEFT_OUT = {
    "unreachable": _("no consent or no working address on any channel"),
    "stopped": _("withdrew a consent or stopped messages in the last 180 days"),
    "silent": _("3 or more messages in 90 days without any response or purchase"),
    "just_written": _("written to in the last 7 days"),
}
"""Headings of the lists."""


def definition_told(definition: RegularDefinition) -> dict[str, Any]:
    """What a regular is."""
    return {
        "id": definition.pk,
        "name": definition.name,
        "sentence": queries.sentence(definition),
        "rule": definition.rule,
        "money_step": definition.money_step,
        "window_days": definition.window_days,
        "set_at": definition.set_at,
        "set_by": str(definition.set_by) if definition.set_by else None,
    }


def regulars_told(
    definition: RegularDefinition, *, staff: "Staff | None", as_of: date | None, limit: int
) -> dict[str, Any]:
    """How many, what share, and who."""
    people = queries.regulars(definition, staff=staff, size=limit, as_of=as_of)
    told = {"definition": definition_told(definition)} | queries.overview(definition, as_of=as_of).told()
    return told | {"customers_shown": [_regular(person) for person in people]}


def factors_told(definition: RegularDefinition, *, as_of: date | None, point: str = FIRST) -> dict[str, Any]:
    """Why, computed now."""
    return told_finding(definition, find(definition, as_of=as_of, point=point))


def told_finding(definition: RegularDefinition, finding: Mapping[str, Any]) -> dict[str, Any]:
    """A finding with its sentences in the language of the moment."""
    known = catalogue()
    sentences = {
        part: [dict(fact) | {"sentence": factor_sentence(fact, known)} for fact in finding[part]]
        for part in ("factors", "unclear")
    }
    pairs = [dict(pair) | {"sentence": pair_sentence(pair, known)} for pair in finding.get("pairs", ())]
    words = {"itself": [who(fact, known) for fact in finding["itself"]], "pairs": pairs}
    told = {"definition": definition_told(definition)} | dict(finding) | sentences | words
    basis = {"basis": basis_sentence(finding), "asked_words": asked_sentence(finding)}
    return told | basis | {"message": status_sentence(finding)}


def for_people(told: Mapping[str, Any]) -> dict[str, Any]:
    """A told finding as the page shows it: reasons, each with what goes along with it, and a chart of the lifts."""
    known = catalogue()
    reasons = [_shown(fact, known) for fact in told["factors"] if fact["stands"]]
    for reason in reasons:
        reason["along"] = [_shown(fact, known) for fact in told["factors"] if fact["goes_with"] == reason["key"]]
    unclear = [_shown(fact, known) for fact in told["unclear"]]
    pairs = [_pair_shown(pair, known) for pair in told["pairs"]]
    return dict(told) | {"reasons": reasons, "pairs": pairs, "unclear": unclear}


def _pair_shown(pair: Mapping[str, Any], known: Catalogue) -> dict[str, Any]:
    first, second = (who(fact, known) for fact in pair["facts"])
    names = {"both": _("Both"), "first": first, "second": second, "neither": _("Neither")}
    bars = [bar(str(words), **_counts(pair["groups"][name])) for name, words in names.items()]
    keys = {"key": pair["facts"][0]["key"], "other": pair["facts"][1]["key"]}
    words = {"times": times(pair["lift"]), "from": times(pair["low"]), "to": times(pair["high"])}
    more = {name: percent(value) for name, value in pair["more"].items()}
    return dict(pair) | keys | words | {"bars": bars, "more_words": more}


def _counts(group: Mapping[str, Any]) -> dict[str, int]:
    return {"people": group["people"], "regulars": group["regulars"]}


def bar(words: str, *, people: int, regulars: int) -> dict[str, Any]:
    """A share as a small bar: its width and the ends of its 95 % interval in per cent of the full width."""
    low, high = share_interval(regulars, people)
    share = regulars / people if people else 0.0
    return {
        "words": words,
        "people": people,
        "regulars": regulars,
        "share": percent(share),
        "width": round(share * 100, 1),
        "low": round(low * 100, 1),
        "reach": round((high - low) * 100, 1),
    }


def _shown(fact: Mapping[str, Any], known: Catalogue) -> dict[str, Any]:
    words = {
        "who": who(fact, known),
        "times": times(fact["lift"]),
        "from": times(fact["low"]),
        "to": times(fact["high"]),
        "with_share": percent(fact["share_with"]),
        "without_share": percent(fact["share_without"]),
        "bars": [
            bar(str(_("with it")), people=fact["with"], regulars=fact["regulars_with"]),
            bar(str(_("without it")), people=fact["without"], regulars=fact["regulars_without"]),
        ],
    }
    return dict(fact) | words


def prospects_told(
    definition: RegularDefinition,
    *,
    staff: "Staff | None",
    as_of: date | None,
    limit: int,
    by_mail: bool | None = None,
) -> dict[str, Any]:
    """Who is one step away, and the step. Raises `DayOutOfRange`."""
    as_of = as_of and sensible(as_of)
    found = prospects(definition, as_of=as_of, by_mail=by_mail)
    people = [row for row, _person in with_customers(found, staff, limit)]
    return {
        "definition": definition_told(definition),
        "as_of": as_of or clock.today(),
        "number": len(found),
        "by_mail": sum(person.by_mail for person in found),
        "prospects": people,
    }


def left_out_words(left_out: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why people are left out, and how many."""
    return [(str(words), left_out[key]) for key, words in _LEFT_OUT.items() if left_out.get(key)]


def outlook_words(found: Outlook) -> str:
    """What the ranking rests on."""
    if found.whole is None or found.whole.people < ENOUGH:
        return str(
            _("How likely they are is not known yet: too few stood there half a year ago. Those who came most lately "
              "come first.")
        )  # fmt: skip
    said = _(
        "Of %(people)s people who stood there %(days)s days ago, %(regulars)s (%(share)s) are regulars now; chances "
        "are such shares among people whose last purchase was as long ago. Expected in a year: chance × own average "
        "purchase × %(times)s purchases, which is usual for a regular."
    )
    whole = found.whole
    words = {"people": f"{whole.people:,}", "days": BACK, "regulars": f"{whole.regulars:,}"}
    return str(said % (words | {"share": percent(whole.share), "times": f"{found.per_year.normalize():f}"}))


def with_customers(
    found: Sequence[Prospect], staff: "Staff | None", limit: int, signs: Sequence[Mapping[str, Any]] = ()
) -> list[tuple[dict[str, Any], Prospect]]:
    """The first ones the person may see, each with its words. `signs`: what their signs are."""
    known = catalogue()
    sign_words = [who(sign, known) for sign in signs]
    chosen: list[tuple[dict[str, Any], Prospect]] = []
    for start in range(0, len(found), limit or 1):
        batch = found[start : start + limit]
        people = queries.visible(staff, [person.customer_id for person in batch])
        chosen += [
            (_prospect(person, people[person.customer_id], known, sign_words), person)
            for person in batch
            if person.customer_id in people
        ]
        if len(chosen) >= limit:
            break
    return chosen[:limit]


def _prospect(person: Prospect, customer: Any, known: Any, signs: Sequence[str]) -> dict[str, Any]:
    channels = dict(Consent.Channel.choices)
    return {
        "signs_words": _COMMA.join(signs[place] for place in person.signs if place < len(signs)),
        "chance_words": percent(person.share),
        "channels_words": _COMMA.join(str(channels[name]) for name in person.channels if name in channels),
        "id": customer.pk,
        "member_number": customer.member_number,
        "name": customer.full_name,
        **_step(person, known),
        "group": "near" if person.is_near else "sign",
        "chance": person.share,
        "worth": person.worth,
        "signs": list(person.signs),
        "days_since_last": person.days_since,
        "channels": list(person.channels),
        "by_mail": person.by_mail,
        "left_out": person.left_out,
    }


def _step(person: Prospect, known: Any) -> dict[str, Any]:
    step = person.step
    if step is None:
        return {"step": str(_("several parts are missing")), "attribute": "", "kind": "", "missing": None, "with": {}}
    return {
        "step": step_words(step, known),
        "attribute": step.attribute_key,
        "kind": step.kind.value,
        "missing": step.missing,
        "with": dict(step.narrowed),
    }


def _regular(person: Regular) -> dict[str, Any]:
    return {
        "id": person.customer.pk,
        "member_number": person.customer.member_number,
        "name": person.customer.full_name,
        "amount": person.amount,
        "purchases": person.count,
        "last_purchase": person.last_on,
    }
