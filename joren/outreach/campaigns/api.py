"""Campaigns for programs."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.cli.output import plain
from joren.outreach.content.queries import message
from joren.record.customers.api import Problem
from joren.record.customers.queries import find

from . import actions, comparing, previewing, queries, settling
from .models import Campaign

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
_PAGE = 100


class CampaignIn(Schema):
    """A campaign to write. Either `segment` (a saved one) or `rule`."""

    name: str = Field(examples=["新豆のお知らせ"])
    subject: str = Field("", examples=["{{ customer.family_name }}様へ 新豆のお知らせ"])
    preheader: str = ""
    body: str = ""
    format: Literal["text", "html"] = "text"
    segment: str = Field("", examples=["regulars"])
    rule: dict[str, Any] | None = None
    message: int | None = Field(None, description="a message of content, instead of subject and body")
    channels: list[str] = Field(["mail"], examples=[["line", "mail"]])
    held_back_share: Decimal = Decimal("0.10")
    window_days: int = 14
    cap: int | None = Field(None, description="the most people who get it")
    best_hour: bool = False
    repeats: Literal["", "birthday", "anniversary"] = ""
    days_before: int = 0


class CampaignChange(Schema):
    """What to change of a draft; what is left out stays."""

    name: str | None = None
    subject: str | None = None
    preheader: str | None = None
    body: str | None = None
    format: Literal["text", "html"] | None = None
    segment: str | None = None
    rule: dict[str, Any] | None = None
    message: int | None = None
    channels: list[str] | None = None
    held_back_share: Decimal | None = None
    window_days: int | None = None
    cap: int | None = None
    best_hour: bool | None = None
    repeats: Literal["", "birthday", "anniversary"] | None = None
    days_before: int | None = None


class SendIn(Schema):
    """When to send; now if left out."""

    at: dt.datetime | None = Field(None, description="with a time zone")
    annoyed: Literal["leave_out", "send"] | None = Field(
        None, description="what happens to people who have had enough of messages; asked for when there are any"
    )


class WinnerIn(Schema):
    """Which wording the rest of the audience gets."""

    variant: str = Field(examples=["b"])


class TestIn(Schema):
    """A test mail: where it goes, and whose values fill it."""

    to: str = Field(examples=["me@example.jp"])
    customer: str = Field("", examples=["M0001"])


def _fields(body: Schema) -> dict[str, Any]:
    given = body.dict(exclude_unset=True)
    if "segment" in given:
        given["segment_key"] = given.pop("segment") or ""
    if "message" in given:
        number = given.pop("message")
        given |= {"message": message(number)} if number else {}
    return given


@router.get("/", response={200: dict[str, Any], **_ANSWERS}, summary="Campaigns, newest first")
def list_campaigns(request: HttpRequest, before: int | None = None) -> dict[str, Any]:
    """A page of campaigns; `before` is the last id of the page before."""
    staff = demand(request.user, "campaigns.view")
    rows = queries.campaigns_visible_to(staff).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=min(before, queries.LARGEST_ID))
    found = list(rows[: _PAGE + 1])
    more = found[_PAGE - 1].pk if len(found) > _PAGE else None
    return _plain({"campaigns": [queries.told(row) for row in found[:_PAGE]], "more": more})


@router.post("/", response={200: dict[str, Any], **_ANSWERS}, summary="Write a campaign")
def create(request: HttpRequest, body: CampaignIn) -> dict[str, Any]:
    """Make a draft."""
    staff = demand(request.user, "campaigns.write")
    return _plain(queries.told(actions.create(by=staff, **_fields(body))))


@router.get("/{campaign_id}", response={200: dict[str, Any], **_ANSWERS}, summary="One campaign")
def read(request: HttpRequest, campaign_id: int) -> dict[str, Any]:
    """What a campaign says and to whom."""
    staff = demand(request.user, "campaigns.view")
    return _plain(queries.told(queries.campaign(campaign_id, staff)))


@router.patch("/{campaign_id}", response={200: dict[str, Any], **_ANSWERS}, summary="Change a draft")
def change(request: HttpRequest, campaign_id: int, body: CampaignChange) -> dict[str, Any]:
    """Change a draft."""
    staff = demand(request.user, "campaigns.write")
    found = queries.campaign(campaign_id, staff)
    return _plain(queries.told(actions.change(found, by=staff, **_fields(body))))


@router.get(
    "/{campaign_id}/preview", response={200: dict[str, Any], **_ANSWERS}, summary="Who gets it and who does not"
)
def preview(request: HttpRequest, campaign_id: int, customer: str = "") -> dict[str, Any]:
    """The division of the audience with warnings; with `customer`, the mail as that person gets it."""
    staff = demand(request.user, "campaigns.view")
    found = queries.campaign(campaign_id, staff)
    divided = queries.preview(found)
    data = {"id": found.pk, **queries.told_preview(divided), "warnings": previewing.advice(found, divided)}
    if customer:
        message = previewing.as_person(found, find(customer, staff).pk)
        data["mail"] = {"subject": message.subject, "text": message.text, "html": message.html}
    return _plain(data)


@router.post("/{campaign_id}/test", response={200: dict[str, Any], **_ANSWERS}, summary="Send a test mail")
def test(request: HttpRequest, campaign_id: int, body: TestIn) -> dict[str, Any]:
    """Send a test, marked as such and not counted."""
    staff = demand(request.user, "campaigns.send")
    found = queries.campaign(campaign_id, staff)
    customer_id = find(body.customer, staff).pk if body.customer else None
    subject = previewing.send_test(found, to=body.to, customer_id=customer_id, by=staff)
    return {"id": found.pk, "to": body.to, "subject": subject}


@router.post("/{campaign_id}/send", response={200: dict[str, Any], **_ANSWERS}, summary="Send now or later")
def send(request: HttpRequest, campaign_id: int, body: SendIn) -> dict[str, Any]:
    """Send; a background job fixes the audience and starts."""
    staff = demand(request.user, "campaigns.send")
    at = body.at.replace(tzinfo=dt.UTC) if body.at and body.at.tzinfo is None else body.at
    found = actions.send(queries.campaign(campaign_id, staff), at=at, annoyance=body.annoyed, by=staff)
    return _plain(queries.told_progress(found))


@router.get("/{campaign_id}/status", response={200: dict[str, Any], **_ANSWERS}, summary="Where it stands")
def status(request: HttpRequest, campaign_id: int) -> dict[str, Any]:
    """Sent, opened, clicked, what did not arrive."""
    staff = demand(request.user, "campaigns.view")
    return _plain(queries.told_progress(queries.campaign(campaign_id, staff)))


@router.post("/{campaign_id}/winner", response={200: dict[str, Any], **_ANSWERS}, summary="Decide a comparison")
def winner(request: HttpRequest, campaign_id: int, body: WinnerIn) -> dict[str, Any]:
    """Send this wording to the rest of the audience, once."""
    staff = demand(request.user, "campaigns.send")
    found = comparing.decide(queries.campaign(campaign_id, staff), body.variant, by=staff)
    return _plain(queries.told_progress(found))


Turn = Callable[..., Campaign]


def _turns(verb: str, action: Turn, summary: str) -> None:
    """Mount one verb at an address of its own: a general one would swallow what other apps add under a campaign."""

    @router.post(
        f"/{{campaign_id}}/{verb}",
        response={200: dict[str, Any], **_ANSWERS},
        summary=summary,
        operation_id=f"campaigns_{verb}",
    )
    def turn(request: HttpRequest, campaign_id: int) -> dict[str, Any]:
        staff = demand(request.user, "campaigns.send")
        found = action(settling.settle_one(queries.campaign(campaign_id, staff)), by=staff)
        return _plain(queries.told_progress(found))


_turns("pause", actions.pause, "Let no further mail go")
_turns("resume", actions.resume, "Go on after a pause")
_turns("cancel", actions.cancel, "End it for good")
_turns("unschedule", actions.unschedule, "Take a scheduled one back")


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Exact numbers as numbers, words as words."""
    found: dict[str, Any] = plain(data)
    return found
