"""Duplicates for programs: the pairs, who may be one person, decisions."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.japanese.phones import normalise_phone
from joren.record.customers import queries as customers
from joren.record.customers.api import AddressParts, Problem

from . import actions, queries
from .errors import NothingToCompare
from .rules.features import Written

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem}
_LARGEST_PAGE = 200


class EvidenceOut(Schema):
    """One thing two records agree or disagree in. `weight`: natural logarithm of odds; for is above 0."""

    code: str = Field(examples=["phone"])
    level: str = Field(examples=["same"])
    first: str
    second: str
    weight: float = Field(examples=[8.01])


class MatchOut(Schema):
    """A customer who may be the person asked for."""

    customer: int = Field(examples=[12])
    member_number: str | None
    name: str
    probability: float = Field(examples=[0.998], description="that the two are one person, 0 to 1")
    band: str = Field(examples=["sure"], description="sure or review")
    suggests: str = Field(examples=["same"], description="same or household")
    why: str = Field(examples=["氏名の読みと電話番号が同じで、生年月日は日と月が入れ替わっています"])
    evidence: list[EvidenceOut]


class Matches(Schema):
    """Likeliest first; relatives come last."""

    matches: list[MatchOut]


class PersonIn(Schema):
    """What is known of a person who may be recorded already. Give what there is."""

    family_name: str = Field("", max_length=100, examples=["山田"])
    given_name: str = Field("", max_length=100, examples=["花子"])
    family_kana: str = Field("", max_length=100)
    given_kana: str = Field("", max_length=100)
    company: str = Field("", max_length=200)
    birth_year: int | None = Field(None, ge=1, le=9999)
    birth_month: int | None = Field(None, ge=1, le=12)
    birth_day: int | None = Field(None, ge=1, le=31)
    gender: str = Field("", max_length=10)
    phones: list[str] = Field([], max_length=10, examples=[["090-1111-2222"]])
    emails: list[str] = Field([], max_length=10)
    line_ids: list[str] = Field([], max_length=10)
    member_number: str = Field("", max_length=100)
    external_ids: list[str] = Field([], max_length=10, examples=[["pos:10001"]])
    address: AddressParts | None = None
    limit: int = Field(10, ge=1, le=100)


class Named(Schema):
    """A customer of a pair."""

    id: int
    name: str


class CandidateOut(Schema):
    """Two customers who may be one person, and what was decided."""

    id: int
    first: Named
    second: Named
    probability: float
    band: str
    suggests: str
    state: str = Field(examples=["open"], description="open, merged, different or household")
    why: str
    evidence: list[EvidenceOut]
    found_at: dt.datetime
    decided_at: dt.datetime | None


class CandidatePage(Schema):
    """A page of pairs by number. `next` goes on from here when given as `after`; null at the end."""

    items: list[CandidateOut]
    next: int | None


class DecisionIn(Schema):
    """Two customers (number, member number or source:number) and what they are."""

    first: str = Field(examples=["M0001"])
    second: str = Field(examples=["M0002"])
    verdict: Literal["different", "household", "open"]


class Filters(Schema):
    """Which pairs are wanted."""

    state: Literal["open", "merged", "different", "household", "all"] = "open"
    band: Literal["", "sure", "review"] = ""
    suggests: Literal["", "same", "household"] = ""
    after: int = Field(0, ge=0, le=customers.LARGEST_ID)
    limit: int = Field(50, ge=1, le=_LARGEST_PAGE)


@router.get("/", response={200: CandidatePage, **_ANSWERS}, summary="List pairs who may be one person")
def list_candidates(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """Pairs of whom you may see both, by number."""
    staff = demand(request.user, "duplicates.view")
    state = "" if filters.state == "all" else filters.state
    pairs = queries.candidates(staff, state=state, band=filters.band, suggests=filters.suggests)
    found = list(pairs.filter(pk__gt=filters.after).order_by("pk")[: filters.limit + 1])
    shown = found[: filters.limit]
    return {
        "items": [queries.told_candidate(candidate) for candidate in shown],
        "next": shown[-1].pk if len(found) > filters.limit else None,
    }


@router.post("/find", response={200: Matches, **_ANSWERS}, summary="Find who may be this person already")
def find(request: HttpRequest, body: PersonIn) -> dict[str, Any]:
    """Ask before recording somebody new; answers in milliseconds and writes nothing."""
    staff = demand(request.user, "duplicates.view")
    person = _person(body)
    if not any(getattr(person, name) for name in person.__slots__):
        raise NothingToCompare
    found = queries.matches_of(person, staff=staff, limit=body.limit)
    return {"matches": [queries.told(match) for match in found]}


@router.post("/decide", response={200: CandidateOut, **_ANSWERS}, summary="Decide about two customers, for good")
def decide(request: HttpRequest, body: DecisionIn) -> dict[str, Any]:
    """`different` and `household` are remembered; `open` takes a decision back."""
    staff = demand(request.user, "duplicates.decide")
    first, second = customers.find(body.first, staff), customers.find(body.second, staff)
    return queries.told_candidate(actions.settle(first=first, second=second, verdict=body.verdict, by=staff))


def _person(body: PersonIn) -> Written:
    address = body.address
    return Written(
        family_name=body.family_name,
        given_name=body.given_name,
        family_kana=body.family_kana,
        given_kana=body.given_kana,
        company=body.company,
        birth_year=body.birth_year,
        birth_month=body.birth_month,
        birth_day=body.birth_day,
        gender=body.gender,
        phones=[*filter(None, map(normalise_phone, body.phones))],
        emails=[*filter(None, map(normalise_email, body.emails))],
        line_ids=body.line_ids,
        member_number=body.member_number,
        external_ids=body.external_ids,
        addresses=[(address.postal_code, address.prefecture, address.city, address.line, address.building)]
        if address
        else [],
    )
