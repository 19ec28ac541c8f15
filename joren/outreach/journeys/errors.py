"""What journeys refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class JourneyNotFound(JorenError):
    """No journey of that number."""

    code = "journey_not_found"
    message = _("There is no journey %(id)s.")
    remedy = _("See the list of journeys (`joren journey list`).")
    status = 404


class WrongState(JorenError):
    """The journey's state does not allow this."""

    code = "journey_state"
    message = _("The journey is “%(state)s”, so this is not possible.")
    status = 409


class JourneyNameMissing(JorenError):
    """A journey without a name."""

    code = "journey_name_missing"
    message = _("A journey needs a name.")


class NotReady(JorenError):
    """A journey that cannot be published as it is."""

    code = "journey_not_ready"
    message = _("The journey cannot begin yet: %(reasons)s")
    remedy = _("Mend the steps that are marked in the picture.")


class StepGone(JorenError):
    """A step or a place that is no longer in the journey."""

    code = "step_gone"
    message = _("This place is no longer in the journey: somebody changed it meanwhile.")
    remedy = _("Load the page again.")
    status = 409


class NothingToUndo(JorenError):
    """Undo without a step before."""

    code = "nothing_to_undo"
    message = _("There is nothing to take back.")
    status = 409


class MessageGone(JorenError):
    """A step without words that could be sent."""

    code = "message_without_words"
    message = _("The message of this step has no words for the channels chosen.")
    remedy = _("Write the message, or choose another channel.")
    status = 409


class AddressNotAllowed(JorenError):
    """A webhook's address that must not be called."""

    code = "webhook_address"
    message = _("%(url)s cannot be called: %(reason)s")
    remedy = _("Give the address of a server on the internet that begins with https://.")


class TaskNotFound(JorenError):
    """No such task, or none this person may see."""

    code = "task_not_found"
    message = _("There is no such task.")
    status = 404


class EntryNotFound(JorenError):
    """No such entry, or one whose customer this person may not see."""

    code = "entry_not_found"
    message = _("There is no such person in this journey.")
    status = 404


class RehearsalNotFound(JorenError):
    """No such rehearsal."""

    code = "rehearsal_not_found"
    message = _("There is no such rehearsal.")
    status = 404
