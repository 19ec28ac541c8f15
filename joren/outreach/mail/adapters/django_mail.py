"""Mail that Django itself sends, such as the link to a new password: over the business's own mail account."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from joren.outreach.mail import queries
from joren.outreach.mail.accounts import connection_to
from joren.outreach.mail.adapters.handing import Parcel

logger = logging.getLogger(__name__)


class AccountBackend(BaseEmailBackend):
    """Hands messages to the mail account. Without one nothing is sent.

    They never go to the built-in mailbox: who may read that could take over the log-in of whoever forgot a password.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send what can be sent and return how many the server took; a refusal is logged, never shown to a stranger."""
        account = next(iter(queries.accounts_for("service")), None)
        if account is None:
            logger.warning("no mail account: %d message(s) of the log-in pages not sent", len(email_messages))
            return 0
        connection = connection_to(account)
        taken = 0
        try:
            for message in email_messages:
                message.from_email = account.from_address
                raw = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own message class
                for recipient in message.recipients():
                    parcel = Parcel(
                        return_address=account.return_address or account.from_address,
                        recipient=recipient,
                        raw=raw,
                        token="",
                    )
                    outcome = connection.hand_in(parcel)
                    taken += outcome.kind == "sent"
                    if outcome.kind != "sent":
                        logger.warning("the mail server did not take a message: %s %s", outcome.code, outcome.text)
        finally:
            connection.close()
        return taken
