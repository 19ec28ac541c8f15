"""What the demo refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class AlreadyLoaded(JorenError):
    """The demo is in."""

    code = "demo_already_loaded"
    message = _("The demo business is already here.")
    remedy = _("Remove it first: joren demo remove")
    status = 409


class BusinessInUse(JorenError):
    """Made-up people must not mix with real ones."""

    code = "business_in_use"
    message = _("There are %(customers)s customers here already, so the demo is not mixed in.")
    remedy = _("Look at it in a folder of its own: JOREN_HOME=demo joren up --demo")
    status = 409


class NoDemo(JorenError):
    """There is nothing to remove."""

    code = "no_demo"
    message = _("There is no demo business here.")
    status = 409


class OwnerMissing(JorenError):
    """Removing the demo's log-ins would lock everybody out."""

    code = "owner_missing"
    message = _("The demo's log-ins go with it, and nobody else may log in as owner yet.")
    remedy = _("Give an e-mail address and a password for the owner.")
    status = 409


class NoSuchFile(JorenError):
    """Not one of the files to try."""

    code = "no_such_file"
    message = _("There is no file “%(name)s” to try.")
    status = 404
