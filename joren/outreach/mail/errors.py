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


class AllAccountsPaused(JorenError):
    """Every account that may take these mails rests."""

    code = "accounts_paused"
    message = _("No mail account may send these mails at the moment. %(problem)s")
    remedy = _("Look at the mail accounts: put right what the server said, then switch the account on again.")
    status = 409


class NoSuchAccount(JorenError):
    """No such mail account."""

    code = "no_such_account"
    message = _("There is no mail account %(id)s.")
    status = 404


class KeyMissing(JorenError):
    """A provider without its key."""

    code = "provider_key_missing"
    message = _("%(provider)s needs a key.")
    remedy = _("Make a key for sending mails on the provider's pages and paste it as the password.")


class ServerMissing(JorenError):
    """SMTP without a server."""

    code = "mail_server_missing"
    message = _("A mail account needs the name of its server.")


class SelectorTaken(JorenError):
    """Two keys of one name."""

    code = "dkim_selector_taken"
    message = _("The domain %(domain)s already has a key named %(selector)s.")
    remedy = _("Choose another name; old mails are checked with the old key.")
    status = 409


class KeyNotPublished(JorenError):
    """A key nobody can look up."""

    code = "dkim_not_published"
    message = _("The DNS does not show the record %(name)s yet.")
    remedy = _("Add the record at your domain's provider and try again after some minutes.")
    status = 409


class ReportRefused(JorenError):
    """A provider's report that is not signed as it should be."""

    code = "report_refused"
    message = _("This report is not signed by the provider.")
    remedy = _("Enter the verification key of the provider's webhook on the page of the mail account.")
    status = 403
