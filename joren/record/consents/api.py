"""Consents for programs."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.record.customers.api import Problem
from joren.record.customers.queries import find

from . import actions, queries

router = Router()


class ConsentOut(Schema):
    """What the customer says to one channel and purpose, with the evidence."""

    channel: str = Field(examples=["mail"])
    purpose: str = Field(examples=["marketing"])
    given: bool
    granted_at: dt.datetime | None = None
    granted_how: str = Field("", examples=["店頭の申込書"])
    granted_text: str = Field("", examples=["お知らせメールを受け取る"])
    withdrawn_at: dt.datetime | None = None
    withdrawn_how: str = ""


class ConsentIn(Schema):
    """A grant or a withdrawal. A grant needs `how` and `text`, a withdrawal needs `how`."""

    channel: str = Field(examples=["mail"], description="mail, line, sms, post or phone")
    purpose: str = Field("marketing", examples=["marketing"])
    given: bool = Field(description="true: the customer agrees; false: no longer")
    how: str = Field(examples=["ウェブの会員登録"])
    text: str = Field("", examples=["お知らせメールを受け取る"])
    at: dt.datetime | None = Field(None, description="when it was said, with a time zone; now if left out")


_ANSWERS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


@router.get("/{ref}/consents", response={200: list[ConsentOut], **_ANSWERS}, summary="What may be sent")
def read_consents(request: HttpRequest, ref: str) -> list[dict[str, Any]]:
    """What the customer agreed to, one line per channel and purpose."""
    staff = demand(request.user, "consents.view")
    return queries.describe(find(ref, staff))


@router.post(
    "/{ref}/consents",
    response={200: list[ConsentOut], 400: Problem, **_ANSWERS},
    summary="Record a consent or a withdrawal",
)
def record_consent(request: HttpRequest, ref: str, body: ConsentIn) -> list[dict[str, Any]]:
    """Record what the customer said; answers what now stands."""
    staff = demand(request.user, "consents.change")
    customer = find(ref, staff)
    said: dict[str, Any] = {
        "customer_id": customer.pk,
        "channel": body.channel,
        "purpose": body.purpose,
        "how": body.how,
        "at": queries.aware(body.at),
        "by": staff,
        "source": "api",
    }
    if body.given:
        actions.grant(text=body.text, **said)
    else:
        actions.withdraw(**said)
    return queries.describe(customer)
