"""What campaigns refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class CampaignNotFound(JorenError):
    """No campaign of that number."""

    code = "campaign_not_found"
    message = _("There is no campaign %(id)s.")
    remedy = _("See the list of campaigns (`joren campaign list`).")
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


class ChannelUnworded(JorenError):
    """A channel was chosen for which nothing was written."""

    code = "channel_unworded"
    message = _("“%(name)s” says nothing for %(channel)s yet.")
    remedy = _("Write the words for it, or leave the channel out.")


class NoChannel(JorenError):
    """No way to reach anybody was chosen, or one that does not exist."""

    code = "no_channel"
    message = _("Choose at least one channel that is set up here.")


class BadCap(JorenError):
    """A limit that lets nobody through."""

    code = "bad_cap"
    message = _("The most people must be a whole number from 1 to 1,000,000,000.")


class CapRepeats(JorenError):
    """A limit for a campaign that has a new audience each day."""

    code = "cap_repeats"
    message = _("A campaign that repeats has no limit of people: each day is for those whose day it is.")
    remedy = _("Take the limit out, or let the campaign go out once.")


class BadDaysBefore(JorenError):
    """So many days before the day that nothing could be kept."""

    code = "bad_days_before"
    message = _("The days before the day must lie between 0 and %(most)s.")


class BadTest(JorenError):
    """A comparison that compares nothing, or that does not fit the campaign."""

    code = "bad_test"
    message = _("The comparison of wordings does not fit: %(reason)s")


class WouldAnnoy(JorenError):
    """People who have had enough are in the audience, and nobody has decided about them."""

    code = "would_annoy"
    message = _("%(people)s people in the audience have had enough of messages lately. Nothing was sent.")
    remedy = _("Decide: leave them out, or write to them all the same.")
    status = 409


class ApprovalMissing(JorenError):
    """A second person has not said yes to what would be sent now."""

    code = "approval_missing"
    message = _("A second person must approve this campaign before it is sent.")
    remedy = _("Ask for approval on its page.")
    status = 409


class ApprovalOutdated(JorenError):
    """What was approved is not what would be sent."""

    code = "approval_outdated"
    message = _("The campaign was changed after it was approved, so it was not sent.")
    remedy = _("Ask for approval once more.")
    status = 409


class OwnApproval(JorenError):
    """Somebody approves what they wrote."""

    code = "own_approval"
    message = _("Whoever wrote a campaign or asked for its approval cannot approve it.")
    remedy = _("Ask a colleague.")
    status = 403


class NoTestRunning(JorenError):
    """A winner is chosen where nothing is being compared, or was chosen already."""

    code = "no_test"
    message = _("There is no comparison here that waits for a decision.")
    status = 409


class NoSuchVariant(JorenError):
    """A wording that is not among those compared."""

    code = "no_such_variant"
    message = _("There is no wording “%(key)s” in this campaign.")
    status = 404


class NoTestThere(JorenError):
    """A channel that cannot send a message to staff."""

    code = "no_test_message"
    message = _("A test message cannot be sent over %(channel)s.")
