"""``joren sync``."""

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option

from .actions import SyncReport, sync


@click.command(
    "sync",
    help=_("Bring the copy of the facts that segments and analyses read up to date now."),
    epilog=example("joren sync", "joren sync --rebuild --json"),
)
@click.option("--rebuild", is_flag=True, help=_("Copy everything again instead of what changed."))
@json_option
def sync_command(rebuild: bool) -> None:
    """Bring it up to date."""
    emit(sync(rebuild=rebuild), human=_said)


def _said(report: SyncReport) -> str:
    rows = sum(report.rows.values())
    tables = ", ".join((*report.rebuilt, *report.changed)) or _("nothing")
    words = {"tables": tables, "rows": f"{rows:,}", "seconds": f"{report.seconds:.2f}"}
    return _("Brought up to date: %(tables)s. %(rows)s rows, %(seconds)s seconds.") % words


COMMANDS = [sync_command]
