"""Saying which customer a LINE friend is: by code in the chat, by LINE's account link, or by a member of staff."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.outreach.line import queries
from joren.outreach.line.errors import AlreadyLinked, CodeUnusable, NotLinked
from joren.outreach.line.models import ChatMessage, Friend, LinkTicket
from joren.outreach.line.rules import codes
from joren.record.consents import actions as consents
from joren.record.customers import actions as customers
from joren.record.customers.models import ContactPoint, Customer
from joren.record.customers.queries import current_id

from .friends import agree, tell

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

AT_THE_COUNTER: Final = timedelta(days=7)
BY_LINK: Final = timedelta(minutes=30)
"""How long a code lives: on paper a week, on the page behind the signed link half an hour."""


@transaction.atomic
def issue_ticket(*, customer_id: int, lives: timedelta, by: "Staff | None") -> LinkTicket:
    """A new code for a customer; those before it that were not used end."""
    now = clock.now()
    LinkTicket.objects.filter(customer_id=customer_id, used_at=None, friend=None, expires_at__gt=now).update(
        expires_at=now
    )
    ticket = LinkTicket.objects.create(
        customer_id=current_id(customer_id), code=codes.make(secrets.choice), expires_at=now + lives
    )
    audit.record("created", by=by, subject_type="line.ticket", subject_id=ticket.pk, customer_id=ticket.customer_id)
    return ticket


@transaction.atomic
def use_code(friend: Friend, code: str, *, at: datetime) -> LinkTicket | None:
    """A friend wrote a code in the chat: link them. None for a code that means nothing (any more)."""
    found = queries.open_ticket(code)
    return None if found is None else _use(found, friend, how=_("code sent in the LINE chat"), at=at)


@transaction.atomic
def nonce_for(code: str) -> str:
    """The nonce with which LINE's account link hands this code's customer back. Raises `CodeUnusable`.

    Made of 32 random bytes: LINE asks for 10 to 255 characters nobody can guess.
    """
    found = queries.open_ticket(code)
    if found is None:
        raise CodeUnusable
    found.nonce = secrets.token_urlsafe(32)
    found.save(update_fields=["nonce"])
    return found.nonce


@transaction.atomic
def use_nonce(friend: Friend, nonce: str, *, at: datetime) -> LinkTicket | None:
    """LINE says that this friend is whoever got the nonce. None when nobody did."""
    found = LinkTicket.objects.filter(nonce=nonce, used_at=None, friend=None, expires_at__gt=clock.now()).first()
    return None if found is None else _use(found, friend, how=_("LINE account link"), at=at)


def _use(ticket: LinkTicket, friend: Friend, *, how: str, at: datetime) -> LinkTicket:
    """Link, once; a friend who is somebody else's already leaves a claim for a person to decide."""
    ticket = LinkTicket.objects.select_for_update().get(pk=ticket.pk)
    friend = Friend.objects.select_for_update().get(pk=friend.pk)
    if ticket.used_at is not None:
        return ticket
    ticket.friend = friend
    if friend.customer_id in (None, ticket.customer_id):
        ticket.used_at = clock.now()
        attach(friend, ticket.customer_id, how=how, at=at, by=None)
    ticket.save(update_fields=["friend", "used_at"])
    return ticket


@transaction.atomic
def link(friend: Friend, *, customer_id: int, by: "Staff") -> Friend:
    """A member of staff says who the friend is. Raises `AlreadyLinked`."""
    friend = Friend.objects.select_for_update(of=("self",)).select_related("customer").get(pk=friend.pk)
    if friend.customer is not None and friend.customer_id != customer_id:
        raise AlreadyLinked(customer=friend.customer)
    attach(friend, customer_id, how=_("linked by staff"), at=clock.now(), by=by)
    return friend


def attach(friend: Friend, customer_id: int, *, how: str, at: datetime, by: "Staff | None") -> None:
    """The friend is that customer: address, consent with evidence, what was written so far, the timeline."""
    if friend.customer_id == customer_id and friend.linked_at is not None:
        return
    friend.customer_id, friend.linked_at, friend.linked_how = customer_id, at, how[:300]
    friend.save(update_fields=["customer", "linked_at", "linked_how"])
    customers.add_contact_point(
        customer_id=customer_id, kind=ContactPoint.Kind.LINE, value=friend.user_id, by=by, source="line"
    )
    ChatMessage.objects.filter(friend=friend).update(customer_id=customer_id)
    if friend.is_following:
        agree(friend, how=_("friend of the LINE account, %(how)s") % {"how": how}, at=at)
    tell("line.linked", friend, at, how=how[:300])
    audit.record("changed", by=by, subject_type="line.friend", subject_id=friend.pk, customer_id=customer_id)


@transaction.atomic
def unlink(friend: Friend, *, by: "Staff") -> Friend:
    """The friend is not that customer after all: address and consent go, the conversation stays the friend's.

    Raises `NotLinked`.
    """
    friend = Friend.objects.select_for_update().get(pk=friend.pk)
    if friend.customer_id is None:
        raise NotLinked
    customer_id, now = friend.customer_id, clock.now()
    tell("line.unlinked", friend, now)
    _end_consent(friend, by)
    point = ContactPoint.objects.filter(customer_id=customer_id, kind="line", value=friend.user_id).first()
    if point is not None:
        customers.remove_contact_point(contact_point=point, by=by)
    ChatMessage.objects.filter(friend=friend).update(customer=None)
    friend.customer, friend.linked_at, friend.linked_how = None, None, ""
    friend.save(update_fields=["customer", "linked_at", "linked_how"])
    audit.record("changed", by=by, subject_type="line.friend", subject_id=friend.pk, customer_id=customer_id)
    return friend


def _end_consent(friend: Friend, by: "Staff | None") -> None:
    others = Friend.objects.filter(customer=friend.customer_id, is_following=True).exclude(pk=friend.pk)
    if friend.customer_id is not None and not others.exists():
        how = _("the LINE friend turned out to be somebody else")
        consents.withdraw(customer_id=friend.customer_id, channel=queries.CHANNEL, how=how, by=by)


@transaction.atomic
def decide_claim(ticket: LinkTicket, *, accept: bool, by: "Staff") -> LinkTicket:
    """A person decides whether the friend is the ticket's customer instead of the one so far."""
    ticket = LinkTicket.objects.select_for_update().get(pk=ticket.pk)
    friend = ticket.friend
    if ticket.used_at is not None or friend is None:
        raise CodeUnusable
    if accept:
        if friend.customer_id not in (None, ticket.customer_id):
            friend = unlink(friend, by=by)
        attach(friend, ticket.customer_id, how=_("linked by staff"), at=clock.now(), by=by)
    ticket.used_at = clock.now()
    ticket.save(update_fields=["used_at"])
    return ticket


@transaction.atomic
def make_customer(friend: Friend, *, name: str, by: "Staff") -> Customer:
    """Record a new customer for a friend nobody knows yet, and link the two. Raises `AlreadyLinked`."""
    friend = Friend.objects.select_for_update().get(pk=friend.pk)
    if friend.customer is not None:
        raise AlreadyLinked(customer=friend.customer)
    customer = customers.create(
        by=by, family_name=(name.strip() or friend.display_name)[:100], line_ids=[friend.user_id], source="line"
    )
    attach(friend, customer.pk, how=_("recorded as a new customer by staff"), at=clock.now(), by=by)
    return customer
