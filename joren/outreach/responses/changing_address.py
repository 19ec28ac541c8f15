"""A new e-mail address, given on the preference page: it counts once a mail to it was answered."""

from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.japanese.emails import normalise_email
from joren.record.customers.actions import add_contact_point, prefer_contact_point, remove_contact_point
from joren.record.customers.models import ContactPoint

from .addressed import Reader
from .errors import BadNewAddress, ConfirmationNotSent, SameAddress

VALID_SECONDS = 2 * 24 * 3600
_SALT = "responses.address"


def ask(reader: Reader, written: str, link: str) -> str:
    """Send a mail to the new address with a link that confirms it; nothing changes before. Returns the address.

    `link` holds ``TOKEN`` where the token goes. Raises `BadNewAddress`, `SameAddress`, `ConfirmationNotSent`.
    """
    new = normalise_email(written)
    if new is None:
        raise BadNewAddress(address=written[:254])
    if new == reader.address:
        raise SameAddress
    token = signing.dumps([reader.delivery_id, reader.address, new], salt=_SALT, compress=True)
    if not EmailMessage(_subject(), _body(link.replace("TOKEN", token)), to=[new]).send(fail_silently=True):
        raise ConfirmationNotSent
    return new


def _subject() -> str:
    return _("Please confirm your new e-mail address")


def _body(link: str) -> str:
    business = the_business()
    lines = [
        _("This address was given to %(business)s as a new address for messages.")
        % {"business": business.sender_name or business.name},
        _("Open this page and press the button to confirm it. The link is valid for two days."),
        link,
        _("If it was not you, nothing needs to be done: without the button nothing changes."),
        "\n".join(part for part in (business.sender_name, business.sender_address, business.sender_contact) if part),
    ]
    return "\n\n".join(line for line in lines if line) + "\n"


def read(token: str) -> tuple[int, str, str] | None:
    """The delivery, the old and the new address of a token; None when it is none, or too old."""
    try:
        delivery_id, old, new = signing.loads(token, salt=_SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return delivery_id, old, new


@transaction.atomic
def confirm(reader: Reader, old: str, new: str) -> bool:
    """The new address takes the old one's place. Returns False when the old one is no longer the person's: the link
    was used before, or the address was changed meanwhile."""
    before = ContactPoint.objects.filter(customer_id=reader.customer_id, kind="email", value=old).first()
    if before is None:
        return False
    added = add_contact_point(customer_id=reader.customer_id, kind="email", value=new, by=None, source="preferences")
    prefer_contact_point(contact_point=added, by=None)
    remove_contact_point(contact_point=before, by=None)
    return True
