"""Freezing an audience and preparing its deliveries: the job between "send" and the first mail.

Each step is safe to run twice: a worker may die at any line. The audience is frozen in one transaction; deliveries are
unique for each person; nothing goes out before `open_dispatch`, the last step.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from joren.foundation.chance import Member, assign
from joren.foundation.errors import JorenError
from joren.foundation.jobs.running import RunningJob
from joren.foundation.time import clock
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.mail import actions as mail
from joren.outreach.mail import fields, sending
from joren.outreach.mail.drafts import used_fields
from joren.segments.engine import run as engine

from .actions import check_ready, new_seed
from .audience import CHANNEL, Audience, addresses_of, audience_of, chunks, expanded, rule_of, strata_of
from .errors import NoAudienceChosen
from .models import AudienceMember, Campaign

Decision = AudienceMember.Decision
Status = Campaign.Status
_BATCH = 5_000


def prepare(job: RunningJob) -> None:
    """Freeze the audience of a campaign (the job's subject), leave its deliveries and let them go.

    When something is wrong (the segment was removed, the sender block is empty …) the campaign is a draft again with
    the sentence that says so, and nothing is sent.
    """
    campaign = Campaign.objects.filter(pk=int(job.subject)).first()
    if campaign is None or campaign.status not in (Status.SCHEDULED, Status.PREPARING):
        return
    try:
        if campaign.frozen_at is None:
            check_ready(campaign)
            campaign = freeze(campaign)
        _leave_deliveries(campaign, job)
    except JorenError as problem:
        _back_to_draft(campaign, f"{problem} {problem.remedy_sentence}".strip())
        return
    _open(campaign, job)


def freeze(campaign: Campaign) -> Campaign:
    """Decide about every member of the segment, once. Raises `InvalidRule` or what the engine raises: nothing is
    frozen."""
    rule = rule_of(campaign)
    if rule is None:
        raise NoAudienceChosen
    audience = audience_of(engine.members(rule))
    strata = strata_of(list(audience.addresses))
    seed = campaign.seed or new_seed()
    people = [Member(customer_id, strata[customer_id]) for customer_id in audience.addresses]
    held_back = assign(people, campaign.held_back_share, seed)
    return _keep(campaign, audience, strata, held_back, rule=rule, seed=seed)


@transaction.atomic
def _keep(
    campaign: Campaign, audience: Audience, strata: dict[int, str], held_back: set[int], *, rule: Any, seed: str
) -> Campaign:
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.frozen_at is not None:  # another worker was first
        return campaign
    members = [
        AudienceMember(
            campaign=campaign,
            customer_id=customer_id,
            decision=Decision.HELD_BACK if customer_id in held_back else Decision.SEND,
            stratum=strata[customer_id],
        )
        for customer_id in audience.addresses
    ] + [
        AudienceMember(campaign=campaign, customer_id=customer_id, decision=Decision.EXCLUDED, reason=reason)
        for customer_id, reason in audience.reasons.items()
    ]
    AudienceMember.objects.bulk_create(members, batch_size=_BATCH)
    campaign.frozen_at, campaign.seed, campaign.frozen_rule = clock.now(), seed, expanded(rule)
    campaign.status = Status.PREPARING
    campaign.save(update_fields=["frozen_at", "seed", "frozen_rule", "status"])
    mail.freeze_content(origin=campaign.origin, draft=campaign.draft, base_url=sending.base_url())
    return campaign


def _leave_deliveries(campaign: Campaign, job: RunningJob) -> None:
    chosen = AudienceMember.objects.filter(campaign=campaign, decision=Decision.SEND)
    ids = list(chosen.order_by("customer_id").values_list("customer_id", flat=True))
    used = used_fields(campaign.draft)
    taken: set[str] = set()
    job.progress(0, len(ids))
    for number, part in enumerate(chunks(ids), 1):
        _leave(campaign, part, used, taken)
        job.progress(min(number * len(part), len(ids)), len(ids))


def _leave(campaign: Campaign, ids: Sequence[int], used: set[str], taken: set[str]) -> None:
    """A row for each: whose address vanished since the freeze has none, and is cancelled with the reason when its
    turn comes."""
    addresses = {customer_id: address for customer_id, address in addresses_of(ids).items() if address not in taken}
    taken.update(addresses.values())
    values = fields.values_of(ids, used) if used else {}
    delivery.prepare(
        origin=campaign.origin,
        channel=CHANNEL,
        deliveries=[
            NewDelivery(
                customer_id=customer_id,
                address=addresses.get(customer_id, ""),
                content=values.get(customer_id, {}),
            )
            for customer_id in ids
        ],
    )


@transaction.atomic
def _open(campaign: Campaign, job: RunningJob) -> None:
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.status != Status.PREPARING or job.should_stop():
        return
    delivery.open_dispatch(origin=campaign.origin, channel=CHANNEL, by=job.job.staff)
    campaign.status, campaign.started_at = Status.SENDING, clock.now()
    campaign.save(update_fields=["status", "started_at"])


@transaction.atomic
def _back_to_draft(campaign: Campaign, problem: str) -> None:
    """Nothing was opened, so nothing was sent: undo what was prepared and say why."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    AudienceMember.objects.filter(campaign=campaign).delete()
    delivery.discard(origin=campaign.origin, channel=CHANNEL)
    mail.discard_content(origin=campaign.origin)
    campaign.status, campaign.problem = Status.DRAFT, problem[:500]
    campaign.frozen_at = campaign.frozen_rule = campaign.scheduled_at = None
    campaign.save(update_fields=["status", "problem", "frozen_at", "frozen_rule", "scheduled_at"])
