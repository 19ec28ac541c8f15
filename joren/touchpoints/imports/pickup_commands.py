"""``joren import folder``: take in what lies in the watched folder."""

import time
from collections import Counter
from pathlib import Path
from typing import Final

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option
from joren.foundation.jobs.actions import UNFINISHED

from . import actions, pickup, queries
from .commands import imports
from .inbox import inbox
from .models import Import

_PAUSE: Final = 15.0
_STATES: Final = ("growing", "waiting", "taken", "done", "failed")


@imports.command(
    "folder",
    help=_(
        "Take in the files of a folder (by default the inbox): those of a known shape are imported, the others wait to"
        " be looked at. Done ones go to done/, failed ones to failed/. Watches until it is stopped; --once looks once."
    ),
    epilog=example("joren import folder --once", "joren import folder /srv/exports --once --json"),
)
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--once", is_flag=True, help=_("Look once and end."))
@json_option
def folder(folder: Path | None, once: bool) -> None:
    """Look at the folder, once or until stopped."""
    place = folder or inbox()
    told = pickup.look(place, take=_now)
    _tell(place, told)
    while not once:
        time.sleep(_PAUSE)
        told = pickup.look(place, take=_now)
        if any(told[state] for state in ("taken", "done", "failed")):
            _tell(place, told)


def _now(record: Import) -> None:
    """Import here, in the foreground, unless a worker is at it."""
    job = queries.job_of(record)
    if job is None or job.state not in UNFINISHED:
        actions.run(record=record, by=None)


def _tell(place: Path, told: Counter[str]) -> None:
    waiting = [{"file": picked.path, "import": picked.import_of_id, **picked.problem} for picked in pickup.waiting()]
    emit({"folder": str(place), **{state: told[state] for state in _STATES}, "files": waiting}, human=_lines)


def _lines(data: dict[str, object]) -> str:
    counts = _("%(done)s done, %(failed)s failed, %(waiting)s to be looked at, %(growing)s still being written") % data
    files = data["files"]
    assert isinstance(files, list)
    return "\n".join([f"{data['folder']}: {counts}", *(f"  {one['file']}: {one['message']}" for one in files)])


COMMANDS = [imports]
