"""Post for programs: print runs, their PDFs, what was posted, and what came back."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.cli.output import plain
from joren.foundation.time import clock
from joren.record.customers.api import Problem

from . import actions, printing, queries, returning

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
_PAGE = 100
_MOST_RETURNED = 1_000


class PostedIn(Schema):
    """When a run was posted, and what it cost."""

    cost_each: Decimal = Field(examples=[85], ge=0, max_digits=8, decimal_places=2, description="yen for each piece")
    posted_on: dt.date | None = Field(None, description="today if left out")


class ReturnedIn(Schema):
    """Letters that came back."""

    codes: list[str] = Field(
        min_length=1, max_length=_MOST_RETURNED, description="printed numbers, or what the QR codes say"
    )
    reason: Literal["unknown", "moved", "kept", "refused"] = "unknown"


@router.get("/", response={200: dict[str, Any], **_ANSWERS}, summary="Print runs, newest first")
def list_runs(request: HttpRequest, before: int | None = None) -> dict[str, Any]:
    """A page of print runs; `before` is the last id of the page before."""
    demand(request.user, "post.view")
    rows = queries.runs()
    if before is not None:
        rows = rows.filter(pk__lt=min(before, queries.LARGEST_ID))
    found = list(rows[: _PAGE + 1])
    more = found[_PAGE - 1].pk if len(found) > _PAGE else None
    told = [queries.told(row) | {"pieces": row.piece_count} for row in found[:_PAGE]]  # type: ignore[attr-defined]
    return _plain({"runs": told, "more": more})


@router.get("/returns", response={200: dict[str, Any], **_ANSWERS}, summary="Letters that came back, newest first")
def list_returns(request: HttpRequest, before: int | None = None) -> dict[str, Any]:
    """A page of those whose customers this key may see; `before` is the last id of the page before."""
    staff = demand(request.user, "post.return")
    rows = queries.returns(staff)
    if before is not None:
        rows = rows.filter(pk__lt=min(before, queries.LARGEST_ID))
    found = list(rows[: _PAGE + 1])
    more = found[_PAGE - 1].pk if len(found) > _PAGE else None
    return _plain({"returns": [queries.told_return(row) for row in found[:_PAGE]], "more": more})


@router.post("/returns", response={200: dict[str, Any], **_ANSWERS}, summary="Keep letters that came back")
def keep_returns(request: HttpRequest, body: ReturnedIn) -> dict[str, Any]:
    """All of them, or none where one is refused. Each counts once."""
    staff = demand(request.user, "post.return")
    kept = returning.take_all_back(codes=body.codes, reason=body.reason, by=staff)
    return _plain({"returns": [queries.told_return(row) for row in kept]})


@router.post("/returns/{int:pk}/undo", response={200: dict[str, Any], **_ANSWERS}, summary="It had not come back")
def undo_return(request: HttpRequest, pk: int) -> dict[str, Any]:
    """The letter counts as arrived again."""
    staff = demand(request.user, "post.return")
    returning.undo(queries.returned(pk, staff), by=staff)
    return _plain(queries.told_return(queries.returned(pk, staff)))


@router.get("/{int:pk}", response={200: dict[str, Any], **_ANSWERS}, summary="One print run with its figures")
def read(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Where it stands."""
    demand(request.user, "post.view")
    run = queries.run(pk)
    return _plain(queries.told(run) | {"figures": queries.figures_of(run)})


@router.get("/{int:pk}/{side}.pdf", response=_ANSWERS, summary="A side of a print run as PDF")
def download(request: HttpRequest, pk: int, side: Literal["address", "letter", "back"]) -> HttpResponse:
    """Of a run that is closed; as often as needed, always the same pieces."""
    staff = demand(request.user, "post.write")
    response = HttpResponse(printing.taken_away(queries.run(pk), side, by=staff), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="post-{pk}-{side}.pdf"'
    return response


@router.post("/{int:pk}/close", response={200: dict[str, Any], **_ANSWERS}, summary="Let nothing more come onto it")
def close(request: HttpRequest, pk: int) -> dict[str, Any]:
    """From now on it can be printed."""
    staff = demand(request.user, "post.write")
    return _plain(queries.told(actions.close(queries.run(pk), by=staff)))


@router.post("/{int:pk}/discard", response={200: dict[str, Any], **_ANSWERS}, summary="Throw it away")
def discard(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Its letters are not posted and count as not sent."""
    staff = demand(request.user, "post.write")
    return _plain(queries.told(actions.discard(queries.run(pk), by=staff)))


@router.post("/{int:pk}/posted", response={200: dict[str, Any], **_ANSWERS}, summary="It was posted")
def posted(request: HttpRequest, pk: int, body: PostedIn) -> dict[str, Any]:
    """The history of everybody on it says so."""
    staff = demand(request.user, "post.write")
    day = body.posted_on or clock.today()
    run = actions.mark_posted(queries.run(pk), posted_on=day, cost_each=body.cost_each, by=staff)
    return _plain(queries.told(run))


@router.post("/{int:pk}/not-posted", response={200: dict[str, Any], **_ANSWERS}, summary="It was not posted after all")
def not_posted(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Refused once a letter was answered to or came back."""
    staff = demand(request.user, "post.write")
    return _plain(queries.told(actions.take_back_posted(queries.run(pk), by=staff)))


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Exact numbers as numbers, words as words."""
    found: dict[str, Any] = plain(data)
    return found
