"""Approval by a second person: what exactly was approved, and that nothing else goes out."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.outreach.content.models import Content
from joren.outreach.content.words import Words, words_of

from . import words
from .audience import expanded, rule_of
from .errors import ApprovalMissing, ApprovalOutdated, OwnApproval
from .locking import locked
from .models import Campaign, CampaignPolicy

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_DECIDING = (
    "channels", "cap", "held_back_share", "testing", "test_share", "decide_by", "decide_after_hours", "repeats",
    "days_before", "repeat_time", "best_hour",
)  # fmt: skip
"""What of a campaign is approved beside its words and its audience; not its name, and not the moment."""
_SUBJECT = "campaigns.campaign"


def is_needed() -> bool:
    """Whether the business wants a second person's word."""
    return CampaignPolicy.objects.filter(pk=1, needs_approval=True).exists()


def fingerprint(campaign: Campaign, said: Iterable[tuple[str, str, Words]] | None = None) -> str:
    """64 hex digits that change with anything that would be sent to anybody: words, audience, channels, comparison.

    `said`: the words by variant and channel; by default as they stand now.
    """
    given = list(words.texts(campaign)) if said is None else list(said)
    told = [
        {name: str(getattr(campaign, name)) for name in _DECIDING},
        campaign.annoyance == Campaign.Annoyance.SEND,
        _rule(campaign),
        sorted([variant, channel, one.fingerprint, one.preheader] for variant, channel, one in given),
        sorted(map(list, campaign.variants.values_list("key", "weight"))) if campaign.testing else [],
    ]
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _rule(campaign: Campaign) -> Any:
    """The rule as it is now; a saved segment counts as what it means, so that changing it asks again."""
    try:
        return expanded(rule_of(campaign))
    except LookupError:
        return rule_of(campaign)


def frozen_fingerprint(campaign: Campaign) -> str:
    """The same over the words that were frozen for the engine: what really goes out."""
    contents = Content.objects.filter(origin=campaign.origin)
    return fingerprint(campaign, [(one.variant, one.channel, words_of(one)) for one in contents])


def state(campaign: Campaign) -> str:
    """``not_needed``, ``missing``, ``asked``, ``approved``, or ``outdated`` after a change."""
    if not is_needed():
        return "not_needed"
    if campaign.approved_fingerprint:
        return "approved" if campaign.approved_fingerprint == fingerprint(campaign) else "outdated"
    return "asked" if campaign.approval_asked_at else "missing"


def may_approve(campaign: Campaign, staff: "Staff") -> bool:
    """Whether this person is a second one: did not write, change or ask for it or its words, and may approve at all."""
    own = {campaign.created_by_id, campaign.changed_by_id, campaign.approval_asked_by_id}
    own |= {message.changed_by_id for _variant, message in words.messages_of(campaign)}
    return staff.may("campaigns.approve") and staff.pk not in own


@transaction.atomic
def ask(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """Ask for a second person's word on what the campaign is now. Raises `NotInThisState`."""
    campaign = locked(campaign, Campaign.Status.DRAFT)
    campaign.approval_asked_at, campaign.approval_asked_by = clock.now(), by
    campaign.approved_at, campaign.approved_by, campaign.approved_fingerprint = None, None, ""
    campaign.save(update_fields=_FIELDS)
    audit.record("changed", by=by, subject_type=_SUBJECT, subject_id=campaign.pk, detail={"approval": "asked"})
    return campaign


@transaction.atomic
def approve(campaign: Campaign, *, by: "Staff", fingerprint_seen: str) -> Campaign:
    """Say yes to exactly what was seen.

    Raises `OwnApproval`, `NotInThisState`, and `ApprovalOutdated` when it was changed since the page was made.
    """
    campaign = locked(campaign, Campaign.Status.DRAFT)
    if not may_approve(campaign, by):
        raise OwnApproval
    now = fingerprint(campaign)
    if now != fingerprint_seen:
        raise ApprovalOutdated
    campaign.approved_at, campaign.approved_by, campaign.approved_fingerprint = clock.now(), by, now
    campaign.save(update_fields=_FIELDS)
    audit.record("changed", by=by, subject_type=_SUBJECT, subject_id=campaign.pk, detail={"approval": now[:16]})
    return campaign


@transaction.atomic
def refuse(campaign: Campaign, *, by: "Staff") -> Campaign:
    """Say no: it is asked for again after a change."""
    campaign = locked(campaign, Campaign.Status.DRAFT)
    campaign.approval_asked_at, campaign.approval_asked_by = None, None
    campaign.approved_at, campaign.approved_by, campaign.approved_fingerprint = None, None, ""
    campaign.save(update_fields=_FIELDS)
    audit.record("changed", by=by, subject_type=_SUBJECT, subject_id=campaign.pk, detail={"approval": "refused"})
    return campaign


_FIELDS = ["approval_asked_at", "approval_asked_by", "approved_at", "approved_by", "approved_fingerprint"]


def check(campaign: Campaign, *, frozen: bool = False) -> None:
    """Raise `ApprovalMissing` or `ApprovalOutdated` where a second person has to say yes and has not. `frozen`: ask of
    the words that were kept for the engine."""
    if not is_needed():
        return
    if not campaign.approved_fingerprint:
        raise ApprovalMissing
    if campaign.approved_fingerprint != (frozen_fingerprint(campaign) if frozen else fingerprint(campaign)):
        raise ApprovalOutdated


@transaction.atomic
def set_policy(*, needs_approval: bool, by: "Staff | None") -> CampaignPolicy:
    """Keep the business's rule about approvals."""
    policy, _created = CampaignPolicy.objects.update_or_create(pk=1, defaults={"needs_approval": needs_approval})
    detail = {"needs_approval": needs_approval}
    audit.record("changed", by=by, subject_type="campaigns.policy", subject_id=1, detail=detail)
    return policy
