"""Why the home folder or the embedded database could not be had, in sentences."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class HomeProblem(JorenError):
    """The installation's folder cannot be made or written."""

    code = "home_unusable"
    status = 500
    message = _("The folder %(path)s cannot be used: %(reason)s.")
    remedy = _("Set JOREN_HOME to a folder you may write to.")


class DatabaseStartProblem(JorenError):
    """The embedded database could not be started; the subclasses say why where it is known."""

    code = "database_not_started"
    status = 500
    message = _("The embedded database could not be started: %(reason)s")
    remedy = _("The server's own words are in %(log)s.")


class DiskFull(DatabaseStartProblem):
    """No room is left where the data lives."""

    code = "disk_full"
    message = _("The disk that holds %(path)s is full, so the database cannot start. Nothing was lost.")
    remedy = _("Free at least 200 MB there and try again.")


class DataOfAnotherVersion(DatabaseStartProblem):
    """The data directory was written by a PostgreSQL this package does not contain."""

    code = "database_other_version"
    message = _("The data in %(path)s were written by PostgreSQL %(found)s; this Joren has %(expected)s.")
    remedy = _("Use the Joren that wrote them, or restore a backup of them into an empty folder: joren restore FILE.")


class SocketUnusable(DatabaseStartProblem):
    """The folder of the server's socket belongs to somebody else."""

    code = "socket_unusable"
    message = _("The folder %(path)s belongs to another user, so the database cannot listen there.")
    remedy = _("Set JOREN_HOME to a shorter path (under 80 characters), or remove that folder.")


class ServerUserMissing(DatabaseStartProblem):
    """PostgreSQL refuses to run as root and no other system user could be found."""

    code = "database_user_missing"
    message = _("PostgreSQL does not run as root, and no system user for it could be found or made.")
    remedy = _("Run Joren as an ordinary user, or create one: useradd --system joren-postgres.")


class BackupProblem(JorenError):
    """A backup cannot be written, read or put back."""

    code = "backup_unusable"
