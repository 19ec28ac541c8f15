"""``joren import everything``: another Joren's export of everything, table by table."""

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option

from . import queries
from .errors import FileMissing
from .whole import take_in


@click.command(
    "everything",
    help=_("Take in the ZIP that “joren export everything” wrote: shops, products, customers, consents, purchases."),
    epilog=example("joren import everything joren.zip", "joren import everything joren.zip --json"),
)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def everything(file: Path) -> None:
    """Take in every table this Joren knows; each is an import that can be undone."""
    if not file.is_file():
        raise FileMissing(path=str(file))
    tables: list[dict[str, Any]] = []
    for table, record in take_in(file, by=None):
        told = {"table": table.name, "kind": table.kind or None, "rows": table.rows}
        tables.append(told | ({"import": record.pk, "counts": queries.counts(record)} if record else {"import": None}))
    emit({"tables": tables}, human=_told)


def _told(data: dict[str, Any]) -> str:
    words = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected")
    lines = []
    for table in data["tables"]:
        counts = table.get("counts")
        left_out = _("left out") if table["rows"] else _("empty")
        lines.append(f"{table['table']}: {words % counts if counts else left_out}")
    return "\n".join(lines)
