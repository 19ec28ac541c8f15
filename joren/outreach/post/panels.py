"""What post offers on other apps' pages: labels for the people who stand there."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from joren.foundation.registry import Handed
from joren.segments.library.models import Segment


def to_segment(request: HttpRequest, segment: Segment) -> dict[str, Any]:
    """For the page of a segment."""
    return {"labels_address": address(Handed(segment=segment.key, name=segment.name))}


def address(handed: Handed) -> str:
    """The form for labels, filled in with what another page hands over."""
    return f"{reverse('post:labels')}?{urlencode({'segment': handed.segment, 'name': handed.name[:200]})}"
