"""Campaigns as experiments."""

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse

from joren.foundation.time.business_day import business_date
from joren.measurement.experiments.windows import Window
from joren.outreach.campaigns import queries as campaigns
from joren.outreach.campaigns.models import AudienceMember, Campaign

from .subjects import Assigned, Kind, Subject

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_MEMBERS = """
SELECT m.decision, m.customer_id, %(start)s::date AS start, m.variant, m.channel, m.stratum, m.wave = 1 AS compared
FROM {members} m
WHERE m.campaign_id = %(campaign)s AND m.decision IN ('send', 'held_back')
"""
_REPEATED = """
SELECT DISTINCT ON (m.customer_id) m.decision, m.customer_id, coalesce(m.decided_on, %(start)s::date) AS start,
       m.variant, m.channel, m.stratum, true AS compared
FROM {members} m
WHERE m.campaign_id = %(campaign)s AND m.decision IN ('send', 'held_back')
ORDER BY m.customer_id, m.decided_on, m.id
"""


def subject(reference: str, staff: "Staff | None") -> Subject:
    """The campaign of that number. Raises `CampaignNotFound`."""
    return of_campaign(campaigns.campaign(reference, staff))


def of_campaign(campaign: Campaign) -> Subject:
    """A campaign as an experiment. One that repeats (birthdays) is rolling: a person counts from their first day."""
    start = business_date(campaign.started_at) if campaign.started_at else None
    repeats = bool(campaign.repeats)
    return Subject(
        key=campaign.origin,
        kind=Kind.CAMPAIGN,
        name=campaign.name,
        share=campaign.held_back_share,
        window=Window(start, campaign.window_days) if start else None,
        assigned=_assigned(campaign, start, _REPEATED if repeats else _MEMBERS),
        origin=campaign.origin,
        is_rolling=repeats,
        closes=business_date(campaign.finished_at) if campaign.finished_at else None,
        days=campaign.window_days,
        campaign=campaign,
        link=reverse("campaigns:detail", args=[campaign.pk]),
    )


def running() -> list[Subject]:
    """Campaigns that were sent and have no verdict yet."""
    return [of_campaign(one) for one in Campaign.objects.filter(started_at__isnull=False, evaluation=None)]


def _assigned(campaign: Campaign, start: dt.date | None, sql: str) -> Assigned:
    members = AudienceMember._meta.db_table
    return Assigned(sql=sql.format(members=members), parameters={"campaign": campaign.pk, "start": start})
