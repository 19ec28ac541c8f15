"""What the mirror offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import Commands, JobHandler, PeriodicJob

PROVIDES = (
    Commands(commands="joren.segments.mirror.commands:COMMANDS"),
    JobHandler(
        key="mirror.sync",
        label=_("Bring the copy of the facts up to date"),
        run="joren.segments.mirror.tasks:sync_mirror",
    ),
    JobHandler(
        key="mirror.compact",
        label=_("Tidy the copy of the facts"),
        run="joren.segments.mirror.tasks:compact_mirror",
    ),
    PeriodicJob(key="mirror.sync", every="* * * * *"),
    PeriodicJob(key="mirror.compact", every="40 3 * * *"),
)
