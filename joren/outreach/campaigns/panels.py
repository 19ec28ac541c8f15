"""What campaigns show on other apps' pages: a way to write to the people who stand there."""

from typing import Any

from django.http import HttpRequest

from joren.insight.loyalty.actions import NEAR
from joren.segments.library.models import Segment


def to_prospects(request: HttpRequest, definition: object) -> dict[str, Any]:
    """For the page of those who are one step away: the segment that follows the definition."""
    return {"segment_key": NEAR}


def to_segment(request: HttpRequest, segment: Segment) -> dict[str, Any]:
    """For the page of a segment."""
    return {"segment_key": segment.key}
