"""What content refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class TemplateProblem(JorenError):
    """A text cannot be understood or does not come to an end."""

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


class TooManyLinks(JorenError):
    """More links than can be counted apart."""

    code = "too_many_links"
    message = _("There are %(number)s links; at most %(limit)s can be counted apart.")
    remedy = _("Remove some of them.")


class TooLong(JorenError):
    """More than a message should carry."""

    code = "too_long"
    message = _("The %(part)s is %(length)s characters long; at most %(limit)s are allowed.")
    remedy = _("Shorten it.")


class NothingWritten(JorenError):
    """A message without words."""

    code = "nothing_written"
    message = _("A message needs words, and a mail a subject as well.")
    remedy = _("Write a text, or put in a picture.")


class UnknownBlock(JorenError):
    """A block of a type nobody declares, or one that is not a block at all."""

    code = "unknown_block"
    message = _("There is no kind of block called “%(type)s”.")
    remedy = _("Remove the block, or start the program part it belongs to.")


class BlockRefused(JorenError):
    """The settings of a block are wrong."""

    code = "block_refused"
    message = _("The block “%(label)s” (number %(number)s) cannot be used: %(reason)s")


class NoWording(JorenError):
    """Nothing is said on that channel."""

    code = "no_wording"
    message = _("“%(name)s” says nothing on the channel %(channel)s.")
    remedy = _("Write it for this channel first.")
    status = 409


class NoSuchMessage(JorenError):
    """Not there (any more)."""

    code = "no_such_message"
    message = _("There is no message %(id)s.")
    status = 404


class NoSuchChannel(JorenError):
    """Nobody sends over it (any more)."""

    code = "no_such_channel"
    message = _("There is no channel “%(channel)s”.")
    status = 404


class ChangedMeanwhile(JorenError):
    """Somebody else kept other words since this editor was opened."""

    code = "changed_meanwhile"
    message = _("Somebody changed this message while you were writing.")
    remedy = _("Copy what you wrote, open the page again and put it in there.")
    status = 409


class MessageInUse(JorenError):
    """It cannot be deleted because something is sent from it."""

    code = "message_in_use"
    message = _("“%(name)s” is used by %(users)s and cannot be deleted.")
    status = 409


class ImageRefused(JorenError):
    """A file that is no picture for messages."""

    code = "image_refused"
    message = _("The picture “%(name)s” cannot be used: %(reason)s")
    remedy = _("Use a PNG, JPEG or GIF of at most 2 MB.")


class NoSuchImage(JorenError):
    """Not stored here."""

    code = "no_such_image"
    message = _("There is no such picture.")
    status = 404


class NameMissing(JorenError):
    """A message without a name cannot be found again."""

    code = "name_missing"
    message = _("The message needs a name.")
