"""Bringing running campaigns in line with what became of their messages."""

from django.db import transaction

from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock
from joren.outreach.delivery.models import Dispatch

from . import comparing, queries
from .actions import PREPARE
from .models import Campaign

Status = Campaign.Status


def settle() -> None:
    """Each minute: decide tests whose time has come, see that everybody's message is left, and bring the status of
    running campaigns in line with their deliveries: sent, or paused by a problem."""
    comparing.decide_due()
    for campaign in Campaign.objects.filter(status__in=[Status.SENDING, Status.PAUSED]):
        if campaign.winner and campaign.prepared_at is None:
            schedule(PREPARE, subject=str(campaign.pk))
        settle_one(campaign)


@transaction.atomic
def settle_one(campaign: Campaign) -> Campaign:
    """The same for the status of one campaign."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.status not in (Status.SENDING, Status.PAUSED):
        return campaign
    dispatches = list(Dispatch.objects.filter(origin=campaign.origin))
    status, problem = queries.status_of(dispatches, campaign.status), queries.problem_of(dispatches)
    if not dispatches or (status, problem) == (campaign.status, campaign.problem):
        return campaign
    campaign.problem = problem
    if status == Status.SENT:
        campaign.finished_at = max((one.finished_at for one in dispatches if one.finished_at), default=clock.now())
    campaign.status = status
    campaign.save(update_fields=["status", "problem", "finished_at"])
    return campaign
