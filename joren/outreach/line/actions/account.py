"""Setting up the account, and what LINE says of it."""

from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.secrets import seal
from joren.foundation.time import clock
from joren.outreach.line import queries
from joren.outreach.line.adapters.messaging_api import Answer, MessagingApi
from joren.outreach.line.errors import AccountRefused, LineUnreachable, SecretsMissing
from joren.outreach.line.models import LineAccount

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def set_account(account: LineAccount, *, secret: str, token: str, by: "Staff | None") -> LineAccount:
    """Keep the account; an empty `secret` or `token` leaves the stored one. Raises `SecretsMissing`."""
    account.pk = 1
    if secret:
        account.secret_sealed = seal(secret.strip(), purpose=queries.SECRET)
    if token:
        account.token_sealed = seal(token.strip(), purpose=queries.TOKEN)
    if account.is_on and not (account.secret_sealed and account.token_sealed):
        raise SecretsMissing
    account.save()
    detail = {
        "on": account.is_on,
        "plan": account.plan,
        "secret": "changed" if secret else "kept",
        "token": "changed" if token else "kept",
    }
    audit.record("changed", by=by, subject_type="line.account", subject_id=1, label=str(account), detail=detail)
    return account


def test_account(account: LineAccount) -> LineAccount:
    """Ask LINE who the account is and how many messages went, sending nothing.

    Raises `AccountRefused`, `LineUnreachable`, `SecretUnreadable`.
    """
    api = queries.api_of(account)
    try:
        info = api.info()
        refuse(info)
        _ask_quota(account, api)
    finally:
        api.close()
    account.bot_user_id = str(info.body.get("userId", ""))[:64]
    account.basic_id = str(info.body.get("basicId", ""))[:50]
    account.display_name = str(info.body.get("displayName", ""))[:100]
    account.tested_at = clock.now()
    account.save(update_fields=["bot_user_id", "basic_id", "display_name", "tested_at"])
    return account


def read_quota(account: LineAccount, api: MessagingApi) -> None:
    """Keep how many messages went this month and how many may. Raises `AccountRefused`, `LineUnreachable`."""
    _ask_quota(account, api)


def _ask_quota(account: LineAccount, api: MessagingApi) -> None:
    quota, used = api.quota(), api.consumption()
    refuse(quota)
    refuse(used)
    account.quota_limit = _number(quota.body.get("value")) if quota.body.get("type") == "limited" else None
    account.quota_used = _number(used.body.get("totalUsage")) or 0
    account.quota_read_at = clock.now()
    account.save(update_fields=["quota_limit", "quota_used", "quota_read_at"])


def _number(said: object) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 2**31 else None


def refuse(answer: Answer) -> None:
    """Raise what the answer means when LINE did not do what it was asked to."""
    if answer.is_ok:
        return
    if answer.is_refused:
        raise AccountRefused(reason=answer.said)
    raise LineUnreachable(reason=answer.said)
