"""What short messages refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class SmsIsOff(JorenError):
    """No account, or switched off."""

    code = "sms_off"
    message = _("Short messages are not set up.")
    remedy = _("Fill in the SMS account in the settings and switch it on.")
    status = 409


class AccountIncomplete(JorenError):
    """Something that the provider needs is missing."""

    code = "sms_account"
    message = _("%(what)s is missing.")
    status = 422


class AddressRefused(JorenError):
    """The address of the provider is not one that may be called."""

    code = "sms_address"
    message = _("%(address)s cannot be called: it must begin with https://.")
    status = 422


class NoWordsForSms(JorenError):
    """The message has no wording for SMS."""

    code = "sms_no_words"
    message = _("The message has no words for SMS.")
    remedy = _("Write the message for SMS too, or send it over another channel.")
    status = 409


class SenderMissing(JorenError):
    """The law on mail also asks who sends a short message."""

    code = "sms_sender"
    message = _("A short message must say who sends it: the business has no name for senders.")
    remedy = _("Fill in the sender's name in the settings of the business.")
    status = 409


class TooLongForSms(JorenError):
    """More than ten parts."""

    code = "sms_too_long"
    message = _("The text has %(units)s signs; at most %(limit)s fit into a short message.")
    status = 422
