"""What mail refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class SenderBlockMissing(JorenError):
    """The law wants to know who sends."""

    code = "sender_block_missing"
    message = _("The sender's name, postal address and contact are not complete: %(missing)s.")
    remedy = _(
        "Fill them in under the settings of the business. The law on specified e-mail requires them in every mail."
    )
    status = 409


class NoPublicAddress(JorenError):
    """Links in real mails would lead nowhere."""

    code = "no_public_address"
    message = _(
        "The address at which customers reach this installation is not set, so the unsubscribe link would not work."
    )
    remedy = _("Set JOREN_BASE_URL to the public address (https://…) and start Joren again.")
    status = 409


class AccountIncomplete(JorenError):
    """The account cannot be used."""

    code = "mail_account"
    message = _("The mail account does not work: %(reason)s")
    remedy = _("Check server, port, encryption, user and password.")
    status = 409


class BadMailAddress(JorenError):
    """Not one e-mail address."""

    code = "bad_address"
    message = _("“%(address)s” is not an e-mail address.")


class NoSuchMail(JorenError):
    """Not in the mailbox."""

    code = "no_such_mail"
    message = _("There is no mail %(id)s in the mailbox.")
    status = 404
