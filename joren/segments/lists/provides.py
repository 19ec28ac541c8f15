"""What pasted lists offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import JobHandler, PeriodicJob

PROVIDES = (
    JobHandler(
        key="lists.forget", label=_("Delete pasted lists of last week"), run="joren.segments.lists.tasks:forget_old"
    ),
    PeriodicJob(key="lists.forget", every="40 3 * * *"),
)
