"""Writes of the policy: how much attention is asked of people, when each channel is quiet, who gets nothing."""

import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock

from .models import ChannelRule, Policy, SegmentBudget
from .policy import the_policy

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def change_policy(
    *,
    fields: dict[str, Any],
    channels: Sequence[ChannelRule],
    segments: Sequence[SegmentBudget],
    by: "Staff | None",
) -> Policy:
    """Set the policy, what holds for these channels, and all budgets of segments at once.

    Whoever is in the group that gets nothing stays in it while the share grows: its seed is drawn once.
    """
    policy = Policy.objects.select_for_update().filter(pk=1).first() or the_policy()
    share_before = policy.control_share
    for name, value in fields.items():
        setattr(policy, name, value)
    if policy.control_share and not policy.control_seed:
        policy.control_seed = secrets.token_hex(8)
    if policy.control_share != share_before:
        policy.control_since = clock.now() if policy.control_share else None
    policy.save()
    for rule in channels:
        ChannelRule.objects.update_or_create(
            channel=rule.channel,
            defaults={
                name: getattr(rule, name)
                for name in ("points", "yen", "quiet_from", "quiet_until", "rests_on_holidays")
            },
        )
    SegmentBudget.objects.all().delete()
    SegmentBudget.objects.bulk_create(segments)
    audit.record("changed", by=by, subject_type="delivery.policy", subject_id=1, detail={"policy": _told(fields)})
    return policy


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in fields.items()}
