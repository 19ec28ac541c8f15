"""What loyalty says to programs: the documented shapes of ``--json`` and of the API."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from joren.foundation.time import clock
from joren.segments.catalogue.queries import Catalogue, catalogue

from . import queries
from .finding import find
from .models import RegularDefinition
from .prospects import Prospect, prospects, step_words
from .queries import Regular
from .sentences import basis_sentence, factor_sentence, percent, status_sentence, times, who

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

NAME, AMOUNT, PURCHASES, LAST = _("Name"), _("Amount bought"), _("Purchases"), _("Last purchase")
STEP, SINCE, BY_MAIL = _("The step"), _("Days since the last purchase"), _("Mail may be sent")
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


def factors_told(definition: RegularDefinition, *, as_of: date | None) -> dict[str, Any]:
    """Why, computed now."""
    return told_finding(definition, find(definition, as_of=as_of))


def told_finding(definition: RegularDefinition, finding: Mapping[str, Any]) -> dict[str, Any]:
    """A finding with its sentences in the language of the moment."""
    known = catalogue()
    sentences = {
        part: [dict(fact) | {"sentence": factor_sentence(fact, known)} for fact in finding[part]]
        for part in ("factors", "unclear")
    }
    words = {"itself": [who(fact, known) for fact in finding["itself"]]}
    told = {"definition": definition_told(definition)} | dict(finding) | sentences | words
    return told | {"basis": basis_sentence(finding), "message": status_sentence(finding)}


def for_people(told: Mapping[str, Any]) -> dict[str, Any]:
    """A told finding as the page shows it: reasons, each with what goes along with it, and a chart of the lifts."""
    known = catalogue()
    reasons = [_shown(fact, known) for fact in told["factors"] if fact["stands"]]
    for reason in reasons:
        reason["along"] = [_shown(fact, known) for fact in told["factors"] if fact["goes_with"] == reason["key"]]
    chart = {
        "labels": [reason["who"] for reason in reasons],
        "series": [
            {
                "name": str(_("times as often")),
                "values": [round(reason["lift"], 2) for reason in reasons],
                "low": [round(reason["low"], 2) for reason in reasons],
                "high": [round(reason["high"], 2) for reason in reasons],
            }
        ],
    }
    unclear = [_shown(fact, known) for fact in told["unclear"]]
    return dict(told) | {"reasons": reasons, "chart": chart, "unclear": unclear}


def _shown(fact: Mapping[str, Any], known: Catalogue) -> dict[str, Any]:
    words = {
        "who": who(fact, known),
        "times": times(fact["lift"]),
        "from": times(fact["low"]),
        "to": times(fact["high"]),
        "with_share": percent(fact["share_with"]),
        "without_share": percent(fact["share_without"]),
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
    """Who is one step away, and the step."""
    found = prospects(definition, as_of=as_of, by_mail=by_mail)
    people = [row for row, _person in with_customers(found, staff, limit)]
    return {
        "definition": definition_told(definition),
        "as_of": as_of or clock.today(),
        "number": len(found),
        "by_mail": sum(person.by_mail for person in found),
        "prospects": people,
    }


def with_customers(
    found: Sequence[Prospect], staff: "Staff | None", limit: int
) -> list[tuple[dict[str, Any], Prospect]]:
    """The first ones the person may see, each with its words."""
    known = catalogue()
    chosen: list[tuple[dict[str, Any], Prospect]] = []
    for start in range(0, len(found), limit or 1):
        batch = found[start : start + limit]
        people = queries.visible(staff, [person.customer_id for person in batch])
        chosen += [
            (_prospect(person, people[person.customer_id], known), person)
            for person in batch
            if person.customer_id in people
        ]
        if len(chosen) >= limit:
            break
    return chosen[:limit]


def _prospect(person: Prospect, customer: Any, known: Any) -> dict[str, Any]:
    return {
        "id": customer.pk,
        "member_number": customer.member_number,
        "name": customer.full_name,
        "step": step_words(person.step, known),
        "attribute": person.step.attribute_key,
        "kind": person.step.kind.value,
        "missing": person.step.missing,
        "with": dict(person.step.narrowed),
        "days_since_last": person.days_since,
        "by_mail": person.by_mail,
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
