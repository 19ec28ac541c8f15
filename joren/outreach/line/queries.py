"""Reads of LINE."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q, QuerySet

from joren.foundation.secrets import unseal
from joren.foundation.time import clock
from joren.outreach.delivery.channels import Forecast as Expected
from joren.record.customers.queries import customers_visible_to

from .adapters.messaging_api import MessagingApi
from .errors import FriendNotFound, LineIsOff, NoSuchMenu
from .models import AnswerTemplate, ChatMessage, Friend, LineAccount, LinkTicket, ReceivedEvent, RichMenu
from .rules import pricing

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

SECRET, TOKEN = "line.secret", "line.token"
CHANNEL = "line"
PAGE = 50


def the_account() -> LineAccount | None:
    """The account as it is set up, whether it is on or not."""
    return LineAccount.objects.filter(pk=1).first()


def active_account() -> LineAccount:
    """The account messages go through. Raises `LineIsOff`."""
    account = LineAccount.objects.filter(pk=1, is_on=True).first()
    if account is None:
        raise LineIsOff
    return account


def secret_of(account: LineAccount) -> str:
    """The channel secret in clear. Raises `SecretUnreadable`."""
    return unseal(account.secret_sealed, purpose=SECRET)


def api_of(account: LineAccount) -> MessagingApi:
    """A client of the account. Raises `SecretUnreadable`."""
    return MessagingApi(
        unseal(account.token_sealed, purpose=TOKEN),
        api_url=settings.LINE_API_URL,
        data_url=settings.LINE_DATA_URL,
        timeout=account.timeout,
    )


def forecast(number: int) -> pricing.Forecast | None:
    """What `number` messages would cost now, as far as LINE said how many went; None without an account.

    Shown before anything is sent.
    """
    account = the_account()
    if account is None:
        return None
    used = used_this_month(account)
    most = account.free_messages + account.extra_limit
    limit = most if account.quota_limit is None else min(most, account.quota_limit)
    return pricing.forecast(
        number, used=used, free_messages=account.free_messages, yen_per_extra=account.yen_per_extra, limit=limit
    )


def forecast_of_sending(number: int, words: Any) -> Expected | None:
    """The same as the engine asks it of every channel; the words change nothing."""
    found = forecast(number)
    return Expected(yen=found.yen, free=found.free, too_many=found.too_many) if found else None


def used_this_month(account: LineAccount) -> int:
    """How many messages went this month, as LINE last said; a figure of last month counts as none."""
    read = account.quota_read_at
    if read is None or account.quota_used is None:
        return 0
    return (
        account.quota_used if read.astimezone(clock.TOKYO).date().replace(day=1) == clock.today().replace(day=1) else 0
    )


def add_friend_url(account: LineAccount | None) -> str:
    """Where somebody becomes a friend; "" until LINE told the account's id."""
    return f"https://line.me/R/ti/p/{quote(account.basic_id)}" if account and account.basic_id else ""


def say_url(account: LineAccount | None, text: str) -> str:
    """Opens the chat with these words already written, so that only *send* is to be pressed."""
    if account is None or not account.basic_id:
        return ""
    return f"https://line.me/R/oaMessage/{quote(account.basic_id)}/?{quote(text)}"


# --- friends and conversations --------------------------------------------------------------------------------------


def friends_visible_to(staff: "Staff | None") -> QuerySet[Friend]:
    """Friends this person may see: those of customers they may see, and, for whoever may link, those of nobody yet."""
    rows = Friend.objects.select_related("customer", "assigned_to")
    mine = Q(customer__in=customers_visible_to(staff))
    if staff is None or staff.may("line.link"):
        mine |= Q(customer=None)
    return rows.filter(mine)


def friend(pk: int, staff: "Staff | None") -> Friend:
    """One of them. Raises `FriendNotFound`."""
    found = friends_visible_to(staff).filter(pk=pk).first()
    if found is None:
        raise FriendNotFound
    return found


def conversations(staff: "Staff | None") -> QuerySet[Friend]:
    """Friends who wrote or were answered, for the inbox; newest first."""
    return friends_visible_to(staff).exclude(last_at=None).order_by("-last_at", "-pk")


def messages_of(one: Friend, limit: int = 200) -> list[ChatMessage]:
    """The newest messages of a conversation, oldest of them first, without their pictures."""
    rows = ChatMessage.objects.filter(friend=one).defer("picture").select_related("staff").order_by("-at", "-pk")
    return list(rows[:limit])[::-1]


def picture_of(message_id: int, staff: "Staff | None") -> ChatMessage:
    """A message with its picture, if this person may see the friend. Raises `FriendNotFound`."""
    found = ChatMessage.objects.filter(pk=message_id, friend__in=friends_visible_to(staff)).first()
    if found is None or not found.picture:
        raise FriendNotFound
    return found


def friends_of(customer_id: int) -> list[Friend]:
    """The LINE friends linked to a customer."""
    return list(Friend.objects.filter(customer_id=customer_id).order_by("pk"))


def templates() -> list[AnswerTemplate]:
    """The ready answers, by name."""
    return list(AnswerTemplate.objects.all())


# --- linking --------------------------------------------------------------------------------------------------------


def open_ticket(code: str) -> LinkTicket | None:
    """The ticket of a code that may still be used."""
    rows = LinkTicket.objects.filter(code=code, used_at=None, friend=None, expires_at__gt=clock.now())
    return rows.select_related("customer").first()


def claims() -> QuerySet[LinkTicket]:
    """Tickets used by a friend who is linked to another customer already: a person decides."""
    return LinkTicket.objects.filter(used_at=None).exclude(friend=None).select_related("customer", "friend__customer")


# --- menus ----------------------------------------------------------------------------------------------------------


def menus() -> QuerySet[RichMenu]:
    """All menus without their pictures."""
    return RichMenu.objects.defer("image")


def menu(pk: int) -> RichMenu:
    """One menu. Raises `NoSuchMenu`."""
    found = RichMenu.objects.filter(pk=pk).first()
    if found is None:
        raise NoSuchMenu
    return found


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the account stands, for the settings page."""

    friends: int
    following: int
    linked: int
    failed_events: int
    used: int
    limit: int | None
    fee: Decimal


def standing(account: LineAccount) -> Standing:
    """Figures of the account."""
    following = Friend.objects.filter(is_following=True)
    return Standing(
        friends=Friend.objects.count(),
        following=following.count(),
        linked=following.exclude(customer=None).count(),
        failed_events=ReceivedEvent.objects.filter(state=ReceivedEvent.State.FAILED).count(),
        used=used_this_month(account),
        limit=account.quota_limit,
        fee=account.monthly_fee,
    )
