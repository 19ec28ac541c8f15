"""Friends come, go and come back; what that means for consent and for the list of blocked addresses."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.outreach.delivery.models import Suppression
from joren.outreach.delivery.suppressing import suppress
from joren.outreach.line import queries
from joren.outreach.line.models import Friend
from joren.record.consents import actions as consents
from joren.record.timeline.actions import append


def know(user_id: str, *, at: datetime) -> Friend:
    """The friend of that LINE id, locked; made where it is new: whoever writes to the account is its friend."""
    Friend.objects.bulk_create([Friend(user_id=user_id, status_at=at, followed_at=at)], ignore_conflicts=True)
    return Friend.objects.select_for_update().get(user_id=user_id)


@transaction.atomic
def followed(user_id: str, *, at: datetime, unblocked: bool = False) -> Friend:
    """Somebody added the account, or unblocked it. What is older than the last such event changes nothing."""
    friend = know(user_id, at=at)
    if at < friend.status_at:
        return friend
    friend.is_following, friend.status_at, friend.followed_at = True, at, at
    friend.save(update_fields=["is_following", "status_at", "followed_at"])
    Suppression.objects.filter(
        channel=queries.CHANNEL, address=user_id, reason=Suppression.Reason.UNSUBSCRIBED
    ).delete()
    if friend.customer_id is not None:
        how = _("unblocked the LINE account") if unblocked else _("added the LINE account as a friend")
        agree(friend, how=how, at=at)
        tell("line.followed", friend, at, unblocked=unblocked)
    return friend


@transaction.atomic
def blocked(user_id: str, *, at: datetime) -> Friend:
    """Somebody blocked the account or left it: nothing is sent any more, and consent ended, with its evidence."""
    friend = know(user_id, at=at)
    if at < friend.status_at:
        return friend
    friend.is_following, friend.status_at = False, at
    friend.save(update_fields=["is_following", "status_at"])
    suppress(channel=queries.CHANNEL, address=user_id, reason=Suppression.Reason.UNSUBSCRIBED, by=None)
    if friend.customer_id is not None:
        _withdraw(friend, at)
        tell("line.blocked", friend, at)
    return friend


def _withdraw(friend: Friend, at: datetime) -> None:
    """Consent ends unless the customer is still a friend under another LINE account."""
    others = Friend.objects.filter(customer=friend.customer_id, is_following=True).exclude(pk=friend.pk)
    if others.exists():
        return
    assert friend.customer_id is not None
    consents.withdraw(
        customer_id=friend.customer_id,
        channel=queries.CHANNEL,
        how=_("blocked the LINE account"),
        by=None,
        # What was learned late of somebody linked meanwhile: consent given by the link ends with it.
        at=min(max(at, friend.linked_at or at), clock.now()),
    )


def agree(friend: Friend, *, how: str, at: datetime) -> None:
    """Consent of a linked friend to messages over LINE, with its evidence."""
    account = queries.the_account()
    assert friend.customer_id is not None
    consents.grant(
        customer_id=friend.customer_id,
        channel=queries.CHANNEL,
        how=how,
        text=(account.consent_text if account else "") or _("Receive news by LINE"),
        by=None,
        at=min(at, clock.now()),
    )


def tell(key: str, friend: Friend, at: datetime, *, subject: int | None = None, **data: object) -> None:
    """On the customer's timeline."""
    assert friend.customer_id is not None
    append(
        customer_id=friend.customer_id,
        key=key,
        occurred_at=at,
        subject=subject,
        channel=queries.CHANNEL,
        data={"address": friend.user_id} | data,
    )
