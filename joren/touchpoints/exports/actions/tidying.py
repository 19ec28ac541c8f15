"""Files that lay here their week are deleted; their history stays."""

from datetime import datetime, timedelta
from typing import Final

from joren.foundation.time.clock import now
from joren.touchpoints.exports import files
from joren.touchpoints.exports.models import ExportRun

KEPT: Final = timedelta(days=7)
"""How long a file is kept."""


def remove_old_files(*, at: datetime | None = None) -> int:
    """Delete the files whose time is over; returns how many."""
    over = ExportRun.objects.filter(kept_until__lt=at or now()).exclude(stored="")
    gone = 0
    for run in over:
        files.discard(run.stored)
        gone += ExportRun.objects.filter(pk=run.pk, stored=run.stored).update(stored="")
    return gone
