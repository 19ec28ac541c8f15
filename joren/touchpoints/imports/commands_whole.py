"""``joren import everything``: another Joren's export of everything, table by table."""

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option

from . import queries
from .errors import FileMissing
from .whole import take_in, try_out


@click.command(
    "everything",
    help=_("Take in the ZIP that “joren export everything” wrote: shops, products, customers, consents, purchases."),
    epilog=example("joren import everything joren.zip", "joren import everything joren.zip --dry-run --json"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only say what would happen."))
@json_option
def everything(file: Path, dry_run: bool) -> None:
    """Take in every table this Joren knows; each is an import that can be undone."""
    if not file.is_file():
        raise FileMissing(path=str(file))
    tables: list[dict[str, Any]] = []
    for table, record in try_out(file) if dry_run else take_in(file, by=None):
        told: dict[str, Any] = {"table": table.name, "kind": table.kind or None, "rows": table.rows, "import": None}
        if record:
            told |= {"import": None if dry_run else record.pk, "counts": queries.counts(record)}
        tables.append(told)
    emit({"dry_run": dry_run, "tables": tables}, human=_told)


def _told(data: dict[str, Any]) -> str:
    words = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected")
    lines = [_("Tried; nothing was kept.")] if data["dry_run"] else []
    for table in data["tables"]:
        counts = table.get("counts")
        left_out = _("left out") if table["rows"] else _("empty")
        lines.append(f"{table['table']}: {words % counts if counts else left_out}")
    return "\n".join(lines)
