"""The job between "send" and the last message: freeze the audience, let the first messages go, leave all others.

Each step is safe to run twice: a worker may die at any line. The audience is frozen in one transaction; deliveries are
unique for each person and occasion.
"""

from django.db import transaction

from joren.foundation.errors import JorenError
from joren.foundation.jobs.running import RunningJob
from joren.foundation.time import clock
from joren.outreach.content import actions as content
from joren.outreach.delivery.errors import DispatchState

from . import approving, leaving, repeating
from .actions import check_ready
from .audience import chosen_rule, expanded
from .errors import NobodyToSendTo
from .freezing import freeze, freeze_words, new_seed
from .models import AudienceMember, Campaign

Status = Campaign.Status


def prepare(job: RunningJob) -> None:
    """Freeze the audience of a campaign (the job's subject), and leave its messages.

    When something is wrong (the segment was removed, the sender block is empty, nobody approved …) the campaign is a
    draft again with the sentence that says so, and nothing is sent.
    """
    campaign = Campaign.objects.filter(pk=int(job.subject)).first()
    if campaign is None or campaign.prepared_at is not None:
        return
    if campaign.status in (Status.SCHEDULED, Status.PREPARING) and not _begun(campaign, job):
        return
    campaign.refresh_from_db()
    if campaign.status in (Status.SENDING, Status.PAUSED):
        _leave(campaign, job)


def _begun(campaign: Campaign, job: RunningJob) -> bool:
    """Freeze and open; returns whether messages may be left now."""
    try:
        if campaign.frozen_at is None:
            check_ready(campaign)
            campaign = _start_repeating(campaign) if campaign.repeats else freeze(campaign)
        return _open(campaign, job)
    except JorenError as problem:
        _back_to_draft(campaign, f"{problem} {problem.remedy_sentence}".strip())
        return False


@transaction.atomic
def _start_repeating(campaign: Campaign) -> Campaign:
    """Keep rule and words; whom it is for is decided each day."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    campaign.frozen_at, campaign.seed = clock.now(), campaign.seed or new_seed()
    campaign.frozen_rule = expanded(chosen_rule(campaign))
    campaign.save(update_fields=["frozen_at", "seed", "frozen_rule"])
    freeze_words(campaign)
    approving.check(campaign, frozen=True)
    return campaign


@transaction.atomic
def _open(campaign: Campaign, job: RunningJob) -> bool:
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.status not in (Status.PREPARING, Status.SCHEDULED) or job.should_stop():
        return False
    if not campaign.repeats and not leaving.is_anybody_chosen(campaign):
        raise NobodyToSendTo(members=campaign.audience.count())
    leaving.stand(campaign, campaign.channels)
    campaign.status, campaign.started_at = Status.SENDING, clock.now()
    campaign.save(update_fields=["status", "started_at"])
    return True


def _leave(campaign: Campaign, job: RunningJob) -> None:
    """Leave what is not left yet; the dispatches close when nobody waits for a winner any more."""
    if campaign.repeats:
        repeating.run(campaign)
        return
    chosen = AudienceMember.objects.filter(campaign=campaign, decision=AudienceMember.Decision.SEND)
    total = 0

    def goes_on(left: int) -> bool:
        nonlocal total
        total = total or chosen.count()  # only now: a million are not counted before the first mail goes
        job.progress(min(left, total), total)
        return not job.should_stop()

    assert campaign.started_at is not None
    at = campaign.decided_at or campaign.started_at
    try:
        leaving.leave(campaign, at=at, goes_on=goes_on)
    except DispatchState:  # cancelled meanwhile: what was left is cancelled, the rest never comes
        return
    if (campaign.testing and chosen.filter(variant="").exists()) or job.should_stop():
        return
    with transaction.atomic():
        if Campaign.objects.filter(pk=campaign.pk, prepared_at=None).update(prepared_at=clock.now()):
            leaving.complete(campaign)


@transaction.atomic
def _back_to_draft(campaign: Campaign, problem: str) -> None:
    """Nothing was opened, so nothing was sent: undo what was prepared and say why."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    AudienceMember.objects.filter(campaign=campaign).delete()
    content.discard(origin=campaign.origin)
    campaign.status, campaign.problem = Status.DRAFT, problem[:500]
    campaign.annoyance = Campaign.Annoyance.OPEN
    campaign.frozen_at = campaign.frozen_rule = campaign.scheduled_at = None
    campaign.save(update_fields=["status", "problem", "annoyance", "frozen_at", "frozen_rule", "scheduled_at"])
