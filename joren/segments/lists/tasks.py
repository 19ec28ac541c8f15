"""Due work of pasted lists."""

from typing import TYPE_CHECKING

from . import actions

if TYPE_CHECKING:
    from joren.foundation.jobs.running import RunningJob


def forget_old(_job: "RunningJob") -> None:
    """Each night: delete what nobody can still be building with."""
    actions.forget_old()
