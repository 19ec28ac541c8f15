"""Why something about a person's account is refused."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class EmailTaken(JorenError):
    """Somebody logs in with that address already."""

    code = "email_taken"
    message = _("%(email)s already has a log-in.")
    remedy = _("Change that person's role instead, or use another address.")
    status = 409


class UnknownStaff(JorenError):
    """Nobody has that address."""

    code = "unknown_staff"
    message = _("Nobody logs in as %(email)s.")
    remedy = _("See who there is with: joren user list")
    status = 404


class PasswordTooWeak(JorenError):
    """The password rules say no."""

    code = "password_too_weak"
    message = _("This password cannot be used: %(reasons)s")


class UnknownRole(JorenError):
    """There is no such role."""

    code = "unknown_role"
    message = _("There is no role %(role)s.")
    remedy = _("Use one of: %(roles)s.")


class LastOwner(JorenError):
    """Somebody must be able to manage the installation."""

    code = "last_owner"
    message = _("%(email)s is the only owner left who may log in.")
    remedy = _("Make somebody else an owner first.")
    status = 409


class NotAllowed(JorenError):
    """A deed that the person's role does not carry; the pages answer it with 403, programs get the shape."""

    code = "not_allowed"
    message = _("Your role does not allow this (%(permission)s).")
    remedy = _("Ask the owner for another role, or use another person's token.")
    status = 403
