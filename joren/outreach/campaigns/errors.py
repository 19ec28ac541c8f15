"""What campaigns refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class CampaignNotFound(JorenError):
    """No campaign of that number."""

    code = "campaign_not_found"
    message = _("There is no campaign %(id)s.")
    remedy = _("`joren campaign list` shows them all.")
    status = 404


class NotInThisState(JorenError):
    """The campaign's state does not allow this."""

    code = "campaign_state"
    message = _("The campaign is “%(state)s”, so this is not possible.")
    status = 409


class NoAudienceChosen(JorenError):
    """Neither a segment nor a rule."""

    code = "no_segment"
    message = _("Nobody was chosen: the campaign has no segment.")
    remedy = _("Choose a segment.")


class NobodyToSendTo(JorenError):
    """A segment without a single person who may be written to."""

    code = "nobody_to_send_to"
    message = _("Of the %(members)s people in the segment nobody can get this mail.")
    remedy = _("The preview says why for each of them.")
    status = 409


class BadShare(JorenError):
    """A held-back share that is none."""

    code = "bad_share"
    message = _("The held-back share must lie between 0 and 0.9, not %(share)s.")


class BadWindow(JorenError):
    """A window that is none."""

    code = "bad_window"
    message = _("The window must be 1 to 365 days, not %(days)s.")


class InThePast(JorenError):
    """A time that is over."""

    code = "in_the_past"
    message = _("%(at)s is over. A mail can only be scheduled for later.")


class NameMissing(JorenError):
    """A campaign without a name."""

    code = "name_missing"
    message = _("A campaign needs a name.")


class AudienceNotFixed(JorenError):
    """The audience could not be fixed, so nothing was sent."""

    code = "audience_not_fixed"
    message = _("The audience could not be fixed, so nothing was sent: %(reason)s")
    status = 409
