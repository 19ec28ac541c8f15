"""What LINE refuses, or what is refused about it."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class LineIsOff(JorenError):
    """No account, or it is switched off."""

    code = "line_is_off"
    message = _("LINE is not set up or switched off.")
    remedy = _("Enter the channel access token and the channel secret under the settings of LINE and switch it on.")
    status = 409


class SecretsMissing(JorenError):
    """An account without its keys cannot be switched on."""

    code = "line_secrets_missing"
    message = _("LINE cannot be switched on without the channel secret and the channel access token.")
    remedy = _("Both stand in the LINE Developers console, under the channel of the official account.")


class AccountRefused(JorenError):
    """LINE does not accept the account."""

    code = "line_account"
    message = _("LINE did not accept the account: %(reason)s")
    remedy = _("Issue a new channel access token in the LINE Developers console and enter it here.")


class LineUnreachable(JorenError):
    """No answer from LINE."""

    code = "line_unreachable"
    message = _("LINE does not answer: %(reason)s")
    remedy = _("Try again in a few minutes.")
    status = 503


class QuotaUsedUp(JorenError):
    """No message is left this month."""

    code = "line_quota"
    message = _("The %(limit)s messages of this month are used up (%(used)s went).")
    remedy = _("Raise the limit in LINE Official Account Manager, or go on next month.")
    status = 409


class NoWordsForLine(JorenError):
    """The sending has nothing to say over LINE."""

    code = "line_no_words"
    message = _("Nothing is written for LINE in this message.")
    remedy = _("Write its words for LINE, or take LINE out of the channels.")


class NoPublicAddress(JorenError):
    """Links in messages would lead nowhere."""

    code = "no_public_address"
    message = _("The address at which customers reach this installation is not set, so links in LINE would not work.")
    remedy = _("Set JOREN_BASE_URL to the public address (https://…) and start Joren again.")
    status = 409


class TooManyBubbles(JorenError):
    """More than LINE takes at once."""

    code = "line_too_many"
    message = _("This comes to %(number)s bubbles; LINE takes at most %(limit)s at once.")
    remedy = _("Take dividers out: each begins a new bubble.")


class TextTooLong(JorenError):
    """More than one bubble holds."""

    code = "line_too_long"
    message = _("A text is %(length)s characters long; LINE takes at most %(limit)s.")
    remedy = _("Shorten it, or part it with a divider.")


class EmptyAnswer(JorenError):
    """An answer without words."""

    code = "line_empty_answer"
    message = _("The answer is empty.")


class NotFollowing(JorenError):
    """Somebody who blocked the account cannot be written to."""

    code = "line_not_following"
    message = _("%(name)s has blocked the account or left it, so nothing can be sent.")
    remedy = _("As soon as the person unblocks it, this is possible again.")
    status = 409


class FriendNotFound(JorenError):
    """No such friend, or not one this person may see."""

    code = "line_friend_not_found"
    message = _("There is no such LINE friend.")
    status = 404


class AlreadyLinked(JorenError):
    """The friend is somebody else's already."""

    code = "line_already_linked"
    message = _("This LINE friend is linked to %(customer)s already.")
    remedy = _("Unlink first, or merge the two records if they are one person.")
    status = 409


class NotLinked(JorenError):
    """The friend is nobody's."""

    code = "line_not_linked"
    message = _("This LINE friend is not linked to a customer.")
    status = 409


class CodeUnusable(JorenError):
    """A link code that is not known, used, or too old."""

    code = "line_code"
    message = _("This code is not known, was used already, or is too old.")
    remedy = _("Ask at the shop for a new one.")


class ImageRefused(JorenError):
    """The picture of a menu is not one LINE takes."""

    code = "line_menu_image"
    message = _("This picture cannot be used: %(reason)s")
    remedy = _(
        "JPEG or PNG, 800 to 2500 pixels wide, at least 250 high, width at least 1.45 times the height, up to 1 MB."
    )


class MenuIncomplete(JorenError):
    """A menu that cannot be put up yet."""

    code = "line_menu"
    message = _("The menu cannot be put up: %(reason)s")


class NoSuchMenu(JorenError):
    """Not there (any more)."""

    code = "line_no_such_menu"
    message = _("There is no such menu.")
    status = 404
