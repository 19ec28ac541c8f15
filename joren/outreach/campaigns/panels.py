"""What campaigns offer on other apps' pages: a way to write to the people who stand there."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from joren.foundation.registry import Handed
from joren.outreach.content.models import Message
from joren.outreach.content.ready import ready_one
from joren.segments.library.models import Segment

from .models import Campaign

Repeats = Campaign.Repeats

MOST_HANDED: Final = 3_000
"""Characters of one text in an address."""


def to_segment(request: HttpRequest, segment: Segment) -> dict[str, Any]:
    """For the page of a segment."""
    return {"segment_key": segment.key}


def to_message(request: HttpRequest, message: Message) -> dict[str, Any]:
    """For the page of a message."""
    return {"message": message}


def address(handed: Handed) -> str:
    """The form of a new campaign, filled in with what another page hands over; too long words are left off."""
    given = {"segment": handed.segment, "name": handed.name, "subject": handed.subject, "body": handed.body}
    said = {key: value for key, value in given.items() if value and len(value) <= MOST_HANDED}
    return f"{reverse('campaigns:new')}?{urlencode(said)}"


def handed_words(request: HttpRequest) -> dict[str, str]:
    """What such an address fills in, as the form's first values."""
    names = {"segment_key": "segment", "name": "name", "subject": "subject", "body": "body", "begin_with": "message"}
    return {field: request.GET.get(name, "")[:MOST_HANDED] for field, name in names.items()}


def begun_from(request: HttpRequest) -> dict[str, str]:
    """The first values of a campaign that begins with a ready-made message: ``?ready=``, a key of the gallery."""
    one = ready_one(request.GET.get("ready", ""))
    if one is None:
        return {}
    return {"begin_with": f"ready:{one.key}", "name": one.name, "repeats": one.key if one.key in Repeats.values else ""}
