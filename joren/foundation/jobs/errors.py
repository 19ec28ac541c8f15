"""Why a job cannot go on or be changed."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class LeaseLost(Exception):
    """Another worker has taken this job over (this one was thought dead): stop at once, write nothing more."""


class JobNotRetriable(JorenError):
    """Only a job that failed or was stopped can be tried again."""

    code = "job_not_retriable"
    message = _("This work is %(state)s; only work that failed or was stopped can be tried again.")
    status = 409
