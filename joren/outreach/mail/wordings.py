"""What is said to people of the reasons for which mails come back."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .rules.bounces.report import Kind, Reason

REASONS: Final[dict[str, str | Promise]] = {
    Reason.UNKNOWN_USER: _("the address does not exist"),
    Reason.UNKNOWN_HOST: _("the domain of the address does not exist"),
    Reason.MOVED: _("the address has moved"),
    Reason.NO_MAIL: _("the domain takes no mail"),
    Reason.FULL: _("the mailbox is full"),
    Reason.SUSPENDED: _("the mailbox is switched off"),
    Reason.FILTERED: _("refused by the person's own filter"),
    Reason.POLICY: _("refused by a rule of the receiver"),
    Reason.TOO_BIG: _("the mail is too big"),
    Reason.NETWORK: _("the receiver's server could not be reached"),
    Reason.SYSTEM: _("a fault of the receiver's server"),
    Reason.OTHER: _("not said"),
}
KINDS: Final[dict[str, str | Promise]] = {
    Kind.COMPLAINT: _("reported as unwanted"),
    Kind.FEEDBACK: _("a report about signatures"),
    Kind.AUTO_REPLY: _("an automatic answer"),
    Kind.DELAY: _("still being tried"),
    Kind.OTHER: _("not a mail that came back"),
}


def label_of(kind: str, reason: str) -> str:
    """The words for what came back: its kind where that says it, else the reason."""
    return str(KINDS.get(kind) or REASONS.get(reason) or reason)
