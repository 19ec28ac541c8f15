"""Due work of the library."""

from typing import TYPE_CHECKING

from joren.foundation.errors import JorenError

from . import actions, queries

if TYPE_CHECKING:
    from joren.foundation.jobs.running import RunningJob


def count_all(job: "RunningJob") -> None:
    """Each hour: count every segment anew, since days pass without a write. A broken one keeps its last count."""
    found = list(queries.segments().order_by("pk"))
    for done, segment in enumerate(found):
        if job.should_stop():
            return
        job.progress(done, len(found), segment.name)
        try:
            actions.count(segment)
        except JorenError:
            continue
