"""What goals show on pages of outreach: what similar plans brought."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from joren.outreach.campaigns.models import Campaign
from joren.outreach.journeys.models import Journey

from . import experience


def of_campaign(request: HttpRequest, campaign: Campaign) -> dict[str, Any] | None:
    """What campaigns like this one brought; None where there is nothing alike."""
    here = reverse("campaigns:detail", args=[campaign.pk])
    found = experience.similar_to(experience.traits_of_campaign(campaign), without=here)
    return {"similar": found} if found else None


def of_journey(request: HttpRequest, journey: Journey) -> dict[str, Any] | None:
    """What measures like this journey brought; None where there is nothing alike."""
    here = reverse("journeys:detail", args=[journey.pk])
    found = experience.similar_to(experience.traits_of_journey(journey), without=here)
    return {"similar": found} if found else None
