"""What mail refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class TemplateProblem(JorenError):
    """The text of a mail cannot be understood or does not come to an end."""

    code = "template_problem"
    message = _("The %(part)s cannot be used: %(reason)s")
    remedy = _("Correct it, or leave the merge fields out.")


class UnknownMergeField(JorenError):
    """A merge field nobody declares."""

    code = "unknown_merge_field"
    message = _("There is no merge field “%(field)s” (in the %(part)s).")
    remedy = _("The list of merge fields is beside the editor.")


class UnknownMergeFieldLike(UnknownMergeField):
    """The same, with a guess at what was meant."""

    remedy = _("Did you mean “%(suggestion)s”?")


class SubjectBroken(JorenError):
    """A line break in what becomes a header."""

    code = "line_break_in_header"
    message = _("The %(part)s must be a single line.")
    remedy = _("Remove the line break.")


class LinkRefused(JorenError):
    """A link whose destination is not fixed or not a web address."""

    code = "link_refused"
    message = _("The link “%(link)s” cannot be used: a link starts with https:// and a fixed host name.")
    remedy = _("Write the address in full; merge fields may stand after the host name only.")


class TooLong(JorenError):
    """More than a mail should carry."""

    code = "mail_too_long"
    message = _("The %(part)s is %(length)s characters long; at most %(limit)s are allowed.")
    remedy = _("Shorten it.")


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


class NothingWritten(JorenError):
    """A mail without words."""

    code = "nothing_written"
    message = _("A mail needs a subject and a text.")
