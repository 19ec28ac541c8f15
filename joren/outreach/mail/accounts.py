"""Accounts made ready for work, and what is kept of their work: use, limits, problems."""

from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from joren.foundation.secrets import unseal
from joren.foundation.time import clock
from joren.outreach.content.rules.tokens import TokenKey

from .adapters.handing import Connection
from .adapters.provider import ProviderConnection
from .adapters.smtp import SmtpConnection, SmtpServer
from .composing import Composer
from .models import AccountUse, DkimKey, MailAccount, ProviderLimit
from .queries import password_of
from .rules import warmup
from .rules.dkim import Signer, SigningKey
from .rules.limits import Meter, least
from .stations import Station

DKIM = "mail.dkim"
_PATIENCE = 4
"""A server may take so many times longer over a whole message than over a command."""
_FAST = 100_000
"""A pace nobody reaches: it only makes the engine keep to one run at a time, so that hours and days are kept."""
_COUNT = """
INSERT INTO mail_accountuse (account_id, hour, number) VALUES (%s, %s, %s)
ON CONFLICT (account_id, hour) DO UPDATE SET number = mail_accountuse.number + excluded.number
"""


def stations_of(
    accounts: Sequence[MailAccount], composers: Callable[[MailAccount], dict[str, Composer]]
) -> list[Station]:
    """The accounts ready for work, with their limits as far as they are used up and the keys they sign with."""
    shared = {limit.provider: _meter_of_provider(limit) for limit in ProviderLimit.objects.all()}
    return [_station(account, composers(account), shared.get(account.provider_key)) for account in accounts]


def _station(account: MailAccount, composers: dict[str, Composer], shared: Meter | None) -> Station:
    return Station(
        account_id=account.pk,
        name=str(account),
        weight=account.weight,
        connect=partial(connection_to, account),
        composers=composers,
        return_address=partial(return_address_of, account),
        signers=signers_for(account.from_address.rpartition("@")[2]),
        limits=[_meter_of(account), *([shared] if shared else [])],
    )


def connection_to(account: MailAccount) -> Connection:
    """A way to hand mails in with this account, not yet open."""
    if account.is_smtp:
        return SmtpConnection(server_of(account))
    return ProviderConnection(
        provider=account.provider,
        key=password_of(account),
        url=account.api_url,
        domain=account.from_address.rpartition("@")[2],
        timeout=account.timeout,
    )


def server_of(account: MailAccount) -> SmtpServer:
    """The account as the SMTP adapter wants it."""
    return SmtpServer(
        host=account.host,
        port=account.port,
        tls=account.tls,  # type: ignore[arg-type]
        user=account.user,
        password=password_of(account),
        verify=account.verify_certificate,
        timeout=account.timeout,
        reply_timeout=account.timeout * _PATIENCE,
    )


def return_address_of(account: MailAccount, message_id: str) -> str:
    """Where a mail comes back to: the account's address for it, with the message's own mark where it has one."""
    address = account.return_address or account.from_address
    if not (account.verp and account.return_address):
        return address
    local, _, domain = address.rpartition("@")
    token = message_id.strip("<>").partition("@")[0]
    # Servers on the way may write addresses in small letters, so the mark has small letters only.
    return f"{local}+{b32encode(urlsafe_b64decode(token)).decode().rstrip('=').lower()}@{domain}"


def delivery_of_address(address: str) -> int | None:
    """Which delivery an address with a mark belongs to; None where no signed mark of ours stands in it."""
    mark = address.rpartition("@")[0].rpartition("+")[2]
    try:
        token = urlsafe_b64encode(b32decode(mark.upper() + "=" * (-len(mark) % 8))).decode()
    except ValueError:
        return None
    return _delivery_of(token)


def delivery_of_id(message_id: str) -> int | None:
    """The same for a Message-ID."""
    return _delivery_of(message_id.strip("<>").partition("@")[0])


def _delivery_of(token: str) -> int | None:
    found = TokenKey(settings.SECRET_KEY).read("message", token)
    return found[0] if found else None


# -- keys


def signers_for(domain: str) -> list[Signer]:
    """The signatures mails from this domain get: one of each key that is switched on."""
    return [
        Signer(
            SigningKey(
                domain=key.domain,
                selector=key.selector,
                algorithm=key.algorithm,
                private=unseal(key.private_sealed, purpose=DKIM),
            )
        )
        for key in DkimKey.objects.filter(domain=domain, is_on=True)
    ]


# -- limits


def pace_of(accounts: Sequence[MailAccount]) -> int | None:
    """The pace of all accounts together, for the engine; None when nothing at all is limited."""
    limits = {limit.provider: limit for limit in ProviderLimit.objects.all()}
    paces = [least(account.per_minute, *_per_minute(limits.get(account.provider_key))) for account in accounts]
    if all(pace is not None for pace in paces):
        return sum(pace for pace in paces if pace is not None)
    limited = any(
        account.per_hour or account.per_day or account.warm_up_from or account.provider_key in limits
        for account in accounts
    )
    return _FAST if limited or any(pace is not None for pace in paces) else None


def _per_minute(limit: ProviderLimit | None) -> tuple[int | None, ...]:
    return (limit.per_minute,) if limit else ()


def allowed_today(account: MailAccount) -> int | None:
    """How many mails the account may send today, by its own limit and its warm-up; None for as many as it likes."""
    return least(account.per_day, _warming(account))


def _warming(account: MailAccount) -> int | None:
    if account.warm_up_from is None:
        return None
    return warmup.allowed_on(
        clock.today(),
        begins=account.warm_up_from,
        first=account.warm_up_first,
        growth=account.warm_up_growth,
        goal=account.warm_up_goal,
    )


def _meter_of(account: MailAccount) -> Meter:
    used = used_now([account.pk])
    return Meter(account.per_minute, account.per_hour, allowed_today(account), used)


def _meter_of_provider(limit: ProviderLimit) -> Meter:
    ids = [account.pk for account in MailAccount.objects.all() if account.provider_key == limit.provider]
    return Meter(limit.per_minute, limit.per_hour, limit.per_day, used_now(ids))


def used_now(account_ids: Sequence[int]) -> dict[tuple[str, object], int]:
    """How many mails these accounts sent in the hour and on the day of now, as a `Meter` wants it."""
    hour, day = _hour(clock.now()), clock.today()
    begins = datetime.combine(day, datetime.min.time(), tzinfo=clock.TOKYO)
    rows = AccountUse.objects.filter(account_id__in=list(account_ids))
    return {
        ("hour", hour): rows.filter(hour=hour).aggregate(n=Sum("number"))["n"] or 0,
        ("day", day): rows.filter(hour__gte=begins).aggregate(n=Sum("number"))["n"] or 0,
    }


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def count_use(numbers: Mapping[int, int]) -> None:
    """Add what each account sent, in the caller's transaction; in the order of their ids."""
    hour = _hour(clock.now())
    with connection.cursor() as cursor:
        for account_id, number in sorted(numbers.items()):
            cursor.execute(_COUNT, [account_id, hour, number])


def keep_problems(problems: Mapping[int, str]) -> None:
    """Pause accounts that were refused, with the server's words."""
    for account_id, text in problems.items():
        MailAccount.objects.filter(pk=account_id, paused_at=None).update(
            paused_at=clock.now(), problem=(text or "?")[:500]
        )


def forget_old_use() -> int:
    """Drop counts nobody needs any more (older than 90 days)."""
    return AccountUse.objects.filter(hour__lt=clock.now() - timedelta(days=90)).delete()[0]
